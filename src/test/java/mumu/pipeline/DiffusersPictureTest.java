package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mumu.bundle.DiffusersBundle;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pictures of diffusers, pixel by pixel. */
class DiffusersPictureTest {
  private static final int USUAL = 3;
  private static final int FEW = 16;

  /** Where weights and bias of {@code quant_conv} lie that the latents' mean is made with. */
  private static final int MEAN_KERNEL = 15864;

  private static final int MEAN_BIAS = 15992;

  @TempDir Path folder;

  /**
   * NB: in half precision diffusers itself, on the same graphs, differs from these pictures by up
   * to 5 of 255 (mean 0.18) on a processor with other instructions than the one that made them:
   * there 7 of 4096 pixels of one picture by more than 3, of all others none. So no more than a few
   * pixels of a picture may differ by more than the 3 that half precision is allowed.
   */
  @ParameterizedTest
  @CsvSource({
    "sd15, 1, 0.05",
    "sd2, 1, 0.05",
    "sd-inpaint, 1, 0.05",
    "sdxl, 1, 0.05",
    "sdxl-lcm, 1, 0.05",
    "sd-old, 1, 0.05",
    "sd-lcm, 1, 0.05",
    "sd-sample, 1, 0.05",
    "sdxl-solver, 1, 0.05",
    "sdxl-refiner, 1, 0.05",
    "sd-masked, 1, 0.05",
    "sdxl-turbo-half, 6, 0.5"
  })
  void picturesEqualThoseOfDiffusers(String name, int largest, double mean) throws Exception {
    DiffusersBundle bundle = DiffusersBundle.open(TestBundles.unpack(name, folder));
    try (LatentPipeline pipeline = TestBundles.open(bundle)) {
      for (GoldenCase golden : GoldenCase.of(name)) {
        if (golden.pictures().isEmpty()) {
          continue;
        }
        List<Picture> found = pipeline.generate(golden.request(), Progress.silent()).pictures();
        assertEquals(golden.pictures().size(), found.size());
        for (int i = 0; i < found.size(); i++) {
          Picture expected = golden.pictures().get(i);
          // NB: diffusers leaves what must stay to the caller
          Picture whole = golden.isInpaint() ? golden.restored(expected) : expected;
          assertTrue(
              TestBundles.largestDifference(whole, found.get(i)) <= largest, golden::toString);
          assertTrue(TestBundles.pixelsAbove(USUAL, whole, found.get(i)) <= FEW, golden::toString);
          assertTrue(TestBundles.meanDifference(whole, found.get(i)) <= mean, golden::toString);
        }
      }
    }
  }

  @Test
  void aDecoderThatOverflowsInHalfPrecisionRunsAgainInSingle() throws Exception {
    Path unpacked = TestBundles.unpack("sdxl-turbo-half", folder);
    TestBundles.unzip("/bundles/diffusers/overflowing-decoder.zip", unpacked);
    GoldenCase oneStep =
        GoldenCase.of("sdxl-turbo-half").stream()
            .filter(golden -> golden.request().request().settings().steps().getAsInt() == 1)
            .findFirst()
            .orElseThrow();
    try (LatentPipeline pipeline = TestBundles.open(DiffusersBundle.open(unpacked))) {
      Generation generation = pipeline.generate(oneStep.request(), Progress.silent());
      Picture expected = GoldenCase.picture("overflowing-decoder.png");
      assertTrue(TestBundles.largestDifference(expected, generation.pictures().get(0)) <= 3);
      assertTrue(generation.report().warnings().toString().contains("overflowed"));
    }
  }

  /** It ends in the latents that it gives where it runs in single precision from the start. */
  @Test
  void anEncoderThatOverflowsInHalfPrecisionRunsAgainInSingle() throws Exception {
    Path model = TestBundles.unpack("sdxl-turbo-half", folder);
    Path data = model.resolve("vae_encoder/model.onnx_data");
    byte[] weights = Files.readAllBytes(data);
    for (int i = 0; i < 4 * 8; i++) {
      weights[MEAN_KERNEL + 2 * i + 1] += 15 << 2; // of the exponent: 2¹⁵ times as much
    }
    for (int i = 0; i < 4; i++) { // the largest number there is
      weights[MEAN_BIAS + 2 * i] = (byte) 0xFF;
      weights[MEAN_BIAS + 2 * i + 1] = 0x7B;
    }
    Files.write(data, weights);
    BoundRequest start =
        GoldenCase.of("sdxl-turbo-half").stream()
            .map(GoldenCase::request)
            .filter(request -> request.init().isPresent())
            .findFirst()
            .orElseThrow();
    List<Tensor> found;
    try (LatentPipeline pipeline = TestBundles.open(DiffusersBundle.open(model))) {
      List<String> warnings = pipeline.generate(start, Progress.silent()).report().warnings();
      assertTrue(warnings.toString().contains("the vae_encoder overflowed"), warnings::toString);
      found = pipeline.latents(start);
    }
    Path config = model.resolve("vae_decoder/config.json");
    Files.writeString(
        config, Files.readString(config).replace("upcast\": false", "upcast\": true"));
    try (LatentPipeline pipeline = TestBundles.open(DiffusersBundle.open(model))) {
      assertEquals(pipeline.latents(start), found);
    }
  }
}
