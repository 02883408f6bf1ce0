package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mumu.pipeline.Generation;
import mumu.pipeline.Onlooker;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.CropMode;
import mumu.request.FineTune;
import mumu.request.ImageSource;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.request.SettingsBuilder;
import mumu.request.SourceText;
import mumu.runtime.Cancellation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MumuPipelineTest {
  private static final ImageSource ANYWHERE =
      new ImageSource(new SourceText(List.of(new SourceText.Piece("x", true))), 1, CropMode.AUTO);

  private static Pipeline pipeline;

  @BeforeAll
  static void open() {
    pipeline = Fixture.open();
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  private static Generation pets(UnaryOperator<SettingsBuilder> settings) {
    return pipeline.generate(
        Fixture.request(Fixture.PETS, Fixture.pets(), settings), Progress.silent());
  }

  private static String refusal(UnaryOperator<SettingsBuilder> settings) {
    return assertThrows(IllegalArgumentException.class, () -> pets(settings)).getMessage();
  }

  @Test
  void theSameSeedGivesTheSameBytesAlsoInAnotherSession() {
    List<Picture> first = pets(settings -> settings).pictures();
    assertEquals(first, pets(settings -> settings).pictures());
    try (Pipeline other = Fixture.open()) {
      assertEquals(
          first,
          other
              .generate(
                  Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings),
                  Progress.silent())
              .pictures());
    }
    assertNotEquals(first, pets(settings -> settings.seed(43)).pictures());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "euler", "euler_a"})
  void aBatchIsTheSinglesOfItsSeeds(String scheduler) {
    List<Picture> batch = pets(settings -> settings.scheduler(scheduler).count(3)).pictures();
    for (int image = 0; image < 3; image++) {
      long seed = 42 + image;
      assertEquals(
          List.of(batch.get(image)),
          pets(settings -> settings.scheduler(scheduler).seed(seed)).pictures());
    }
  }

  @Test
  void theReturnedRequestSaysEverythingAndRepeatsThePicture() {
    Generation first =
        pipeline.generate(
            new BoundRequest(
                Fixture.request("a {dog}", List.of(), settings -> settings)
                    .request()
                    .withSettings(Settings.DEFAULTS),
                List.of(),
                Optional.empty()),
            Progress.silent());
    Settings filled = first.request().request().settings();
    assertEquals("ddim", filled.scheduler());
    assertEquals(20, filled.steps().getAsInt());
    assertEquals(2, filled.guidance().getAsDouble());
    assertEquals(48, filled.width().getAsInt());
    assertEquals(48, filled.height().getAsInt());
    assertTrue(filled.seed().isPresent());
    assertEquals(
        first.pictures(), pipeline.generate(first.request(), Progress.silent()).pictures());
  }

  @Test
  void cancelAtAnyMomentLeavesThePipelineUsable() throws InterruptedException {
    Generation whole = pets(settings -> settings.steps(10));
    int typical = 1_000; // microseconds of a picture on this machine, once Java has warmed up
    for (int i = 0; i < 20; i++) {
      long begin = System.nanoTime();
      pets(settings -> settings.steps(10));
      typical = Math.max(1_000, (int) ((System.nanoTime() - begin) / 1_000));
    }
    Random random = new Random(1);
    ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    int canceled = 0;
    for (int i = 0; i < 100; i++) {
      Cancellation cancellation = new Cancellation();
      later.schedule(cancellation::cancel, random.nextInt(typical), TimeUnit.MICROSECONDS);
      try {
        pipeline.generate(
            Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings.steps(10)),
            new Recorder(cancellation));
      } catch (CancellationException e) {
        canceled++;
      }
    }
    later.shutdownNow();
    assertTrue(canceled > 20, canceled + " of 100 were canceled");
    assertEquals(whole.pictures(), pets(settings -> settings.steps(10)).pictures());
  }

  @Test
  void progressCountsEveryStepOfEveryPicture() {
    Recorder recorder = new Recorder(new Cancellation());
    pipeline.generate(Fixture.request("a dog", List.of(), settings -> settings.count(2)), recorder);
    assertEquals(
        List.of("ENCODE", "DENOISE", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6", "DECODE"),
        recorder.events);
  }

  @Test
  void theReportTellsTimesModelAndDevice() {
    try (Pipeline fresh = Fixture.open()) {
      Generation first =
          fresh.generate(
              Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings),
              Progress.silent());
      assertEquals("tiny-random", first.report().modelId());
      assertEquals("cpu", first.report().device());
      assertTrue(first.report().runtimeVersion().startsWith("1."));
      assertEquals(
          List.of("load", "encode", "denoise", "decode"),
          List.copyOf(first.report().milliseconds().keySet()));
      Generation second =
          fresh.generate(
              Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings),
              Progress.silent());
      assertEquals(
          List.of("encode", "denoise", "decode"),
          List.copyOf(second.report().milliseconds().keySet()));
      assertEquals(0, second.report().graphMilliseconds().get("encode"), "read once");
      double wall = first.report().milliseconds().get("denoise");
      double graph = first.report().graphMilliseconds().get("denoise");
      assertTrue(graph > 0 && graph <= wall, graph + " of " + wall);
    }
  }

  @Test
  void guidanceUpToOneNeedsNoUnconditionalHalf() {
    List<Picture> off = pets(settings -> settings.guidance(1)).pictures();
    assertEquals(off, pets(settings -> settings.guidance(0.3)).pictures());
    assertEquals(off, pets(settings -> settings.guidance(0).negative("a cat")).pictures());
    assertNotEquals(off, pets(settings -> settings.guidance(1.5)).pictures());
  }

  @Test
  void negativeWordsPictureAndWeightsCount() {
    List<Picture> plain = pets(settings -> settings).pictures();
    assertNotEquals(plain, pets(settings -> settings.negative("a cat")).pictures());
    List<BoundImage> swapped =
        List.of(Fixture.bound("dog", "crop-1.png", 1), Fixture.bound("cat", "crop-0.png", 0.7));
    List<BoundImage> weaker =
        List.of(Fixture.bound("dog", "crop-0.png", 0.2), Fixture.bound("cat", "crop-1.png", 0.7));
    for (List<BoundImage> images : List.of(swapped, weaker)) {
      assertNotEquals(
          plain,
          pipeline
              .generate(
                  Fixture.request(Fixture.PETS, images, settings -> settings), Progress.silent())
              .pictures());
    }
  }

  @Test
  void anImageOfWeightZeroIsNotSeenByTheDenoiser() {
    List<BoundImage> one = List.of(Fixture.bound("dog", "crop-0.png", 0));
    Picture picture =
        pipeline
            .generate(Fixture.request("a {dog}", one, settings -> settings), Progress.silent())
            .pictures()
            .get(0);
    assertEquals(48, picture.width());
  }

  @Test
  void sizesAreThoseTheManifestAllows() {
    Picture picture = pets(settings -> settings.width(64).height(32)).pictures().get(0);
    assertEquals(64, picture.width());
    assertEquals(32, picture.height());
    for (int side : new int[] {1, 40, 80, 65_536}) {
      String message = refusal(settings -> settings.width(side));
      assertTrue(message.contains("width must be a multiple of 16 from 32 to 64"), message);
      assertTrue(refusal(settings -> settings.height(side)).contains("height"));
    }
  }

  @Test
  void whatTheModelCannotDoIsRefusedByName() {
    assertTrue(refusal(settings -> settings.scheduler("ddmi")).contains("'ddmi'"));
    assertTrue(
        refusal(settings -> settings.finetune(List.of(new FineTune("x.safetensors", 1))))
            .contains("finetune"));
  }

  @Test
  void strengthWithoutInitIsReported() {
    assertEquals(
        List.of("strength has no effect without init"),
        pets(settings -> settings.strength(0.5)).report().warnings());
  }

  @Test
  void whatNeedsGuidanceIsReportedWithoutIt() {
    assertEquals(
        List.of(
            "negative has no effect without guidance above 1",
            "guidance_rescale has no effect without guidance above 1"),
        pets(settings -> settings.guidance(1).negative("red").guidanceRescale(0.5))
            .report()
            .warnings());
  }

  @Test
  void whoeverLooksAtTheStepsGetsTheSamePictures() {
    BoundRequest asked =
        Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings.seed(3).steps(3));
    Onlooker onlooker = new Onlooker();
    List<Picture> looked = pipeline.generate(asked, onlooker).pictures();
    assertEquals(pipeline.generate(asked, Progress.silent()).pictures(), looked);
    assertEquals(3, onlooker.seen().size());
    assertEquals(looked.get(0), onlooker.seen().get(2), "the last step of ddim is the estimate");
  }

  @Test
  void tokensShowsOneSquarePerBoundImage() {
    List<Picture> tokens =
        new MumuFamily()
            .tokens(
                Fixture.bundle(),
                Fixture.request(Fixture.PETS, Fixture.pets(), settings -> settings));
    assertEquals(2, tokens.size());
    assertEquals(32, tokens.get(0).width());
    assertEquals(0xFF808080, tokens.get(0).argb(0, 0));
  }

  private static Generation repaint(Picture init, UnaryOperator<SettingsBuilder> settings) {
    return pipeline.generate(
        Fixture.request(
            Fixture.PETS,
            Fixture.pets(),
            Optional.of(new BoundImage("", init, 1, Fixture.NOWHERE)),
            start -> settings.apply(start.init(ANYWHERE))),
        Progress.silent());
  }

  private static Picture init(int width, int height, boolean half) {
    int[] argb = new int[width * height];
    for (int i = 0; i < argb.length; i++) {
      boolean keep = half && i % width < width / 2;
      argb[i] = (keep ? 0 : 0xFF000000) | (i * 2_654_435 & 0xFFFFFF);
    }
    return new Picture(width, height, argb);
  }

  @Test
  void onlyTheSelectedPartOfInitIsRepainted() {
    Picture init = init(48, 48, true);
    for (double strength : new double[] {0.4, 0.8, 1}) {
      Picture result = repaint(init, settings -> settings.strength(strength)).pictures().get(0);
      int changed = 0;
      for (int y = 0; y < 48; y++) {
        for (int x = 0; x < 48; x++) {
          if (x < 24) {
            assertEquals(init.argb(x, y) | 0xFF000000, result.argb(x, y), "kept " + x + ", " + y);
          } else if (init.argb(x, y) != result.argb(x, y)) {
            changed++;
          }
        }
      }
      assertTrue(changed > 500, changed + " pixels changed at strength " + strength);
    }
  }

  @Test
  void initGivesTheCanvasItsSizeWhereTheModelAllowsIt() {
    Generation own = repaint(init(32, 64, false), settings -> settings);
    assertEquals(32, own.pictures().get(0).width());
    assertEquals(64, own.pictures().get(0).height());
    assertEquals(List.of(), own.report().warnings());
    Generation fitted = repaint(init(30, 90, false), settings -> settings);
    assertEquals(48, fitted.pictures().get(0).width());
    assertTrue(fitted.report().warnings().get(0).contains("30 × 90"));
    assertEquals(0.8, own.request().request().settings().strength().getAsDouble());
  }

  @Test
  void strengthWithoutAStepIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> repaint(init(48, 48, false), settings -> settings.strength(0.1)))
            .getMessage();
    assertTrue(message.contains("strength 0.1 of 3 steps"), message);
  }

  /** Progress as a list of words. */
  private static final class Recorder implements Progress {
    private final List<String> events = new ArrayList<>();
    private final Cancellation cancellation;

    Recorder(Cancellation cancellation) {
      this.cancellation = cancellation;
    }

    @Override
    public void stage(Stage stage) {
      events.add(stage.name());
    }

    @Override
    public void step(int done, int total) {
      events.add(done + "/" + total);
    }

    @Override
    public Cancellation cancellation() {
      return cancellation;
    }
  }
}
