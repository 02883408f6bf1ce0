package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mumu.bundle.Bundle;
import mumu.request.BoundRequest;
import mumu.request.FineTune;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Png;
import mumu.request.Prompt;
import mumu.request.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fine-tunes merged at load; goldens by src/test/python/make_lora_goldens.py. */
class FineTuneTest {
  private static final String FOLDER = "/golden/lora/";

  @TempDir Path folder;

  static Stream<JsonObject> goldens() throws IOException {
    try (InputStreamReader reader =
        new InputStreamReader(open("lora.json"), StandardCharsets.UTF_8)) {
      return StreamSupport.stream(
              JsonParser.parseReader(reader).getAsJsonArray().spliterator(), false)
          .map(JsonElement::getAsJsonObject);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void picturesEqualThoseOfDiffusersWithTheSameFused(JsonObject golden) throws IOException {
    String file = golden.get("file").getAsString();
    FineTune fineTune = new FineTune(copy(file).toString(), golden.get("strength").getAsDouble());
    try (LatentPipeline pipeline = open(golden)) {
      float[] plain = pipeline.latents(request(golden, List.of())).get(0).values();
      float[] expected = latents(golden);
      float[] found = pipeline.latents(request(golden, List.of(fineTune))).get(0).values();
      assertArrayEquals(expected, found, 1e-3f);
      Picture picture =
          pipeline
              .generate(request(golden, List.of(fineTune)), Progress.silent())
              .pictures()
              .get(0);
      Picture wanted = Png.decode(bytes(file.replace(".safetensors", ".png")));
      assertTrue(TestBundles.largestDifference(wanted, picture) <= 1);
      FineTune nothing = new FineTune(fineTune.file(), 0);
      assertArrayEquals(plain, pipeline.latents(request(golden, List.of(nothing))).get(0).values());
      assertArrayEquals(plain, pipeline.latents(request(golden, List.of())).get(0).values());
      assertTrue(largest(plain, expected) > 0.05, "the golden would not notice");
    }
  }

  /** NB: it transposes weights of linear layers and forgets their names. */
  @ParameterizedTest
  @MethodSource("goldens")
  void graphsOfTorchsNewerExporterTakeThemToo(JsonObject golden) throws IOException {
    if (!golden.get("bundle").getAsString().equals("sd15")) {
      return;
    }
    String file = golden.get("file").getAsString();
    FineTune fineTune = new FineTune(copy(file).toString(), golden.get("strength").getAsDouble());
    Path model = TestBundles.unpack("sd15", folder);
    Files.delete(model.resolve("unet/model.onnx"));
    TestBundles.unzip("/bundles/diffusers/newer-unet.zip", model);
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model))) {
      float[] found = pipeline.latents(request(golden, List.of(fineTune))).get(0).values();
      assertArrayEquals(latents(golden), found, 1e-3f);
    }
  }

  @Test
  void weightsBesideTheGraphsAreMergedToo() throws IOException {
    JsonObject golden = goldens().findFirst().orElseThrow();
    Path sd2 = TestBundles.unpack("sd2", folder);
    String file = copy("sd15-kohya.safetensors").toString();
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(sd2))) {
      float[] plain = pipeline.latents(request(golden, List.of())).get(0).values();
      FineTune none = new FineTune(file, 0);
      assertArrayEquals(plain, pipeline.latents(request(golden, List.of(none))).get(0).values());
      FineTune half = new FineTune(file, 0.5);
      float[] changed = pipeline.latents(request(golden, List.of(half))).get(0).values();
      assertTrue(largest(plain, changed) > 0.05, "ignored by ONNX Runtime");
    }
  }

  @Test
  void aFineTuneInsideTheModelIsFoundByItsName() throws IOException {
    Path unpacked = TestBundles.unpack("sd15", folder);
    Files.createDirectories(unpacked.resolve("finetunes"));
    Files.copy(
        open("sd15-kohya.safetensors"), unpacked.resolve("finetunes/tiny-style.safetensors"));
    JsonObject golden = goldens().findFirst().orElseThrow();
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(unpacked))) {
      FineTune byName = new FineTune("tiny-style", golden.get("strength").getAsDouble());
      assertArrayEquals(
          latents(golden),
          pipeline.latents(request(golden, List.of(byName))).get(0).values(),
          1e-3f);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> pipeline.latents(request(golden, List.of(new FineTune("other", 1)))))
              .getMessage();
      assertTrue(message.contains("tiny-style.safetensors"), message);
    }
  }

  @Test
  void twoFineTunesAddUpAndAreTheSameInAnyOrder() throws IOException {
    JsonObject golden = goldens().findFirst().orElseThrow();
    FineTune one = new FineTune(copy("sd15-kohya.safetensors").toString(), 0.5);
    FineTune two = new FineTune(copy("sd15-peft.safetensors").toString(), 0.25);
    try (LatentPipeline pipeline = open(golden)) {
      float[] both = pipeline.latents(request(golden, List.of(one, two))).get(0).values();
      float[] swapped = pipeline.latents(request(golden, List.of(two, one))).get(0).values();
      assertArrayEquals(both, swapped, 1e-3f);
      float[] half = pipeline.latents(request(golden, List.of(one))).get(0).values();
      assertNotEquals(0, largest(both, half), 1e-2);
    }
  }

  @Test
  void aFineTuneOfAnotherModelIsRefusedWithItsFileAndKey() throws IOException {
    JsonObject golden = goldens().findFirst().orElseThrow();
    FineTune other = new FineTune(copy("sdxl-kohya.safetensors").toString(), 1);
    try (LatentPipeline pipeline = open(golden)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> pipeline.latents(request(golden, List.of(other))))
              .getMessage();
      assertTrue(message.contains("text_encoder_2"), message);
      assertEquals(1, pipeline.latents(request(golden, List.of())).size());
    }
  }

  private LatentPipeline open(JsonObject golden) throws IOException {
    return TestBundles.open(
        Bundle.open(TestBundles.unpack(golden.get("bundle").getAsString(), folder)));
  }

  private static InputStream open(String file) {
    return FineTuneTest.class.getResourceAsStream(FOLDER + file);
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream stream = open(file)) {
      return stream.readAllBytes();
    }
  }

  private Path copy(String file) throws IOException {
    return Files.write(folder.resolve(file), bytes(file));
  }

  private static BoundRequest request(JsonObject golden, List<FineTune> fineTunes) {
    return new BoundRequest(
        new GenerationRequest(
            Prompt.parse(golden.get("prompt").getAsString()),
            List.of(),
            Settings.DEFAULTS.toBuilder()
                .steps(golden.get("steps").getAsInt())
                .guidance(golden.get("guidance").getAsDouble())
                .seed(golden.get("seed").getAsLong())
                .width(64)
                .height(64)
                .finetune(fineTunes)
                .build()),
        List.of(),
        Optional.empty());
  }

  private static float[] latents(JsonObject golden) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(golden.get("latents").getAsString()))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] latents = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(latents);
    return latents;
  }

  private static double largest(float[] one, float[] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }
}
