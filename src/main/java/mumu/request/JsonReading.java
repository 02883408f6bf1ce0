package mumu.request;

import java.util.Base64;
import java.util.Locale;

/** JSON → records, field by field; the records check their values. */
final class JsonReading {
  private JsonReading() {}

  static BoundRequest bound(JsonFields json) {
    return new BoundRequest(
        request(json),
        json.list("images", JsonReading::image),
        json.optional("init", name -> json.object(name, JsonReading::image)));
  }

  static GenerationRequest request(JsonFields json) {
    return new GenerationRequest(
        Prompt.parse(json.text("prompt")),
        json.list("bindings", JsonReading::binding),
        json.object("settings", JsonReading::settings));
  }

  private static Binding binding(JsonFields json) {
    return new Binding(json.text("slot"), json.list("sources", JsonReading::source));
  }

  private static ImageSource source(JsonFields json) {
    SourceText where = BindingText.parseSource(json.text("source")).where();
    return new ImageSource(where, json.decimal("weight"), crop(json.text("crop")));
  }

  private static CropMode crop(String name) {
    return switch (name) {
      case "auto" -> CropMode.AUTO;
      case "mask" -> CropMode.MASK;
      case "box" -> CropMode.BOX;
      default ->
          throw new IllegalArgumentException("crop must be auto, mask or box, was '" + name + "'");
    };
  }

  private static Settings settings(JsonFields json) {
    SettingsBuilder settings = Settings.DEFAULTS.toBuilder();
    settings.model(json.text("model"));
    settings.device(json.text("device"));
    settings.scheduler(json.text("scheduler"));
    json.optional("steps", json::integer).ifPresent(settings::steps);
    json.optional("guidance", json::decimal).ifPresent(settings::guidance);
    json.optional("guidanceRescale", json::decimal).ifPresent(settings::guidanceRescale);
    json.optional("seed", json::whole).ifPresent(settings::seed);
    json.optional("width", json::integer).ifPresent(settings::width);
    json.optional("height", json::integer).ifPresent(settings::height);
    settings.count(json.integer("count"));
    json.optional("variety", json::decimal).ifPresent(settings::variety);
    json.optional("negative", json::text).ifPresent(settings::negative);
    json.optional("strength", json::decimal).ifPresent(settings::strength);
    json.optional("init", name -> json.object(name, JsonReading::source)).ifPresent(settings::init);
    settings.finetune(json.list("finetune", JsonReading::fineTune));
    return settings.build();
  }

  private static FineTune fineTune(JsonFields json) {
    return new FineTune(json.text("file"), json.decimal("strength"));
  }

  private static BoundImage image(JsonFields json) {
    String slot = json.text("slot");
    return new BoundImage(
        slot,
        picture(slot, json.text("png"), json.text("sha256")),
        json.decimal("weight"),
        json.object("origin", JsonReading::origin));
  }

  private static Picture picture(String slot, String png, String sha256) {
    Picture picture = Png.decode(bytes(slot, png));
    if (!picture.sha256().equals(sha256.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the image for '%s' was changed: expected pixels with SHA-256 %s, found %s"
              .formatted(slot, sha256, picture.sha256()));
    }
    return picture;
  }

  private static byte[] bytes(String slot, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the image for '%s' cannot be read: expected base 64, found %d characters that are not (%s)"
              .formatted(slot, base64.length(), e.getMessage()),
          e);
    }
  }

  private static Origin origin(JsonFields json) {
    return new Origin(
        json.text("title"), json.text("roiName"), json.text("roi"), json.text("rule"));
  }
}
