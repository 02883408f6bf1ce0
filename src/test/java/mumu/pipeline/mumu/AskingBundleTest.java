package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import mumu.bundle.MumuBundle;
import mumu.bundle.TestBundle;
import mumu.pipeline.CanvasSize;
import mumu.pipeline.Generation;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.pipeline.Thing;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Prompt;
import mumu.request.SettingsBuilder;
import mumu.runtime.Devices;
import mumu.runtime.GraphFile;
import mumu.runtime.GraphSession;
import mumu.runtime.TokenEncoder;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A prompt encoder that asks for the canvas and the images' weights, and tells two things of each
 * word; its numbers are foreseen here.
 */
class AskingBundleTest {
  private static final CanvasSize CANVAS = new CanvasSize(32, 64);

  private static MumuBundle bundle;
  private static Pipeline asking;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    bundle =
        MumuBundle.open(
            TestBundle.asking()
                .manifest(
                    json ->
                        json.getAsJsonObject("prompt")
                            .add("numbers", JsonParser.parseString("{\"and\": 3}")))
                .folder(folder));
    asking = Fixture.open(bundle);
  }

  @AfterAll
  static void close() {
    asking.close();
  }

  private static Generation pets(UnaryOperator<SettingsBuilder> settings) {
    return make(Fixture.PETS, Fixture.pets(), settings);
  }

  private static Generation make(
      String prompt, List<BoundImage> images, UnaryOperator<SettingsBuilder> settings) {
    return asking.generate(Fixture.request(prompt, images, settings), Progress.silent());
  }

  private static List<String> names(Generation generation) {
    return generation.things().get(0).stream().map(Thing::name).toList();
  }

  @Test
  void thePlacesOfThingsAreThoseOfTheCanvasAskedFor() {
    Generation wide = pets(settings -> settings.width(64).height(32));
    Generation tall = pets(settings -> settings.width(32).height(64));
    assertEquals(new Thing.Square(4, 2, 10, 21), wide.things().get(0).get(0).square());
    assertEquals(new Thing.Square(4, 2, 21, 10), tall.things().get(0).get(0).square());
    assertEquals(5, wide.things().get(0).get(0).cover().shape().extent(0));
    assertEquals(10, tall.things().get(0).get(0).cover().shape().extent(1));
    assertEquals(
        wide.pictures(), pets(settings -> settings.width(64).height(32)).pictures(), "and back");
  }

  @Test
  void aChangeOfTheCanvasAloneIsAnotherReading() {
    Generation first = pets(settings -> settings.width(48).height(48));
    assertEquals(first.things(), pets(settings -> settings).things(), "the bundle's own size");
    for (UnaryOperator<SettingsBuilder> other :
        List.<UnaryOperator<SettingsBuilder>>of(
            settings -> settings.width(64), settings -> settings.height(64))) {
      assertNotEquals(first.things().get(0), pets(other).things().get(0));
    }
  }

  @Test
  void twoThingsOfOneWordAreTwoThings() {
    Generation made = pets(settings -> settings);
    assertEquals(List.of("dog", "dog", "cat", "cat", "background", "background"), names(made));
    assertEquals(
        made.things().get(0).get(0).square().top() + 6, made.things().get(0).get(1).square().top());
  }

  @Test
  void aHiddenImageLeavesNoneOfItsThings() {
    List<BoundImage> hidden =
        List.of(Fixture.bound("dog", "crop-0.png", 0), Fixture.bound("cat", "crop-1.png", 1));
    assertEquals(
        List.of("cat", "cat", "background", "background"),
        names(make(Fixture.PETS, hidden, settings -> settings)));
  }

  @Test
  void theGraphWeighsTheImagesAndDecidesHowManyTokensThereAre() throws IOException {
    List<BoundImage> dogs =
        List.of(
            Fixture.bound("dog", "crop-0.png", 0.25),
            Fixture.bound("dog", "crop-1.png", 1.5),
            Fixture.bound("dog", "crop-1.png", 0));
    assertArrayEquals(words(4, 1.75f), mask("{dog}", dogs), "bos, three places, a word, eos");
    assertArrayEquals(words(1, 1), mask("dog", List.of()), "the hidden image counts as neutral");
    List<BoundImage> dog = List.of(Fixture.bound("dog", "crop-0.png", 0.25));
    assertArrayEquals(words(4, 0.5f), mask("{dog} {dog}", dog), "shown twice, weighed twice");
  }

  /** Ones of the words between the marks, of the marks, and the sum of the weights. */
  private static float[] words(int words, float weights) {
    float[] mask = new float[words + 3];
    Arrays.fill(mask, 1);
    mask[words + 2] = weights;
    return mask;
  }

  private static float[] mask(String sentence, List<BoundImage> images) throws IOException {
    int tokens = bundle.manifest().image().tokens();
    try (TokenEncoder tokenizer = TokenEncoder.open("tokenizer", bundle.read("tokenizer"));
        GraphSession graph =
            GraphSession.open(
                GraphFile.of("prompt_encoder", bundle.read("prompt_encoder")),
                Devices.choose("cpu"),
                opened -> PromptEncoder.signature(opened, tokens, 137))) {
      PromptEncoder encoder = new PromptEncoder(() -> graph, tokens, 137);
      List<Prompt.Part> parts = Prompt.parse(sentence).parts();
      InterleavedPrompt prompt =
          new PromptComposer(tokenizer, bundle.manifest(), true)
              .compose(parts, Examples.all(parts, images.stream().map(BoundImage::slot).toList()));
      PromptEncoder.Images shown =
          new PromptEncoder.Images(
              Tensor.zeros(images.size(), tokens, 137),
              images.stream().map(BoundImage::weight).toList());
      return encoder
          .encode(prompt, shown, Variation.NONE, CANVAS, Progress.silent().cancellation())
          .conditioning()
          .mask()
          .values();
    }
  }

  @Test
  void wordsAloneAndGuidanceWithANegativeSentenceWork() {
    Generation guided =
        make("a red dog", List.of(), settings -> settings.guidance(3).negative("a man"));
    assertEquals(List.of("dog", "dog"), names(guided));
    assertEquals(48, guided.pictures().get(0).width());
  }

  @Test
  void aNumberWordOfTheManifestIsDealtAsManyExamples() {
    List<BoundImage> dogs = Collections.nCopies(12, Fixture.bound("dog", "crop-0.png", 1));
    Generation made = make("a dog and {dog}", dogs, settings -> settings.variety(0.01).count(3));
    made.things().forEach(things -> assertEquals(2 * (3 + 1), things.size()));
    assertEquals(2 * (1 + 1), make("a {dog}", dogs, varied()).things().get(0).size());
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> make("and {dog} and {dog}", dogs, varied()))
            .getMessage();
    assertTrue(message.contains("show 6 images, but this model takes at most 4"), message);
    message =
        assertThrows(
                IllegalArgumentException.class, () -> make("and {dog}", dogs, settings -> settings))
            .getMessage();
    assertTrue(message.contains("12 images are bound") && message.contains("variety"), message);
  }

  @Test
  void twoWordsThatAskForMoreThanTheModelShowsAreRefusedBoundOrNot(@TempDir Path folder)
      throws IOException {
    TestBundle large =
        TestBundle.asking()
            .manifest(
                json -> {
                  json.getAsJsonObject("image").addProperty("maximum", 22);
                  json.getAsJsonObject("prompt")
                      .add("numbers", JsonParser.parseString("{\"a\": 20, \"red\": 3}"));
                });
    List<BoundImage> dogs = Collections.nCopies(30, Fixture.bound("dog", "crop-0.png", 1));
    try (Pipeline pipeline = Fixture.open(MumuBundle.open(large.folder(folder)))) {
      BoundRequest twenty = Fixture.request("A {dog}", dogs, varied());
      List<Thing> things = pipeline.generate(twenty, Progress.silent()).things().get(0);
      assertEquals(2 * (20 + 1), things.size());
      for (int bound : new int[] {0, 1, 30}) {
        BoundRequest more =
            Fixture.request("a-red {dog}", dogs.subList(0, bound), settings -> settings);
        assertEquals(
            "'a-red {dog}' asks for 23 things, but this model shows at most 22;"
                + " ask for fewer things",
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pipeline.generate(more, Progress.silent()))
                .getMessage());
      }
    }
  }

  private static UnaryOperator<SettingsBuilder> varied() {
    return settings -> settings.variety(0.5);
  }
}
