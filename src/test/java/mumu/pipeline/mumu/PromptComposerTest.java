package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.bundle.TestBundle;
import mumu.request.BoundImage;
import mumu.request.Prompt;
import mumu.runtime.TokenEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids of the fixture: bos 1, eos 2, image 3, unknown 4, a 7, and 9, cat 12, dog 13. */
class PromptComposerTest {
  private static TokenEncoder tokenizer;
  private static PromptComposer composer;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = TokenEncoder.open("tokenizer.json", Fixture.bundle().read("tokenizer"));
    composer = new PromptComposer(tokenizer, Fixture.bundle().manifest(), true);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static InterleavedPrompt compose(String prompt, List<BoundImage> images) {
    List<Prompt.Part> parts = Prompt.parse(prompt).parts();
    return composer.compose(
        parts, Examples.all(parts, images.stream().map(BoundImage::slot).toList()));
  }

  private static BoundImage image(String slot) {
    return Fixture.bound(slot, "crop-0.png", 1);
  }

  @Test
  void severalImagesOfASlotStandBeforeItsFirstWord() {
    InterleavedPrompt prompt =
        compose(
            "a {cat dog} and a {dog}", List.of(image("dog"), image("cat dog"), image("cat dog")));
    assertEquals(List.of(1L, 7L, 3L, 3L, 12L, 13L, 9L, 7L, 3L, 13L, 2L), prompt.ids());
    assertEquals(List.of(2, 3, 8), prompt.places());
    assertEquals(List.of(1, 2, 0), prompt.images());
  }

  @Test
  void aSlotWithoutImagesIsJustItsWords() {
    assertEquals(List.of(1L, 7L, 13L, 2L), compose("a {dog}", List.of()).ids());
  }

  @Test
  void wordsOfWhatAShownThingIsCalledAreNoThings() {
    InterleavedPrompt prompt = compose("a {cat and dog} and a dog", List.of(image("cat and dog")));
    assertEquals(List.of(1L, 7L, 3L, 12L, 9L, 13L, 9L, 7L, 13L, 2L), prompt.ids());
    assertEquals(
        List.of(3, 4, 5), IntStream.range(0, 10).filter(prompt::isCaption).boxed().toList());
    InterleavedPrompt without = prompt.without(List.of(5));
    assertEquals(List.of(1L, 7L, 3L, 12L, 9L, 4L, 9L, 7L, 13L, 2L), without.ids());
    assertFalse(without.isCaption(5), "what is not heard cannot be left out again");
    assertFalse(compose("a {cat and dog}", List.of()).isCaption(4), "not bound");
  }

  @Test
  void aSlotThatOccursTwiceShowsItsImageTwice() {
    InterleavedPrompt prompt = compose("{dog} and {dog}", List.of(image("dog")));
    assertEquals(List.of(1L, 3L, 13L, 9L, 3L, 13L, 2L), prompt.ids());
    assertEquals(List.of(0, 0), prompt.images());
    assertEquals(List.of(), prompt.warnings());
  }

  @Test
  void repeatedSlotsThatShowTooMuchShowItOnceWithAWarning() {
    InterleavedPrompt prompt =
        compose("{dog} and {dog} and {cat}", List.of(image("dog"), image("dog"), image("cat")));
    assertEquals(List.of(0, 1, 2), prompt.images());
    assertTrue(prompt.warnings().get(0).contains("at most 4"), prompt.warnings().toString());
  }

  @Test
  void moreImagesThanTheModelTakesAreRefused() {
    List<BoundImage> five = java.util.Collections.nCopies(5, image("dog"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> compose("a {dog}", five)).getMessage();
    assertTrue(message.contains("5 images") && message.contains("at most 4"), message);
    assertTrue(message.contains("variety above 0"), message);
  }

  @Test
  void drawingIsOnlyAdvisedWhereItHelps() {
    String five = "{a} {b} {c} {d} {e}";
    List<BoundImage> each =
        List.of("a", "b", "c", "d", "e").stream().map(slot -> image(slot)).toList();
    assertFalse(
        assertThrows(IllegalArgumentException.class, () -> compose(five, each))
            .getMessage()
            .contains("variety"));
  }

  @Test
  void drawnExamplesAreLimitedByWhatIsShown() {
    List<Prompt.Part> parts = Prompt.parse("{dog} {dog} and {dog}").parts();
    List<String> twelve = java.util.Collections.nCopies(12, "dog");
    InterleavedPrompt prompt =
        composer.compose(parts, Examples.drawn(parts, twelve, NumberWords.NONE, 42));
    assertEquals(List.of(6, 8, 1), prompt.images());
    List<Prompt.Part> five = Prompt.parse("{dog}".repeat(5)).parts();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> composer.compose(five, Examples.drawn(five, twelve, NumberWords.NONE, 42)))
            .getMessage();
    assertTrue(message.contains("5 images") && !message.contains("variety"), message);
  }

  @Test
  void aNumberWordCountsByWhatIsShown() {
    NumberWords numbers =
        new NumberWords(java.util.Map.of("three", 3, "2", 2), java.util.Set.of(), 64);
    List<String> twelve = java.util.Collections.nCopies(12, "dog");
    List<Prompt.Part> three = Prompt.parse("three {dog} and {dog}").parts();
    InterleavedPrompt prompt = composer.compose(three, Examples.drawn(three, twelve, numbers, 42));
    assertEquals(List.of(1L, 4L, 3L, 3L, 3L, 13L, 9L, 3L, 13L, 2L), prompt.ids());
    assertEquals(List.of(6, 8, 1), prompt.images().subList(0, 3));
    List<Prompt.Part> five = Prompt.parse("three {dog} and 2 {dog}").parts();
    Examples drawn = Examples.drawn(five, twelve, numbers, 42);
    assertEquals(
        "the things of this sentence show 5 images, but this model takes at most 4;"
            + " ask for fewer things",
        assertThrows(IllegalArgumentException.class, () -> composer.compose(five, drawn))
            .getMessage());
    Examples fewer = Examples.drawn(five, twelve.subList(0, 3), numbers, 42);
    assertEquals(3, composer.compose(five, fewer).images().size(), "at their first places");
  }

  @Test
  void sixtyFourImagesStandBeforeTheirWordAndCountAsOneToken(@TempDir Path folder)
      throws IOException {
    TestBundle large =
        TestBundle.copy()
            .manifest(
                json -> {
                  json.getAsJsonObject("image").addProperty("maximum", 64);
                  JsonObject rules = json.getAsJsonObject("prompt");
                  rules.add(
                      "numbers",
                      JsonParser.parseString("{\"sixty\": 60, \"one\": 1, \"four\": 4}"));
                });
    Manifest manifest = MumuBundle.open(large.folder(folder)).manifest();
    List<Prompt.Part> parts = Prompt.parse("sixty-four {dog}").parts();
    Examples drawn =
        Examples.drawn(
            parts, java.util.Collections.nCopies(70, "dog"), NumberWords.of(manifest), 1);
    InterleavedPrompt prompt = new PromptComposer(tokenizer, manifest, true).compose(parts, drawn);
    assertEquals(64, prompt.images().stream().distinct().count());
    assertEquals(IntStream.range(4, 68).boxed().toList(), prompt.places());
    assertEquals(13L, prompt.ids().get(68));
    assertEquals(List.of("this model does not know the words sixty, four"), prompt.warnings());
    List<Prompt.Part> uncounted = Prompt.parse("some {dog}").parts();
    Examples all = Examples.all(uncounted, java.util.Collections.nCopies(30, "dog"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PromptComposer(tokenizer, manifest, true).compose(uncounted, all));
  }

  @Test
  void withoutVarietyANumberWordLeavesAllImagesInARun() {
    assertEquals(
        List.of(1L, 4L, 3L, 3L, 3L, 13L, 2L),
        compose("two {dog}", List.of(image("dog"), image("dog"), image("dog"))).ids());
  }

  @Test
  void everyIdIsCalledAsTheSlotOrTheWordThatWasTyped() {
    InterleavedPrompt prompt = compose("A Dog, {big  cat}.", List.of(image("big cat")));
    assertEquals(
        List.of("", "A", "Dog", ",", "big cat", "big cat", "big cat", ".", ""), prompt.names());
  }

  @Test
  void aLongPromptIsCutAndTheCutIsQuoted() {
    String words = "a dog ".repeat(11) + "and Red {cat} background";
    InterleavedPrompt prompt = compose(words, List.of());
    assertEquals(24, prompt.ids().size());
    assertEquals(2L, prompt.ids().get(23));
    assertEquals(
        List.of(
            "the prompt is too long: this model reads 24 tokens, cut off: 'and Red cat background'"),
        prompt.warnings());
  }

  @Test
  void anImageThatWouldBeCutOffIsRefused() {
    for (int words : new int[] {20, 21, 22, 40}) {
      String text = "a ".repeat(words) + "{dog}";
      if (words == 20) {
        assertEquals(24, compose(text, List.of(image("dog"))).ids().size());
      } else {
        String message =
            assertThrows(IllegalArgumentException.class, () -> compose(text, List.of(image("dog"))))
                .getMessage();
        assertTrue(message.contains("{dog}") && message.contains("24 tokens"), message);
      }
    }
  }

  @Test
  void unknownWordsAreListed() {
    InterleavedPrompt prompt = compose("a Zebra and a {quagga} dog, zebra", List.of());
    assertEquals(
        List.of("this model does not know the words Zebra, quagga, zebra"), prompt.warnings());
    InterleavedPrompt bound = compose("a Zebra and a {quagga} dog", List.of(image("quagga")));
    assertEquals(List.of("this model does not know the words Zebra"), bound.warnings());
  }

  @Test
  void punctuationIsNoUnknownWord() {
    String sentence = "a \u201c{dog}\u201d \u2013 and (a) + [dog]\u2026!!!";
    assertEquals(List.of(), compose(sentence, List.of()).warnings());
  }
}
