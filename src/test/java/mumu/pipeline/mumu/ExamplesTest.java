package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;

/** Expected orders are torch.randperm's, see golden/permutations.json. */
class ExamplesTest {
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
    Examples drawn = Examples.drawn(parts("{cell} {cell} {cell}"), slots("cell", 12), 42);
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
        shown(Examples.drawn(parts("{a} {b} {c} {a} and {b}"), bound, 0)));
  }

  @Test
  void whereThereAreMorePlacesThanExamplesTheyAreShuffledAnew() {
    List<Integer> dealt = shown(Examples.drawn(parts("{x}".repeat(10)), slots("x", 3), 5));
    for (int round = 0; round < 3; round++) {
      assertEquals(Set.of(0, 1, 2), Set.copyOf(dealt.subList(3 * round, 3 * round + 3)));
    }
    assertEquals(10, dealt.size());
  }

  @Test
  void theSameSeedDrawsTheSameAndOthersDrawEveryExample() {
    Set<Integer> first = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Examples drawn = Examples.drawn(parts("a {x}"), slots("x", 12), seed);
      assertEquals(drawn, Examples.drawn(parts("a {x}"), slots("x", 12), seed));
      first.addAll(shown(drawn));
    }
    assertEquals(12, first.size());
    assertNotEquals(
        Examples.drawn(parts("a {x}"), slots("x", 12), 0),
        Examples.drawn(parts("a {x}"), slots("x", 12), 1));
  }

  @Test
  void wordsAndUnboundSlotsShowNothing() {
    Examples drawn = Examples.drawn(parts("a {cat} and a {dog}"), List.of("dog"), 3);
    assertEquals(List.of(0), shown(drawn));
    assertEquals(List.of(), drawn.at(1));
    assertEquals(0, Examples.drawn(List.of(), List.of(), 3).count());
  }

  @Test
  void allShowsEveryImageAtEveryPlaceOrAtTheFirst() {
    Examples all = Examples.all(parts("{x} and {y} and {x}"), List.of("x", "y", "x"));
    assertEquals(List.of(0, 2, 1, 0, 2), shown(all));
    assertTrue(all.severalAtOnce());
    assertEquals(List.of(0, 2, 1), shown(all.atFirstPlaces()));
  }
}
