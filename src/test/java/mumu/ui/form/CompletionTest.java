package mumu.ui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mumu.request.Prompt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final List<String> NAMES = List.of("dog", "man", "woman", "a {brace}");

  @Test
  void anOpenBraceOffersAllNames() {
    assertEquals(NAMES, at("a {", 3).orElseThrow().proposals());
  }

  @Test
  void namesThatBeginAsTypedComeFirst() {
    assertEquals(List.of("man", "woman"), at("a {MA", 5).orElseThrow().proposals());
  }

  @Test
  void thereIsNothingToOfferOutsideOfBracesAndForACompleteName() {
    assertEquals(Optional.empty(), at("a man", 5));
    assertEquals(Optional.empty(), at("a {dog} man", 11));
    assertEquals(Optional.empty(), at("a {dog}", 6));
    assertEquals(Optional.empty(), at("a {zebra", 8));
  }

  @Test
  void aProposalTakesThePlaceOfWhatIsTypedAndIsClosed() {
    assertEquals(
        new Completion.Edited("a {woman} and", 9),
        at("a {wo and", 5).orElseThrow().accept("a {wo and", "woman"));
    assertEquals(
        new Completion.Edited("a {dog}", 7),
        at("a {dig}", 4).orElseThrow().accept("a {dig}", "dog"));
    assertEquals("{a \\{brace\\}}", at("{", 1).orElseThrow().accept("{", "a {brace}").text());
  }

  @Property
  void everyProposalMakesASlotOfThatName(@ForAll @StringLength(min = 1, max = 12) String name) {
    boolean fit =
        !name.isBlank()
            && name.indexOf('\\') < 0
            && name.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    if (fit) {
      String text = new Completion(3, 3, List.of(name)).accept("a {", name).text();
      Prompt prompt = Prompt.parse(text);
      assertEquals(1, prompt.slots().size());
      assertTrue(prompt.slot(name).isPresent() || name.matches("(?s).*[\\v\\t\\x85].*"), name);
    }
  }

  private static Optional<Completion> at(String text, int caret) {
    return Completion.at(text, caret, NAMES);
  }
}
