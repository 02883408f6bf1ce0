package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mumu.request.Prompt.Slot;
import mumu.request.Prompt.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {
  @Test
  void bracesMakeSlotsInTheOrderOfTheSentence() {
    Prompt prompt = Prompt.parse("a picture of a {man} and his {dog} in an {animated style}");
    assertEquals(List.of("man", "dog", "animated style"), prompt.slots());
    assertEquals(
        List.of(
            new Words("a picture of a "),
            new Slot("man"),
            new Words(" and his "),
            new Slot("dog"),
            new Words(" in an "),
            new Slot("animated style")),
        prompt.parts());
    assertEquals("a picture of a man and his dog in an animated style", prompt.plain());
  }

  @Test
  void theSameNameTwiceIsOneSlotWhateverItsSpaces() {
    assertEquals(List.of("a b"), Prompt.parse("{a b} beside { a  b }").slots());
  }

  @Test
  void escapedBracesAreWords() {
    Prompt prompt = Prompt.parse("f\\{x\\} of {a \\} b} \\ \\n");
    assertEquals("f{x} of a } b \\ \\n", prompt.plain());
    assertEquals(List.of("a } b"), prompt.slots());
  }

  @Test
  void tabsAndNewlinesBecomeSpaces() {
    assertEquals("a b  c", Prompt.parse("a\tb\r\nc").text());
    assertEquals(Prompt.parse("a {b c}"), Prompt.parse("a\n{b\u2028c}"));
  }

  @Test
  void aSlotIsFoundByItsNameElseWithoutCaseAndSpaces() {
    Prompt prompt = Prompt.parse("{Man} {man} {Animated style}");
    assertEquals(Optional.of("man"), prompt.slot(" man "));
    assertEquals(Optional.of("Animated style"), prompt.slot("animatedStyle"));
    assertEquals(Optional.empty(), prompt.slot("MAN"), "two slots are as near");
    assertEquals(Optional.empty(), prompt.slot("dog"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a {man and           | { at character 3 is never closed",
        "a man} and           | } at character 6 was never opened",
        "a {man {and} dog}    | { at character 8 stands inside other braces",
        "a {} b               | { at character 3 has no words",
        "a {  } b             | { at character 3 has no words",
        "a \\{man}            | } at character 8 was never opened",
      })
  void aBraceThatDoesNotFitIsNamedWithItsPosition(String text, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Prompt.parse(text)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("expected {word or words}"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n", "\u2028"})
  void aBlankPromptIsRefusedOnlyWhereWordsAreNeeded(String text) {
    Prompt blank = Prompt.parse(text);
    assertEquals(List.of(), blank.slots());
    assertThrows(IllegalArgumentException.class, blank::needWords);
  }

  @Test
  void aPromptOfMoreThan4000CharactersIsRefusedWithItsLength() {
    assertEquals(4000, Prompt.parse("a".repeat(4000)).text().length());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Prompt.parse("a".repeat(10_000)))
            .getMessage();
    assertTrue(message.contains("at most 4000 characters, found 10000"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \ud83d dog", "a\udc15", "\ud83d\ud83d\udc15"})
  void halfACharacterIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Prompt.parse(text));
  }

  @Test
  void partsThatDoNotSpellTheTextAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Prompt("a {man}", List.of(new Slot("dog"))));
  }
}
