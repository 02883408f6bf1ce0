package mumu.imagej;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import java.util.stream.Stream;
import mumu.request.BoundImage;

/**
 * How the pictures of a training set were made: all that decides them but their number.
 *
 * @param options of the command that makes them
 * @param model its id
 * @param modelSha256 names the exact model
 * @param pixelSize of the pictures, where it is known
 */
public record TrainingRecord(
    String options,
    String model,
    String modelSha256,
    ClassExamples examples,
    Optional<PixelSize> pixelSize) {
  private static final String FORMAT = "mumu-training-data";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** As it stands in the folder of the pictures. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("version", 1);
    json.addProperty("digitalSourceType", AiOrigin.TRAINED_MEDIA);
    json.addProperty("options", options);
    json.addProperty("model", model);
    json.addProperty("modelSha256", modelSha256);
    pixelSize.ifPresent(size -> json.addProperty("pixelSize", size.toString()));
    JsonArray regions = new JsonArray();
    Stream.concat(
            examples.classes().values().stream().flatMap(each -> each.stream()),
            examples.grounds().values().stream().flatMap(each -> each.stream()))
        .map(TrainingRecord::json)
        .forEach(regions::add);
    json.add("examples", regions);
    return GSON.toJson(json) + "\n";
  }

  private static JsonObject json(BoundImage image) {
    JsonObject json = new JsonObject();
    json.addProperty("class", image.slot());
    json.addProperty("image", image.origin().title());
    json.addProperty("roiName", image.origin().roiName());
    json.addProperty("roi", image.origin().roi());
    json.addProperty("rule", image.origin().rule());
    json.addProperty("weight", image.weight());
    json.addProperty("pixelsSha256", image.picture().sha256());
    return json;
  }

  /** What another record has instead; absent where it is the same. */
  Optional<String> difference(String other) {
    if (other.equals(json())) {
      return Optional.empty();
    }
    String theirs = field(other, "options");
    return Optional.of(
        theirs.equals(options)
            ? "those of another model, other regions or other pixels"
            : "those of " + theirs);
  }

  private static String field(String json, String name) {
    try {
      return JsonParser.parseString(json).getAsJsonObject().get(name).getAsString();
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return "a file that was changed by hand";
    } catch (NullPointerException e) {
      return "a file without " + name;
    }
  }
}
