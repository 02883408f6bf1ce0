package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mumu.request.BoundImage;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Denoisers whose graphs were exported for one batch, size of pictures or type, or say no size. */
class FixedShapesTest {
  /** As ONNX numbers types. */
  private static final char FLOAT32 = 1;

  private static final char INT32 = 6;
  private static final char INT64 = 7;
  private static final char BFLOAT16 = 16;
  private static final String GRAPH = "unet/model.onnx";
  private static final List<String> OTHERS =
      List.of("text_encoder/model.onnx", "vae_encoder/model.onnx", "vae_decoder/model.onnx");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "2, 3, 1", "2, 1, 7.5", "3, 1, 7.5", "3, 2, 7.5"})
  void aFixedBatchMakesThePicturesOfAFreeOne(int batch, int count, double guidance)
      throws IOException {
    Settings settings = settings(64).toBuilder().count(count).guidance(guidance).build();
    Path model = TestBundles.unpack("sd15", folder);
    List<Picture> expected = TestBundles.draw(model, settings, Optional.empty());
    fix(model.resolve(GRAPH), "batch_size", batch);
    List<Picture> found = TestBundles.draw(model, settings, Optional.empty());
    assertEquals(count, found.size());
    for (int i = 0; i < count; i++) {
      assertTrue(TestBundles.largestDifference(expected.get(i), found.get(i)) <= 1);
    }
  }

  @Test
  void everyOtherPartMayHaveAFixedBatchToo() throws IOException {
    Path model = TestBundles.unpack("sd15", folder);
    Settings settings = settings(64).toBuilder().strength(0.5).build();
    Optional<BoundImage> init = Optional.of(gradient());
    List<Picture> expected = TestBundles.draw(model, settings, init);
    for (String graph : OTHERS) {
      fix(model.resolve(graph), "batch_size", 2);
    }
    List<Picture> found = TestBundles.draw(model, settings, init);
    assertTrue(TestBundles.largestDifference(expected.get(0), found.get(0)) <= 1);
  }

  private static BoundImage gradient() {
    return image(0);
  }

  /** Only its lower half may be repainted. */
  private static BoundImage half() {
    return image(64 * 32);
  }

  private static BoundImage image(int kept) {
    int[] argb = new int[64 * 64];
    Arrays.setAll(argb, i -> (i < kept ? 0 : 0xFF000000) | i * 2551);
    return new BoundImage("init", new Picture(64, 64, argb), 1, new Origin("x", "", "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "unet/model.onnx, height, width",
    "vae_decoder/model.onnx, latent_height, latent_width"
  })
  void aFixedSizeIsSaidInPixels(String graph, String height, String width) throws IOException {
    Path model = TestBundles.unpack("sd15", folder);
    fix(model.resolve(graph), height, 8);
    fix(model.resolve(graph), width, 8);
    assertEquals(1, TestBundles.draw(model, settings(64), Optional.empty()).size());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TestBundles.draw(model, settings(96), Optional.empty()))
            .getMessage();
    assertTrue(message.startsWith(graph), message);
    assertTrue(message.endsWith("expected width=64 and height=64"), message);
  }

  /** As in an export whose configuration is that of another autoencoder. */
  @ParameterizedTest
  @CsvSource({
    "false, vae_decoder, 4 latent cells for 32 pixels",
    "true, vae_encoder, 8 latent cells for 64 pixels"
  })
  void pixelsPerLatentCellAreComparedWithTheConfiguration(boolean starts, String part, String found)
      throws IOException {
    Path model = TestBundles.unpack("sd15", folder);
    Path config = model.resolve("vae_decoder/config.json");
    Files.writeString(config, Files.readString(config).replaceFirst("s\": \\[", "s\": [4,"));
    Settings settings = settings(64).toBuilder().strength(0.9).build();
    Optional<BoundImage> init = starts ? Optional.of(gradient()) : Optional.empty();
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model, settings, init))
            .getMessage();
    assertTrue(message.startsWith(part + "/model.onnx"), message);
    assertTrue(message.contains(found), message);
    assertTrue(
        message.contains("`block_out_channels` of vae_decoder/config.json means 16"), message);
  }

  /** NB: its eight bits are enough for 129 and 1, not for 501. */
  @Test
  void aTimestepInBfloat16IsRounded() throws IOException {
    Path model = TestBundles.unpack("sd15", folder);
    Path scheduler = model.resolve("scheduler/scheduler_config.json");
    String usual = Files.readString(scheduler);
    Files.writeString(scheduler, usual.replace(": 1000", ": 256"));
    Picture ofFew = TestBundles.draw(model);
    String timestep = "\btimestep\u0012\u0006\n\u0004\b";
    TestBundles.patch(model.resolve(GRAPH), timestep + FLOAT32, timestep + BFLOAT16);
    assertEquals(ofFew, TestBundles.draw(model));
    Files.writeString(scheduler, usual);
    assertNotEquals(TestBundles.drawn("sd15"), TestBundles.draw(model));
  }

  /** As tracing makes them of sizes that were given as whole numbers. */
  @ParameterizedTest
  @ValueSource(chars = {INT32, INT64})
  void sizesMayBeWholeNumbers(char kind) throws IOException {
    Path model = TestBundles.unpack("sdxl", folder);
    String sizes = "\btime_ids\u0012\u0018\n\u0016\b";
    TestBundles.patch(model.resolve(GRAPH), sizes + FLOAT32, sizes + kind);
    assertEquals(TestBundles.drawn("sdxl"), TestBundles.draw(model));
  }

  /** As diffusers' own converter wrote them, with configurations or, as a whole, without. */
  @ParameterizedTest
  @CsvSource({
    "unet/none.json, StableDiffusionPipeline",
    "unet/config.json, OnnxStableDiffusionInpaintPipeline"
  })
  void aDenoiserThatDoesNotSayItsChannelsStillSeesTheMask(String missing, String pipeline)
      throws IOException {
    Path model = TestBundles.unpack("sd-inpaint", folder);
    Settings settings = settings(64).toBuilder().strength(0.5).steps(4).build();
    Optional<BoundImage> init = Optional.of(half());
    List<Picture> expected = TestBundles.draw(model, settings, init);
    TestBundles.patch(model.resolve(GRAPH), "\n\u0002\b\t", "\n\u0002\u0012\u0000");
    Files.deleteIfExists(model.resolve(missing));
    Path index = model.resolve("model_index.json");
    Files.writeString(index, Files.readString(index).replace("StableDiffusionPipeline", pipeline));
    assertEquals(expected, TestBundles.draw(model, settings, init));
  }

  /**
   * Gives every dimension of that name an extent. NB: in place, so that no length before it in the
   * file changes: what is left of the name becomes a remark (`denotation`).
   */
  private static void fix(Path graph, String dimension, int extent) throws IOException {
    int length = dimension.length();
    String named = "\u0012" + (char) length + dimension;
    String fixed = "\b" + (char) extent + "\u001a" + (char) (length - 2) + "x".repeat(length - 2);
    TestBundles.patch(graph, named, fixed);
  }

  private static Settings settings(int width) {
    return Settings.DEFAULTS.toBuilder().steps(2).seed(7).width(width).height(64).build();
  }
}
