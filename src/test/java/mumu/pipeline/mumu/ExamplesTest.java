package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;

/** Expected orders are torch.randperm's, see golden/permutations.json. */
class ExamplesTest {
  private static final NumberWords NONE = NumberWords.NONE;

  private static List<Prompt.Part> parts(String prompt) {
    return Prompt.parse(prompt).parts();
  }

  private static List<String> slots(String slot, int count) {
    return IntStream.range(0, count).mapToObj(i -> slot).toList();
  }

  private static List<Integer> shown(Examples examples) {
    return examples.shown().stream().flatMap(List::stream).toList();
  }

  @Test
  void everyPlaceShowsAnotherExampleInTorchsOrder() {
    Examples drawn = Examples.drawn(parts("{cell} {cell} {cell}"), slots("cell", 12), NONE, 42);
    assertEquals(List.of(6, 8, 1), shown(drawn));
    assertEquals(3, drawn.count());
    assertEquals(3, drawn.different());
  }

  @Test
  void oneGeneratorShufflesSlotBySlotInTheOrderOfTheirFirstPlaces() {
    List<String> bound =
        Stream.of(slots("b", 3), slots("a", 12), slots("c", 1)).flatMap(List::stream).toList();
    // seed 0: randperm(12) = 8 0 …, randperm(3) = 2 1 0, for a, b; a's images are 3 to 14
    assertEquals(
        List.of(3 + 8, 2, 15, 3, 1),
        shown(Examples.drawn(parts("{a} {b} {c} {a} and {b}"), bound, NONE, 0)));
  }

  @Test
  void whereThereAreMorePlacesThanExamplesTheyAreShuffledAnew() {
    List<Integer> dealt = shown(Examples.drawn(parts("{x}".repeat(10)), slots("x", 3), NONE, 5));
    for (int round = 0; round < 3; round++) {
      assertEquals(Set.of(0, 1, 2), Set.copyOf(dealt.subList(3 * round, 3 * round + 3)));
    }
    assertEquals(10, dealt.size());
  }

  @Test
  void theSameSeedDrawsTheSameAndOthersDrawEveryExample() {
    Set<Integer> first = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Examples drawn = Examples.drawn(parts("a {x}"), slots("x", 12), NONE, seed);
      assertEquals(drawn, Examples.drawn(parts("a {x}"), slots("x", 12), NONE, seed));
      first.addAll(shown(drawn));
    }
    assertEquals(12, first.size());
    assertNotEquals(
        Examples.drawn(parts("a {x}"), slots("x", 12), NONE, 0),
        Examples.drawn(parts("a {x}"), slots("x", 12), NONE, 1));
  }

  @Test
  void wordsAndUnboundSlotsShowNothing() {
    Examples drawn = Examples.drawn(parts("a {cat} and a {dog}"), List.of("dog"), NONE, 3);
    assertEquals(List.of(0), shown(drawn));
    assertEquals(List.of(), drawn.at(1));
    assertEquals(0, Examples.drawn(List.of(), List.of(), NONE, 3).count());
  }

  @Test
  void allShowsEveryImageAtEveryPlaceOrAtTheFirst() {
    Examples all = Examples.all(parts("{x} and {y} and {x}"), List.of("x", "y", "x"));
    assertEquals(List.of(0, 2, 1, 0, 2), shown(all));
    assertTrue(all.severalAtOnce());
    assertEquals(List.of(0, 2, 1), shown(all.atFirstPlaces()));
  }

  @Test
  void aPlaceIsDealtAsManyExamplesAsTheNumberBeforeItSays() {
    NumberWords numbers = new NumberWords(Map.of("three", 3, "12", 12), Set.of(), 64);
    // seed 0: randperm(12) = 8 0 5 9 7 4 2 10 3 1 11 6
    Examples drawn =
        Examples.drawn(parts("three {x}, a {x} and Three {x}"), slots("x", 12), numbers, 0);
    assertEquals(List.of(8, 0, 5), drawn.at(1));
    assertEquals(List.of(9), drawn.at(3));
    assertEquals(List.of(7, 4, 2), drawn.at(5));
    assertTrue(drawn.dealt() && drawn.severalAtOnce());
    assertEquals(
        List.of(0, 1),
        Examples.drawn(parts("12 {x}"), slots("x", 2), numbers, 0).at(1).stream().sorted().toList(),
        "not more than there are");
  }

  @Test
  void noPlaceShowsAnExampleTwiceAndNoneIsShownAgainBeforeAllWere() {
    NumberWords numbers = new NumberWords(Map.of("three", 3), Set.of(), 64);
    for (int seed = 0; seed < 50; seed++) {
      Examples drawn = Examples.drawn(parts("three {x} ".repeat(8)), slots("x", 4), numbers, seed);
      drawn.shown().forEach(here -> assertEquals(here.size(), Set.copyOf(here).size()));
      List<Integer> dealt = shown(drawn);
      int[] counts = new int[4];
      for (int image : dealt) {
        counts[image]++;
        // NB: at the place where a round ends, one of the next is taken before one of this
        assertTrue(IntStream.of(counts).max().orElse(0) - IntStream.of(counts).min().orElse(0) < 3);
      }
      assertEquals(24, dealt.size());
      assertEquals(List.of(6, 6, 6, 6), IntStream.of(counts).boxed().toList());
    }
  }

  @Test
  void placesShowWhatPythonDealsThem() throws IOException {
    JsonObject golden =
        JsonParser.parseString(Files.readString(Fixture.resource("/golden/dealing.json")))
            .getAsJsonObject();
    NumberWords numbers =
        new NumberWords(
            golden.getAsJsonObject("numbers").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().getAsInt())),
            Set.of(),
            golden.get("most").getAsInt());
    for (JsonElement element : golden.getAsJsonArray("cases")) {
      JsonObject run = element.getAsJsonObject();
      List<String> images =
          run.getAsJsonArray("images").asList().stream().map(JsonElement::getAsString).toList();
      List<Prompt.Part> parts = parts(run.get("prompt").getAsString());
      if (run.get("shown").isJsonNull()) {
        assertThrows(IllegalArgumentException.class, () -> numbers.check(parts), run::toString);
        continue;
      }
      numbers.check(parts);
      Examples drawn = Examples.drawn(parts, images, numbers, run.get("seed").getAsLong());
      assertEquals(
          run.get("shown").toString(), drawn.shown().toString().replace(" ", ""), run::toString);
    }
  }
}
