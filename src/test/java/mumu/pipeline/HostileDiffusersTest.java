package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mumu.bundle.Bundle;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.Watch;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Origin;
import mumu.request.Prompt;
import mumu.request.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that are damaged, incomplete or of another kind end in one message with file and field.
 */
class HostileDiffusersTest {
  private static final BoundRequest REQUEST =
      new BoundRequest(
          new GenerationRequest(
              Prompt.parse("a dog"),
              List.of(),
              Settings.DEFAULTS.toBuilder().steps(1).seed(1).width(64).height(64).build()),
          List.of(),
          Optional.empty());

  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void unpack() throws IOException {
    bundle = TestBundles.unpack("sd2", folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unet/model.onnx",
        "vae_decoder/model.onnx",
        "text_encoder/model.onnx",
        "tokenizer/vocab.json",
        "tokenizer/merges.txt",
        "scheduler/scheduler_config.json"
      })
  void aMissingPartIsNamed(String file) throws IOException {
    Files.delete(bundle.resolve(file));
    assertMessage(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unet", "text_encoder", "vae_decoder"})
  void missingExternalWeightsAreNamed(String part) throws IOException {
    Files.delete(bundle.resolve(part + "/model.onnx_data"));
    assertMessage("model.onnx_data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unet", "text_encoder", "vae_decoder"})
  void cutOffExternalWeightsAreNamed(String part) throws IOException {
    Path data = bundle.resolve(part + "/model.onnx_data");
    byte[] bytes = Files.readAllBytes(data);
    Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
    assertMessage(part + "/model.onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "vae_decoder, unet, 'input timestep is missing'",
    "unet, vae_decoder, 'inputs [encoder_hidden_states, timestep] are unknown'",
    "unet, text_encoder, 'last_hidden_state'",
    "text_encoder, unet, 'input sample is missing'"
  })
  void aGraphThatDoesNotFitSaysHow(String from, String to, String message) throws IOException {
    for (String file : List.of("/model.onnx", "/model.onnx_data")) {
      Files.copy(
          bundle.resolve(from + file),
          bundle.resolve(to + file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertMessage(to + "/model.onnx", message);
  }

  @ParameterizedTest
  @CsvSource({
    "model_index.json, StableDiffusionPipeline, FluxPipeline, _class_name",
    "model_index.json, _class_name, class_name, _class_name",
    "model_index.json, DDIMScheduler, EDMEulerScheduler, _class_name",
    "scheduler/scheduler_config.json, v_prediction, w_prediction, prediction_type",
    "scheduler/scheduler_config.json, scaled_linear, cubic, beta_schedule",
    "scheduler/scheduler_config.json, 0.00085, '\"little\"', beta_start",
    "scheduler/scheduler_config.json, 0.012, 12, beta_end",
    "vae_decoder/config.json, 0.18215, -1, scaling_factor",
    "vae_decoder/config.json, 0.18215, [], scaling_factor",
    "unet/config.json, '\"sample_size\": 8', '\"sample_size\": 0', sample_size",
    "tokenizer/tokenizer_config.json, '\"model_max_length\": 77', '\"model_max_length\": 1',"
        + " model_max_length"
  })
  void aValueThatIsNotKnownIsNamedWithItsFile(
      String file, String before, String after, String field) throws IOException {
    Path path = bundle.resolve(file);
    String text = Files.readString(path);
    assertTrue(text.contains(before), text);
    Files.writeString(path, text.replace(before, after));
    assertMessage(file, "`" + field + "`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'sigma_min': -0.1",
        "'sigma_min': 0",
        "'sigma_min': 1e999",
        "'sigma_min': NaN",
        "'sigma_min': 'NaN'",
        "'sigma_min': [0.1]",
        "'sigma_max': 8, 'sigma_min': 9"
      })
  void aBoundOfACurveThatIsNoneIsNamedWithItsFile(String bound) throws IOException {
    for (String file : List.of("model_index.json", "scheduler/scheduler_config.json")) {
      Path path = bundle.resolve(file);
      String text = Files.readString(path).replace("DDIMScheduler", "EulerDiscreteScheduler");
      String bounded = "{'use_karras_sigmas': true, " + bound + ",";
      boolean index = file.startsWith("model");
      Files.writeString(path, index ? text : text.replaceFirst("\\{", bounded.replace('\'', '"')));
    }
    assertMessage("scheduler/scheduler_config.json", "sigma_min");
  }

  @Test
  void aPartThatTheIndexDeniesIsNamedWithIt() throws IOException {
    replaceInIndex("\"unet\": \\[[^]]*]", "\"unet\": [null, null]");
    assertMessage(
        "model_index.json", "`unet` must be the part's library and class, was [null,null]");
  }

  @Test
  void aVersionThatIsNoTextHasNoEffect() throws IOException {
    replaceInIndex("\"_diffusers_version\": [^,]*", "\"_diffusers_version\": [0, 42]");
    assertEquals("", Bundle.open(bundle).card().version());
  }

  private void replaceInIndex(String regex, String value) throws IOException {
    Path index = bundle.resolve("model_index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replaceFirst(regex, value));
    assertNotEquals(text, Files.readString(index));
  }

  @Test
  void aTokenizerWithEmptyMergesIsRefused() throws IOException {
    Files.writeString(bundle.resolve("tokenizer/merges.txt"), "#version: 0.2\n");
    assertMessage("tokenizer/merges.txt holds no merges");
  }

  /** As editors of Windows write them. */
  @Test
  void everyTextMayBeginWithAByteOrderMark() throws IOException {
    try (Stream<Path> walk = Files.walk(bundle)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        if (file.toString().matches(".*\\.(json|txt)")) {
          Files.writeString(file, "\ufeff" + Files.readString(file));
        }
      }
    }
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(bundle));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model_index.json", "scheduler/scheduler_config.json", "tokenizer/merges.txt"})
  void aTextInUtf16IsToldApart(String file) throws IOException {
    Path text = bundle.resolve(file);
    Files.write(text, Files.readString(text).getBytes(StandardCharsets.UTF_16));
    assertMessage(file, "is not UTF-8 text; save it as such");
  }

  @Test
  void aMergeOfTokensThatDoNotExistIsRefused() throws IOException {
    Files.writeString(bundle.resolve("tokenizer/merges.txt"), "#version: 0.2\nqqq zzz\n");
    assertMessage("tokenizer/vocab.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unet/model.onnx", "vae_decoder/model.onnx_data"})
  void aFileThatGitLfsHasNotFetchedIsToldApart(String file) throws IOException {
    Files.writeString(
        bundle.resolve(file),
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 9\n");
    assertMessage(file, "git lfs pull");
  }

  @Test
  void theFolderAboveAModelNamesTheModel() {
    String message = assertThrows(IOException.class, () -> Bundle.open(folder)).getMessage();
    assertEquals(
        folder
            + " is no model: expected a folder or zip with mumu.json or model_index.json; there is"
            + " one at "
            + bundle,
        message);
  }

  @Test
  void aZipOfAFolderAboveAModelNamesTheModel() throws IOException {
    Path zip = folder.resolve("above.zip");
    try (ZipOutputStream stream = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name :
          List.of("__MACOSX/a/b/model_index.json", "my/models/sd2/model_index.json")) {
        stream.putNextEntry(new ZipEntry(name));
      }
    }
    String message = assertThrows(IOException.class, () -> Bundle.open(zip)).getMessage();
    assertEquals(
        zip
            + " is no model: expected a folder or zip with mumu.json or model_index.json; there is"
            + " one in my/models/sd2 of it: unpack it, or zip that folder alone",
        message);
  }

  @Test
  void aFolderWithoutAnyModelSaysWhatIsExpected() {
    Path part = bundle.resolve("unet");
    String message = assertThrows(IOException.class, () -> Bundle.open(part)).getMessage();
    assertTrue(message.endsWith("with mumu.json or model_index.json"), message);
  }

  @Test
  void graphsWithoutAnIndexAreToldWhatItMustSay() throws IOException {
    Path index = bundle.resolve("model_index.json");
    Files.delete(index);
    assertMessage("it has the graphs of one: write a model_index.json beside them that says");
    Files.writeString(index, "{\"_class_name\": \"StableDiffusionPipeline\"}");
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(bundle));
  }

  @Test
  void aGraphInPlaceOfAModelSaysWhatIsExpected() {
    Path graph = bundle.resolve("unet/model.onnx");
    String message = assertThrows(IOException.class, () -> Bundle.open(graph)).getMessage();
    assertTrue(message.contains("expected a model's folder or a zip of one"), message);
  }

  /** As in folders that offer several precisions. */
  @Test
  void aGraphOfAnotherNameIsToldHowToBeCalled() throws IOException {
    Files.move(bundle.resolve("unet/model.onnx"), bundle.resolve("unet/model_fp16.onnx"));
    assertMessage(
        "unet/model.onnx is missing",
        "found unet/model_fp16.onnx, which must be called model.onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "onnx/unet/model.onnx, 'found onnx/unet/model.onnx, which belongs there'",
    "unet/onnx/model.onnx, 'found unet/onnx/model.onnx, which belongs there'",
    "unet.onnx, 'found unet.onnx, which belongs there, its weights beside it'",
    "denoiser.onnx, 'found only the graphs [denoiser.onnx, text_encoder/model.onnx'"
  })
  void aGraphInAnotherPlaceIsToldWhereItBelongs(String place, String message) throws IOException {
    Path moved = bundle.resolve(place);
    Files.createDirectories(moved.getParent());
    Files.move(bundle.resolve("unet/model.onnx"), moved);
    assertMessage("unet/model.onnx is missing", message);
  }

  /** As in a model that is published in many formats, of which only one was fetched. */
  @Test
  void otherFormatsAndPrecisionsBesideAGraphDoNotCount() throws IOException {
    DiffusersBundle alone = (DiffusersBundle) Bundle.open(bundle);
    long bytes = alone.bytes("unet");
    assertEquals(
        Files.size(bundle.resolve("unet/model.onnx"))
            + Files.size(bundle.resolve("unet/model.onnx_data")),
        bytes);
    String pointer = "version https://git-lfs.github.com/spec/v1\n";
    for (String other :
        List.of(
            "diffusion_pytorch_model.fp16.safetensors",
            "diffusion_pytorch_model.bin",
            "diffusion_flax_model.msgpack",
            "openvino_model.bin",
            "model_fp16.onnx",
            "model_fp16.onnx_data")) {
      Files.writeString(bundle.resolve("unet/" + other), pointer);
    }
    assertEquals(bytes, ((DiffusersBundle) Bundle.open(bundle)).bytes("unet"));
    assertEquals(Optional.empty(), failure(true));
    Files.writeString(bundle.resolve("unet/weights.pb"), pointer);
    assertMessage("unet/weights.pb", "git lfs pull");
  }

  @Test
  void aConsistencyModelNeedsADenoiserThatIsToldTheGuidance() throws IOException {
    bundle = TestBundles.unpack("sd-lcm", folder);
    Path config = bundle.resolve("unet/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replaceFirst("_proj_dim\": 16", "_proj_dim\": null"));
    assertMessage(
        "unet/config.json",
        "`time_cond_proj_dim` must be at least 4",
        "write StableDiffusionPipeline there");
  }

  /** In diffusers it has no effect on text to image. */
  @Test
  void aScoreThatTheDenoiserDoesNotKnowIsNotToldToIt() throws IOException {
    bundle = TestBundles.unpack("sdxl", folder);
    replaceInIndex("\\{", "{\"requires_aesthetics_score\": true,");
    assertEquals(TestBundles.drawn("sdxl"), TestBundles.draw(bundle));
  }

  @Test
  void aCheckpointOfPyTorchIsToldApart() throws IOException {
    try (Stream<Path> files = Files.walk(bundle)) {
      for (Path file : files.filter(path -> path.toString().contains(".onnx")).toList()) {
        Files.delete(file);
      }
    }
    assertMessage("export it to ONNX first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text_encoder", "unet", "vae_decoder"})
  void numbersThatAreNotFiniteNameTheGraph(String part) throws IOException {
    makeWeightsNan(part);
    assertMessage(part + "/model.onnx", "not finite");
  }

  @Test
  void anEncoderWhoseNumbersAreNotFiniteIsNamed() throws IOException {
    makeWeightsNan("vae_encoder");
    Settings settings = REQUEST.request().settings().toBuilder().steps(2).strength(1.0).build();
    BoundImage init =
        new BoundImage("init", GoldenCase.picture("init.png"), 1, new Origin("", "", "", ""));
    String message =
        assertThrows(
                GenerationException.class,
                () -> TestBundles.draw(bundle, settings, Optional.of(init)))
            .getMessage();
    assertTrue(message.startsWith("vae_encoder/model.onnx of " + bundle), message);
    assertTrue(message.contains("not finite"), message);
  }

  private void makeWeightsNan(String part) throws IOException {
    Path data = bundle.resolve(part + "/model.onnx_data");
    byte[] bytes = Files.readAllBytes(data);
    Arrays.fill(bytes, (byte) 0xFF);
    Files.write(data, bytes);
  }

  @Test
  void aChangedFileIsFoundByItsHash() throws IOException {
    Path sdxl = TestBundles.unpack("sdxl", folder);
    Bundle.open(sdxl).verify(Watch.none());
    Files.writeString(sdxl.resolve("unet/config.json"), "{}");
    String message =
        assertThrows(IOException.class, () -> Bundle.open(sdxl).verify(Watch.none())).getMessage();
    assertTrue(message.startsWith("unet/config.json"), message);
    assertTrue(message.contains("is damaged"), message);
  }

  @Test
  void twoThousandMutatedModelsEndInAMessageOrWork() throws IOException {
    Random random = new Random(20261124);
    List<Path> texts = texts();
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      Path file = texts.get(random.nextInt(texts.size()));
      byte[] before = Files.readAllBytes(file);
      Mutation.of(random).apply(file, before, random);
      Optional<String> message = failure(i % 40 == 0);
      assertFalse(message.isPresent() && message.get().isBlank());
      refused += message.isPresent() ? 1 : 0;
      Files.write(file, before);
    }
    assertTrue(refused > 500, "refused: " + refused);
    assertEquals(Optional.empty(), failure(true));
  }

  private List<Path> texts() throws IOException {
    try (Stream<Path> files = Files.walk(bundle)) {
      return files
          .filter(path -> path.toString().endsWith(".json") || path.toString().endsWith(".txt"))
          .sorted()
          .toList();
    }
  }

  /** Ways in which files go wrong. */
  private enum Mutation {
    DELETE {
      @Override
      void apply(Path file, byte[] bytes, Random random) throws IOException {
        Files.delete(file);
      }
    },
    CUT {
      @Override
      void apply(Path file, byte[] bytes, Random random) throws IOException {
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
    },
    FLIP {
      @Override
      void apply(Path file, byte[] bytes, Random random) throws IOException {
        byte[] flipped = bytes.clone();
        for (int i = 0; i < 3; i++) {
          flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, flipped);
      }
    },
    VALUE {
      @Override
      void apply(Path file, byte[] bytes, Random random) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] parts = text.split("(?<=: )", -1);
        int changed = 1 + random.nextInt(Math.max(1, parts.length - 1));
        if (changed < parts.length) {
          String value = VALUES.get(random.nextInt(VALUES.size()));
          parts[changed] = parts[changed].replaceFirst("^(\"[^\"]*\"|[^,\\[{}\\s]+)", value);
        }
        Files.writeString(file, String.join("", parts));
      }
    };

    private static final List<String> VALUES =
        List.of(
            "null", "-1", "0", "1e308", "2147483648", "\"x\"", "[]", "{}", "true", "[1,2]", "NaN");

    static Mutation of(Random random) {
      return values()[random.nextInt(values().length)];
    }

    abstract void apply(Path file, byte[] bytes, Random random) throws IOException;
  }

  private void assertMessage(String... parts) {
    String message = failure(true).orElse("no failure");
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  /** NB: any other exception fails the test. */
  private Optional<String> failure(boolean run) {
    try {
      Bundle opened = Bundle.open(bundle);
      if (run) {
        try (LatentPipeline pipeline = TestBundles.open(opened)) {
          pipeline.generate(REQUEST, Progress.silent());
        }
      }
      return Optional.empty();
    } catch (IOException | GenerationException | IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
