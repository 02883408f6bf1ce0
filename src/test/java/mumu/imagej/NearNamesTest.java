package mumu.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of regions that a sentence nearly names. */
class NearNamesTest {
  @ParameterizedTest
  @CsvSource({
    "dogs, dog",
    "dog, Dogs",
    "nuclei, nucleus",
    "bacteria, bacterium",
    "boxes, box",
    "bodies, body",
    "men, man",
    "red blood cells, red blood cell",
    "a man, man",
    "his dog, my dog",
    "'man,', man",
    "neuron?, neuron",
    "neurn, neuron",
    "nuerons, neuron",
    "dgo, dog",
    "Zelle, Zellen",
    "nucleus, 1-nucleus",
    "cell, cell 3"
  })
  void aNearNameIsTold(String slot, String region) {
    List<String> notes = notes("the {" + slot + "}", Set.of(), region);
    assertEquals(1, notes.size());
    assertEquals(
        "{%s} has no region of that name and is drawn from its words. If you mean '%s', write %s=%s in bind or {%s} in the sentence"
            .formatted(slot, region, slot, region, region),
        notes.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "cat, car",
    "dog, man",
    "glass, grass snake",
    "tac, cat",
    "virus, viper",
    "7, 8",
    "?, !"
  })
  void othersAreNot(String slot, String region) {
    assertEquals(List.of(), notes("the {" + slot + "}", Set.of(), region));
  }

  @Test
  void whatIsToldCanBeWritten() {
    assertEquals(
        List.of(
            "{a=cell} has no region of that name and is drawn from its words. If you mean 'A=cells',"
                + " write 'a=cell'='A=cells' in bind or {A=cells} in the sentence"),
        notes("{a=cell}", Set.of(), "A=cells"));
    String braced = notes("a {cell}", Set.of(), "{cell}").get(0);
    assertTrue(
        braced.endsWith("write cell={cell} in bind or {\\{cell\\}} in the sentence"), braced);
  }

  @Test
  void whatIsBoundIsNotTold() {
    assertEquals(List.of(), notes("a {dog} and {dogs}", Set.of("dog"), "Dog"));
    assertEquals(List.of(), notes("two {dogs}", Set.of("dogs"), "dog"));
  }

  @Test
  void ofManyNearNamesAFewAreToldAndTheStarTakesAll() {
    List<String> notes =
        notes("a {cell}", Set.of(), "1-cell", "2-cell", "3-cell", "4-cell", "something else");
    assertEquals(1, notes.size());
    assertTrue(
        notes.get(0).endsWith("mean '1-cell', '2-cell', '3-cell', …, write cell=cell* in bind"),
        notes::toString);
  }

  @ParameterizedTest
  @CsvSource({"a man and his Dog", "'the [man], (dog)'", "man/dog", "'a ｛man｝ and a ｛dog｝'"})
  void namesWithoutBracesAreToldWhereNothingIsBound(String sentence) {
    assertEquals(
        List.of(
            "'man', 'dog': words without braces, so no region is shown. To show regions of the"
                + " image, write {man}, {dog}"),
        notes(sentence, Set.of(), "man", "dog", "cat"));
    assertEquals(List.of(), notes(sentence + " {cat}", Set.of("cat"), "man", "dog", "cat"));
    assertEquals(List.of(), notes("a manual, doggedly", Set.of(), "man", "dog"));
  }

  private static List<String> notes(String prompt, Set<String> bound, String... names) {
    return NearNames.notes(Prompt.parse(prompt), bound, List.of(names));
  }
}
