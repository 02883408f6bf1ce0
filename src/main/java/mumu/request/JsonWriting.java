package mumu.request;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Records → JSON, field by field; what is unset is left out. */
final class JsonWriting {
  private JsonWriting() {}

  static JsonObject bound(BoundRequest bound) {
    JsonObject json = request(bound.request());
    json.add("images", array(bound.images(), JsonWriting::image));
    bound.init().ifPresent(image -> json.add("init", image(image)));
    return json;
  }

  static JsonObject request(GenerationRequest request) {
    JsonObject json = new JsonObject();
    json.addProperty("prompt", request.prompt().text());
    json.add("bindings", array(request.bindings(), JsonWriting::binding));
    json.add("settings", settings(request.settings()));
    return json;
  }

  private static JsonObject binding(Binding binding) {
    JsonObject json = new JsonObject();
    json.addProperty("slot", binding.slot());
    json.add("sources", array(binding.sources(), JsonWriting::source));
    return json;
  }

  private static JsonObject source(ImageSource source) {
    JsonObject json = new JsonObject();
    json.addProperty("source", BindingText.format(source.where()));
    json.addProperty("weight", source.weight());
    json.addProperty("crop", source.crop().name().toLowerCase(Locale.ROOT));
    return json;
  }

  private static JsonObject settings(Settings settings) {
    JsonObject json = new JsonObject();
    json.addProperty("model", settings.model());
    json.addProperty("device", settings.device());
    json.addProperty("scheduler", settings.scheduler());
    settings.steps().ifPresent(steps -> json.addProperty("steps", steps));
    settings.guidance().ifPresent(guidance -> json.addProperty("guidance", guidance));
    settings.guidanceRescale().ifPresent(rescale -> json.addProperty("guidanceRescale", rescale));
    settings.seed().ifPresent(seed -> json.addProperty("seed", seed));
    settings.width().ifPresent(width -> json.addProperty("width", width));
    settings.height().ifPresent(height -> json.addProperty("height", height));
    json.addProperty("count", settings.count());
    if (settings.variety() > 0) {
      json.addProperty("variety", settings.variety());
    }
    settings.negative().ifPresent(negative -> json.addProperty("negative", negative));
    settings.strength().ifPresent(strength -> json.addProperty("strength", strength));
    settings.init().ifPresent(init -> json.add("init", source(init)));
    json.add("finetune", array(settings.finetune(), JsonWriting::fineTune));
    return json;
  }

  private static JsonObject fineTune(FineTune fineTune) {
    JsonObject json = new JsonObject();
    json.addProperty("file", fineTune.file());
    json.addProperty("strength", fineTune.strength());
    return json;
  }

  private static JsonObject image(BoundImage image) {
    JsonObject json = new JsonObject();
    json.addProperty("slot", image.slot());
    json.addProperty("weight", image.weight());
    json.add("origin", origin(image.origin()));
    json.addProperty("sha256", image.picture().sha256());
    json.addProperty("png", Base64.getEncoder().encodeToString(Png.encode(image.picture())));
    return json;
  }

  private static JsonObject origin(Origin origin) {
    JsonObject json = new JsonObject();
    json.addProperty("title", origin.title());
    json.addProperty("roiName", origin.roiName());
    json.addProperty("roi", origin.roi());
    json.addProperty("rule", origin.rule());
    return json;
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonObject> writer) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(writer.apply(value)));
    return array;
  }
}
