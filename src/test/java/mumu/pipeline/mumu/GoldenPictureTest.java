package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mumu.bundle.Bundle;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.Generation;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.request.BoundImage;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.runtime.TokenEncoder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The untrained and the embedded bundle against what Python (src/main/python/mumu_tiny/golden.py)
 * makes of them.
 */
class GoldenPictureTest {
  private static JsonObject golden(Bundle bundle) throws IOException {
    return JsonParser.parseString(
            Files.readString(Fixture.resource("/golden/" + bundle.id() + "/golden.json")))
        .getAsJsonObject();
  }

  @TestFactory
  Stream<DynamicTest> picturesDifferFromPythonsByAtMostOne() throws IOException {
    return Stream.concat(runs(Fixture.bundle()), runs(Fixture.embedded()));
  }

  private static Stream<DynamicTest> runs(Bundle bundle) throws IOException {
    JsonObject golden = golden(bundle);
    return golden.getAsJsonArray("runs").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            run ->
                DynamicTest.dynamicTest(
                    bundle.id() + " " + run.get("expected").getAsString(),
                    () -> check(bundle, golden, run)));
  }

  private static void check(Bundle bundle, JsonObject golden, JsonObject run) {
    List<BoundImage> images = new ArrayList<>();
    JsonArray files = run.getAsJsonArray("images");
    for (int i = 0; i < files.size(); i++) {
      images.add(
          new BoundImage(
              i == 0 ? "dog" : "cat",
              Fixture.picture(bundle.id(), files.get(i).getAsString()),
              run.getAsJsonArray("weights").get(i).getAsDouble(),
              Fixture.NOWHERE));
    }
    try (Pipeline pipeline = Fixture.open(bundle)) {
      Generation generation =
          pipeline.generate(
              Fixture.request(
                  golden.get("prompt").getAsString(),
                  images,
                  settings ->
                      settings
                          .steps(golden.get("steps").getAsInt())
                          .seed(golden.get("seed").getAsLong())
                          .guidance(golden.get("guidance").getAsDouble())
                          .width(side(bundle, golden, "width"))
                          .height(side(bundle, golden, "height"))
                          .scheduler(run.get("scheduler").getAsString())),
              Progress.silent());
      Picture expected = Fixture.picture(bundle.id(), run.get("expected").getAsString());
      assertTrue(difference(expected, generation.pictures().get(0)) <= 1, "largest difference");
    }
  }

  /** What Python took, where it is not the bundle's own size. */
  private static int side(Bundle bundle, JsonObject golden, String name) {
    Manifest.Canvas canvas = ((MumuBundle) bundle).manifest().canvas();
    int own = name.equals("width") ? canvas.width() : canvas.height();
    return golden.has(name) ? golden.get(name).getAsInt() : own;
  }

  private static int difference(Picture expected, Picture found) {
    assertEquals(expected.width(), found.width());
    assertEquals(expected.height(), found.height());
    int largest = 0;
    for (int y = 0; y < expected.height(); y++) {
      for (int x = 0; x < expected.width(); x++) {
        for (int shift = 0; shift < 32; shift += 8) {
          int before = expected.argb(x, y) >>> shift & 0xFF;
          int after = found.argb(x, y) >>> shift & 0xFF;
          largest = Math.max(largest, Math.abs(before - after));
        }
      }
    }
    return largest;
  }

  @Test
  void idsAndImagePlacesAreThoseOfPython() throws IOException {
    JsonObject golden = golden(Fixture.bundle());
    try (TokenEncoder tokenizer =
        TokenEncoder.open("tokenizer.json", Fixture.bundle().read("tokenizer"))) {
      List<Prompt.Part> parts = Prompt.parse(golden.get("prompt").getAsString()).parts();
      List<String> slots = Fixture.pets().stream().map(BoundImage::slot).toList();
      InterleavedPrompt prompt =
          new PromptComposer(tokenizer, Fixture.bundle().manifest(), false)
              .compose(parts, Examples.all(parts, slots));
      assertEquals(
          golden.getAsJsonArray("input_ids").asList().stream().map(JsonElement::getAsLong).toList(),
          prompt.ids());
      assertEquals(
          golden.getAsJsonArray("image_positions").asList().stream()
              .map(JsonElement::getAsInt)
              .toList(),
          prompt.places());
      assertEquals(List.of(), prompt.warnings());
    }
  }
}
