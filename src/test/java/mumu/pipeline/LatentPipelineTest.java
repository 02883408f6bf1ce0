package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mumu.bundle.Bundle;
import mumu.bundle.Catalog;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.Watch;
import mumu.pipeline.sd.SdFamily;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.request.SettingsBuilder;
import mumu.runtime.Cancellation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of a diffusers-layout model meet besides its numbers. */
class LatentPipelineTest {
  private static final String PROMPT = "a {dog} on the beach";

  @TempDir static Path folder;
  private static LatentPipeline sd2;

  @BeforeAll
  static void open() throws IOException {
    sd2 = TestBundles.open(Bundle.open(TestBundles.unpack("sd2", folder)));
  }

  @AfterAll
  static void close() {
    sd2.close();
  }

  @Test
  void theSameSeedGivesTheSamePixels() {
    BoundRequest request = request(PROMPT, settings -> settings);
    assertEquals(pictures(request), pictures(request));
    assertNotEquals(pictures(request), pictures(request(PROMPT, settings -> settings.seed(8))));
  }

  @Test
  void imagesOfABatchAreThoseTheirSeedsGiveAlone() {
    List<Picture> batch = pictures(request(PROMPT, settings -> settings.count(3)));
    assertEquals(3, batch.size());
    for (int i = 0; i < 3; i++) {
      int seed = 7 + i;
      Picture single = pictures(request(PROMPT, settings -> settings.seed(seed))).get(0);
      assertTrue(TestBundles.largestDifference(single, batch.get(i)) <= 1);
    }
  }

  @Test
  void everyDefaultIsFilledIn() {
    BoundRequest asked =
        new BoundRequest(
            new GenerationRequest(
                Prompt.parse(PROMPT), List.of(), Settings.DEFAULTS.toBuilder().steps(1).build()),
            List.of(),
            Optional.empty());
    Settings filled = sd2.generate(asked, Progress.silent()).request().request().settings();
    assertEquals("ddim", filled.scheduler());
    assertEquals(7.5, filled.guidance().getAsDouble());
    assertEquals(64, filled.width().getAsInt());
    assertEquals(64, filled.height().getAsInt());
    assertTrue(filled.seed().isPresent());
  }

  @ParameterizedTest
  @CsvSource({"sd15, 7.5, 7.5", "sdxl, 5, 7.5"})
  void repaintingHasTheDefaultsOfItsOwnPipeline(String name, double drawn, double repainted)
      throws IOException {
    Picture part = GoldenCase.picture("init.png");
    Settings asked = Settings.DEFAULTS.toBuilder().steps(4).strength(0.3).build();
    try (LatentPipeline pipeline =
        TestBundles.open(Bundle.open(TestBundles.unpack(name, folder)))) {
      assertEquals(drawn, guidance(pipeline, asked.toBuilder().steps(1).build(), Optional.empty()));
      assertEquals(
          repainted,
          guidance(pipeline, asked, Optional.of(new BoundImage("init", part, 1, origin()))));
    }
  }

  @ParameterizedTest
  @CsvSource({"sd15, 0.18215", "sdxl, 0.13025"})
  void aScalingThatIsNotWrittenIsThatOfTheClassAndWithoutAFileThatOfTheFamily(
      String name, double ofFamily) throws IOException {
    Path model = TestBundles.unpack(name, folder);
    Path config = model.resolve("vae_decoder/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("scaling_factor", "another_factor"));
    assertEquals(0.18215, DiffusersBundle.open(model).codec().scalingFactor());
    Files.delete(config);
    assertEquals(ofFamily, DiffusersBundle.open(model).codec().scalingFactor());
  }

  private static double guidance(
      LatentPipeline pipeline, Settings asked, Optional<BoundImage> init) {
    GenerationRequest request = new GenerationRequest(Prompt.parse(PROMPT), List.of(), asked);
    return pipeline
        .generate(new BoundRequest(request, List.of(), init), Progress.silent())
        .request()
        .request()
        .settings()
        .guidance()
        .getAsDouble();
  }

  @Test
  void wordsThatDoNotFitAreQuotedInAWarning() {
    String tail = "and a lighthouse at the very end";
    List<String> warnings =
        sd2.generate(request("dog ".repeat(76) + tail, settings -> settings), Progress.silent())
            .report()
            .warnings();
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).endsWith(tail), warnings.get(0));
  }

  @Test
  void aMaskThatTheTextEncoderCannotBeGivenIsAWarning() throws IOException {
    Path model = TestBundles.unpack("sd15", folder.resolve("hides"));
    Path config = model.resolve("text_encoder/config.json");
    String hides = "{\"use_attention_mask\": true,";
    Files.writeString(config, Files.readString(config).replaceFirst("\\{", hides));
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model))) {
      assertEquals(
          List.of(
              "text_encoder/config.json: `use_attention_mask` is not heeded, for the graph has no"
                  + " input attention_mask"),
          pipeline
              .generate(request(PROMPT, settings -> settings), Progress.silent())
              .report()
              .warnings());
    }
  }

  /** Of all times. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "StableDiffusionOnnxPipeline",
        "OnnxStableDiffusionInpaintPipelineLegacy",
        "ORTStableDiffusionImg2ImgPipeline"
      })
  void aPipelineIsToldByItsClass(String name) throws IOException {
    Path model = TestBundles.unpack("sd15", folder.resolve(name));
    Path index = model.resolve("model_index.json");
    Files.writeString(index, Files.readString(index).replace("StableDiffusionPipeline", name));
    assertEquals("sd", Bundle.open(model).card().family());
  }

  @Test
  void whoeverLooksAtTheStepsGetsTheSamePictures() {
    BoundRequest asked = request(PROMPT, settings -> settings.seed(3).count(2));
    Onlooker onlooker = new Onlooker();
    List<Picture> looked = sd2.generate(asked, onlooker).pictures();
    assertEquals(sd2.generate(asked, Progress.silent()).pictures(), looked);
    assertTrue(onlooker.seen().size() > 1, onlooker.seen().toString());
    assertEquals(looked.get(0).width(), onlooker.seen().get(0).width());
  }

  @Test
  void aBoundImageIsRefusedByTheNameOfItsSlot() {
    BoundRequest asked = request(PROMPT, settings -> settings);
    BoundImage dog = new BoundImage("dog", GoldenCase.picture("init.png"), 1, origin());
    BoundRequest bound = new BoundRequest(asked.request(), List.of(dog), Optional.empty());
    assertMessage(bound, "{dog}");
    assertThrows(
        IllegalArgumentException.class,
        () -> new SdFamily().tokens(Bundle.open(folder.resolve("sd2")), bound));
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertMessage(request(PROMPT, settings -> settings.width(65)), "width must be a multiple of 8");
    assertMessage(request(PROMPT, settings -> settings.height(4)), "height must be a multiple");
  }

  @Test
  void aSizeTheGraphFailsOnComesWithOneThatWorks() {
    BoundRequest odd = request(PROMPT, settings -> settings.width(72));
    String message =
        assertThrows(GenerationException.class, () -> sd2.generate(odd, Progress.silent()))
            .getMessage();
    assertTrue(message.endsWith("multiples of 16 always work"), message);
  }

  @Test
  void aStrengthThatLeavesNothingToDoIsRefused() {
    assertMessage(from(init(), settings -> settings.strength(0.1)), "leaves no step");
    // NB: whole pictures may do with the call that pndm has more than steps, parts of them may not
    assertMessage(from(init(), s -> s.scheduler("pndm").strength(0)), "leaves no step");
  }

  @Test
  void whatIsNotSelectedComesOutBitForBit() {
    Picture init = GoldenCase.picture("init.png");
    Picture result = pictures(from(init, settings -> settings.strength(1))).get(0);
    int changed = 0;
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        if (init.argb(x, y) >>> 24 == 0) {
          assertEquals(init.argb(x, y) | 0xFF000000, result.argb(x, y));
        } else if ((init.argb(x, y) | 0xFF000000) != result.argb(x, y)) {
          changed++;
        }
      }
    }
    assertTrue(changed > 300, "pixels repainted: " + changed);
  }

  @Test
  void theSizeOfTheInitImageIsTheDefault() {
    Picture wide = new Picture(100, 72, new int[100 * 72]);
    Settings settings = Settings.DEFAULTS.toBuilder().steps(2).strength(0.5).seed(1).build();
    BoundRequest asked =
        new BoundRequest(
            new GenerationRequest(Prompt.parse(PROMPT), List.of(), settings),
            List.of(),
            Optional.of(new BoundImage("init", wide, 1, origin())));
    Picture result = pictures(asked).get(0);
    assertEquals(96, result.width());
    assertEquals(64, result.height());
  }

  @Test
  void cancellingLeavesThePipelineUsable() {
    Cancellation cancellation = new Cancellation();
    Progress progress =
        new Progress() {
          @Override
          public void stage(Stage stage) {}

          @Override
          public void step(int done, int total) {
            cancellation.cancel();
          }

          @Override
          public Cancellation cancellation() {
            return cancellation;
          }
        };
    BoundRequest request = request(PROMPT, settings -> settings);
    List<Picture> before = pictures(request);
    assertThrows(CancellationException.class, () -> sd2.generate(request, progress));
    assertEquals(before, pictures(request));
  }

  @Test
  void progressCountsEveryCallOfEveryImage() {
    int[] last = new int[2];
    Progress progress =
        new Progress() {
          @Override
          public void stage(Stage stage) {}

          @Override
          public void step(int done, int total) {
            last[0] = done;
            last[1] = total;
          }

          @Override
          public Cancellation cancellation() {
            return new Cancellation();
          }
        };
    sd2.generate(request(PROMPT, settings -> settings.count(2)), progress);
    assertEquals("[6, 6]", Arrays.toString(last));
  }

  @Test
  void aZipWithWeightsOutsideItsGraphsWorksInPlaceAndLeavesNothing() throws IOException {
    Path zip = folder.resolve("external.zip");
    Files.copy(DiffusersGoldenTest.class.getResourceAsStream("/bundles/diffusers/sd2.zip"), zip);
    List<Path> before = scratch();
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(zip))) {
      GoldenCase golden = GoldenCase.of("sd2").get(0);
      float[] found = pipeline.latents(golden.request()).get(0).values();
      assertArrayEquals(golden.latents(), found, 1e-3f);
      assertFalse(scratch().equals(before));
    }
    assertEquals(before, scratch());
  }

  private static List<Path> scratch() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("mumu-model-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aFolderIsFoundByItsPath() throws IOException {
    Bundle found = new Catalog(List.of()).find(folder.resolve("sd2").toString());
    assertEquals("sd2", found.id());
    assertEquals("sd", found.card().family());
  }

  @Test
  void whatAFileListsAsDefaultsOfAnotherClassDoesNotCount(@TempDir Path other) throws IOException {
    Path model = TestBundles.unpack("sdxl", other);
    Path file = model.resolve("scheduler/scheduler_config.json");
    assertTrue(DiffusersBundle.open(model).scheduler().has("timestep_spacing"));
    String defaults = "{\"_use_default_values\": [\"timestep_spacing\", \"flow_shift\"],";
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", defaults));
    JsonObject left = DiffusersBundle.open(model).scheduler();
    assertFalse(left.has("timestep_spacing") || left.has("_use_default_values"), left.toString());
    Files.writeString(file, "{\"_use_default_values\": \"all\"}");
    String message =
        assertThrows(IOException.class, () -> DiffusersBundle.open(model)).getMessage();
    assertTrue(message.contains("`_use_default_values`"), message);
  }

  @Test
  void anEmptyNegativeIsEncodedWhereTheModelSaysNullAboutZeros(@TempDir Path other)
      throws IOException {
    Path model = TestBundles.unpack("sdxl", other);
    assertTrue(DiffusersBundle.open(model).zeroNegative());
    Path index = model.resolve("model_index.json");
    String key = "\"force_zeros_for_empty_prompt\": ";
    String text = Files.readString(index);
    Files.writeString(index, text.replace(key + "true", key + "null"));
    assertFalse(DiffusersBundle.open(model).zeroNegative());
    Files.writeString(index, text.replace(key, "\"x\": "));
    assertTrue(DiffusersBundle.open(model).zeroNegative());
  }

  @Test
  void aModelThatDoesNotSayItsSizeHasThatOfItsFamily(@TempDir Path other) throws IOException {
    for (String name : List.of("sd15", "sdxl")) {
      Path model = TestBundles.unpack(name, other);
      Files.delete(model.resolve("unet/config.json"));
      int side = DiffusersBundle.open(model).card().canvas().width();
      assertEquals(name.equals("sd15") ? 512 : 1024, side);
    }
  }

  @Test
  void aZipWorksInPlace() throws IOException {
    Path zip = folder.resolve("whole.zip");
    Files.copy(DiffusersGoldenTest.class.getResourceAsStream("/bundles/diffusers/sdxl.zip"), zip);
    Bundle bundle = Bundle.open(zip);
    bundle.verify(Watch.none());
    assertEquals("whole", bundle.id());
    try (LatentPipeline pipeline = TestBundles.open(bundle)) {
      assertFalse(pipeline.latents(request(PROMPT, settings -> settings)).isEmpty());
    }
  }

  @Test
  void graphsAreClosedBeforeMemoryGrowsBeyondTheLargest() throws IOException {
    DiffusersBundle bundle = DiffusersBundle.open(folder.resolve("sd2"));
    try (GraphPool pool = pool(bundle, 1, OptionalLong.empty())) {
      LatentCodec codec = new LatentCodec(bundle, pool, false);
      LatentDenoiser denoiser = new LatentDenoiser(bundle, pool, List.of(PromptConditioner.HIDDEN));
      codec.check();
      assertEquals(List.of("vae_decoder"), pool.openParts());
      denoiser.check();
      assertEquals(List.of("unet"), pool.openParts());
      codec.check();
      assertFalse(denoiser.seesMask());
      assertEquals(List.of("vae_decoder"), pool.openParts(), "what is known needs no graph");
    }
  }

  private static GraphPool pool(DiffusersBundle bundle, long budget, OptionalLong free) {
    return new GraphPool(
        new DiffusersParts(bundle),
        new mumu.runtime.Device("cpu", ""),
        Progress.silent(),
        new Placement(budget, () -> free));
  }

  @Test
  void graphsAreClosedWhenMemoryIsShortAndAdviceComesBeforeTheSystemEndsTheProgram()
      throws IOException {
    DiffusersBundle bundle = DiffusersBundle.open(folder.resolve("sd2"));
    long denoiser = bundle.bytes("unet");
    try (GraphPool pool = pool(bundle, Long.MAX_VALUE, OptionalLong.of(denoiser))) {
      new LatentCodec(bundle, pool, false).check();
      LatentDenoiser tooLarge = new LatentDenoiser(bundle, pool, List.of(PromptConditioner.HIDDEN));
      tooLarge.check();
      assertEquals(List.of("unet"), pool.openParts(), "1.4 times the denoiser is not free");
    }
    try (GraphPool pool = pool(bundle, Long.MAX_VALUE, OptionalLong.of(denoiser - 1))) {
      LatentDenoiser tooLarge = new LatentDenoiser(bundle, pool, List.of(PromptConditioner.HIDDEN));
      String message = assertThrows(GenerationException.class, tooLarge::check).getMessage();
      assertTrue(message.startsWith("unet needs about"), message);
      assertTrue(message.contains("are free; close images"), message);
    }
  }

  private static List<Picture> pictures(BoundRequest request) {
    return sd2.generate(request, Progress.silent()).pictures();
  }

  private static void assertMessage(BoundRequest request, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> sd2.generate(request, Progress.silent()))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  private static BoundRequest request(String prompt, UnaryOperator<SettingsBuilder> settings) {
    SettingsBuilder start = Settings.DEFAULTS.toBuilder().steps(3).seed(7);
    return new BoundRequest(
        new GenerationRequest(Prompt.parse(prompt), List.of(), settings.apply(start).build()),
        List.of(),
        Optional.empty());
  }

  private static BoundRequest from(Picture init, UnaryOperator<SettingsBuilder> settings) {
    BoundRequest request = request(PROMPT, settings);
    return new BoundRequest(
        request.request(), List.of(), Optional.of(new BoundImage("init", init, 1, origin())));
  }

  private static Picture init() {
    return GoldenCase.picture("init.png");
  }

  private static Origin origin() {
    return new Origin("", "", "", "");
  }
}
