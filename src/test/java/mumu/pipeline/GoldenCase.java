package mumu.pipeline;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.request.SettingsBuilder;

/** A request and what diffusers made of it; see src/test/python/make_diffusers_fixtures.py. */
record GoldenCase(String bundle, JsonObject values) {
  private static final String FOLDER = "/golden/diffusers/";
  private static final Origin NOWHERE = new Origin("", "", "", "");

  static List<GoldenCase> of(String bundle) {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonElement value : read(bundle)) {
      cases.add(new GoldenCase(bundle, value.getAsJsonObject()));
    }
    return cases;
  }

  private static JsonArray read(String bundle) {
    try (Reader reader =
        new InputStreamReader(
            GoldenCase.class.getResourceAsStream(FOLDER + bundle + ".json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  BoundRequest request() {
    SettingsBuilder settings =
        Settings.DEFAULTS.toBuilder()
            .scheduler(text("scheduler", "default"))
            .steps(values.get("steps").getAsInt())
            .guidance(values.get("guidance").getAsDouble())
            .seed(values.get("seed").getAsLong())
            .width(whole("width", 64))
            .height(whole("height", 64))
            .count(whole("count", 1));
    if (values.has("negative")) {
      settings.negative(text("negative", ""));
    }
    if (values.has("guidance_rescale")) {
      settings.guidanceRescale(values.get("guidance_rescale").getAsDouble());
    }
    if (values.has("strength")) {
      settings.strength(values.get("strength").getAsDouble());
    }
    return new BoundRequest(
        new GenerationRequest(Prompt.parse(text("prompt", "")), List.of(), settings.build()),
        List.of(),
        init());
  }

  /** Transparent = must stay. */
  private Optional<BoundImage> init() {
    return switch (text("task", "txt2img")) {
      case "inpaint" -> Optional.of(bound(picture("init.png")));
      case "img2img" -> Optional.of(bound(opaque(picture("init.png"))));
      default -> Optional.empty();
    };
  }

  private static BoundImage bound(Picture picture) {
    return new BoundImage("init", picture, 1, NOWHERE);
  }

  private static Picture opaque(Picture picture) {
    int[] argb = picture.argb();
    for (int i = 0; i < argb.length; i++) {
      argb[i] |= 0xFF000000;
    }
    return new Picture(picture.width(), picture.height(), argb);
  }

  boolean isInpaint() {
    return text("task", "").equals("inpaint");
  }

  /** Final latents of all images, one after another. */
  float[] latents() {
    byte[] bytes = Base64.getDecoder().decode(values.get("latents").getAsString());
    float[] latents = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(latents);
    return latents;
  }

  /** A picture with the pixels of init.png where that is transparent. */
  Picture restored(Picture picture) {
    int[] argb = picture.argb();
    int[] init = picture("init.png").argb();
    for (int i = 0; i < argb.length; i++) {
      argb[i] = init[i] >>> 24 == 0 ? init[i] : argb[i];
    }
    return new Picture(picture.width(), picture.height(), argb);
  }

  List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>();
    if (values.has("pictures")) {
      values.getAsJsonArray("pictures").forEach(name -> pictures.add(picture(name.getAsString())));
    }
    return pictures;
  }

  static Picture picture(String name) {
    try {
      BufferedImage image = ImageIO.read(GoldenCase.class.getResource(FOLDER + name));
      int width = image.getWidth();
      int height = image.getHeight();
      return new Picture(
          width, height, image.getRGB(0, 0, width, height, new int[width * height], 0, width));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String text(String key, String fallback) {
    return values.has(key) ? values.get(key).getAsString() : fallback;
  }

  private int whole(String key, int fallback) {
    return values.has(key) ? values.get(key).getAsInt() : fallback;
  }

  @Override
  public String toString() {
    JsonObject shown = values.deepCopy();
    shown.remove("latents");
    shown.remove("shape");
    return bundle + " " + shown;
  }
}
