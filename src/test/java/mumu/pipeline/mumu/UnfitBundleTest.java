package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import mumu.bundle.MumuBundle;
import mumu.bundle.TestBundle;
import mumu.pipeline.GenerationException;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles whose files are whole but do not belong together. */
class UnfitBundleTest {
  @TempDir private Path temporary;

  private TestBundle copy;

  @BeforeEach
  void copy() throws IOException {
    copy = TestBundle.copy();
  }

  private void assertRefused(String... hints) throws IOException {
    MumuBundle bundle = MumuBundle.open(copy.folder(temporary));
    String message =
        assertThrows(GenerationException.class, () -> Fixture.open(bundle).close()).getMessage();
    for (String hint : hints) {
      assertTrue(message.contains(hint), message + " should say " + hint);
    }
  }

  @Test
  void aGraphInTheWrongPlaceIsNamedWithWhatItShouldHave() throws IOException {
    copy.replace("denoiser.onnx", copy.files().get("decoder.onnx"));
    assertRefused("denoiser.onnx", "encoder_hidden_states is missing", "latent_sample");
  }

  @Test
  void anotherImageSizeThanTheGraphsIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("image").addProperty("size", 64));
    assertRefused("image_encoder.onnx", "[any, 4, 64, 64]", "[any, 4, 32, 32]");
  }

  @Test
  void anotherNumberOfChannelsIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("image").addProperty("channels", "RGB"));
    assertRefused("image_encoder.onnx", "[any, 3, 32, 32]");
  }

  @Test
  void anotherNumberOfLatentChannelsIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("latents").addProperty("channels", 4));
    assertRefused("denoiser.onnx", "sample");
  }

  @Test
  void halfOfThePortsForVariationOrThingsIsNamed() throws IOException {
    byte[] graph = TestBundle.varying().files().get("prompt_encoder.onnx");
    copy.replace("prompt_encoder.onnx", renamed(graph, "variety", "variely"));
    assertRefused("prompt_encoder.onnx", "input variety is missing", "[variely]");
    copy.replace("prompt_encoder.onnx", renamed(graph, "thing_words", "thing_votes"));
    assertRefused("prompt_encoder.onnx", "output thing_words is missing");
  }

  @Test
  void portsForCanvasAndWeightsOfAnotherKindAreNamed() throws IOException {
    copy.replace(
        "prompt_encoder.onnx",
        Files.readAllBytes(Path.of("src/test/resources/graphs/prompt_encoder_unfit.onnx")));
    assertRefused(
        "prompt_encoder.onnx",
        "input expected canvas INT64 [2], found canvas INT64 [3]",
        "input expected image_weights FLOAT32 [any], found image_weights FLOAT32 [any, 1]");
    byte[] graph = TestBundle.asking().files().get("prompt_encoder.onnx");
    copy.replace("prompt_encoder.onnx", renamed(graph, "canvas", "kanvas"));
    assertRefused("prompt_encoder.onnx", "inputs [kanvas] are unknown");
  }

  /** NB: as long as before, so that the file stays whole. */
  private static byte[] renamed(byte[] graph, String name, String other) {
    String text = new String(graph, StandardCharsets.ISO_8859_1);
    return text.replace(name, other).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMissingComponentIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("components").remove("prompt_encoder"));
    assertRefused("mumu.json", "components.prompt_encoder");
  }

  @Test
  void aSpecialTokenTheTokenizerDoesNotKnowIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("prompt").addProperty("image", "<pic>"));
    assertRefused("<pic>");
  }

  @Test
  void aSchedulerThatDoesNotExistIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("defaults").addProperty("scheduler", "magic"));
    assertRefused("mumu.json", "magic", "ddim");
  }

  @Test
  void aSchedulerConfigWithATypingErrorIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("scheduler").addProperty("beta_strat", 1));
    assertRefused("mumu.json", "beta_strat");
  }

  @Test
  void aCanvasStepThatTheLatentsCannotFollowIsNamed() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("canvas").addProperty("multiple", 4));
    assertRefused("mumu.json", "canvas.multiple", "8");
  }

  @Test
  void aDamagedGraphWithTheRightHashIsRefusedOrRuns() throws IOException {
    Random random = new Random(9);
    byte[] whole = copy.files().get("image_encoder.onnx").clone();
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      byte[] bytes = whole.clone();
      // NB: not among the weights, where a change only makes another model
      bytes[random.nextInt(400)] ^= (byte) (1 << random.nextInt(8));
      MumuBundle bundle =
          MumuBundle.open(copy.replace("image_encoder.onnx", bytes).folder(temporary));
      try (Pipeline pipeline = Fixture.open(bundle)) {
        pipeline.generate(
            Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings.steps(1)),
            Progress.silent());
      } catch (GenerationException e) {
        assertTrue(e.getMessage().contains("image_encoder.onnx"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 2, refused + " of 20 were refused");
  }

  @Test
  void aDecoderThatGivesNoNumbersIsAnError() throws IOException {
    byte[] nan = Files.readAllBytes(Path.of("src/test/resources/graphs/nan.onnx"));
    MumuBundle bundle = MumuBundle.open(copy.replace("decoder.onnx", nan).folder(temporary));
    try (Pipeline pipeline = Fixture.open(bundle)) {
      String message =
          assertThrows(
                  GenerationException.class,
                  () ->
                      pipeline.generate(
                          Fixture.request("a dog", List.of(), settings -> settings),
                          Progress.silent()))
              .getMessage();
      assertTrue(message.contains("not finite"), message);
    }
  }

  @Test
  void aBundleWithoutEncoderCannotStartFromAnImage() throws IOException {
    copy.manifest(json -> json.getAsJsonObject("components").remove("encoder"));
    MumuBundle bundle = MumuBundle.open(copy.folder(temporary));
    try (Pipeline pipeline = Fixture.open(bundle)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      pipeline.generate(
                          Fixture.request(
                              "a dog",
                              List.of(),
                              java.util.Optional.of(Fixture.bound("", "crop-0.png", 1)),
                              settings -> settings),
                          Progress.silent()))
              .getMessage();
      assertTrue(message.contains("tiny-random") && message.contains("init"), message);
    }
  }

  @Test
  void aZippedBundleGivesTheSamePictures() throws IOException {
    MumuBundle zip = MumuBundle.open(copy.zip(temporary, "tiny-random/"));
    try (Pipeline zipped = Fixture.open(zip);
        Pipeline folder = Fixture.open()) {
      assertEquals(
          folder
              .generate(
                  Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings),
                  Progress.silent())
              .pictures(),
          zipped
              .generate(
                  Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings),
                  Progress.silent())
              .pictures());
    }
  }
}
