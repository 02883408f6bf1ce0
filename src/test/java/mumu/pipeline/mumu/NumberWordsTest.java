package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {
  private static final NumberWords NUMBERS =
      new NumberWords(Map.of("two", 2, "six", 6, "12", 12, "früh", 3));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "six {x}; 6",
        "Six  {x}; 6",
        "six{x}; 6",
        "a picture of 12 {x} on black; 12",
        "FRÜH {x}; 3",
        "{x}; 1",
        "{x} two; 1",
        "a {x}; 1",
        "two, {x}; 1",
        "two big {x}; 1",
        "sixteen {x}; 1",
        "_six {x}; 1",
        "é6six {x}; 1",
        "twenty-six {x}; 6",
        "two {} {x}; 1",
        "(two {x}; 2",
        "three {x}; 1",
        "…{x}; 1"
      })
  void theWordDirectlyBeforeTheSlotCounts(String prompt, int expected) {
    List<Prompt.Part> parts = Prompt.parse(prompt.replace("{}", "{big}")).parts();
    int slot = parts.indexOf(new Prompt.Slot("x"));
    assertEquals(expected, NUMBERS.before(parts, slot), prompt);
    assertEquals(1, NumberWords.NONE.before(parts, slot));
  }

  @Test
  void aSlotThatIsANumberWordCountsAsTheWordItIs() {
    List<Prompt.Part> parts = Prompt.parse("two {six} {x}").parts();
    assertEquals(2, NUMBERS.before(parts, 1));
    assertEquals(6, NUMBERS.before(parts, 3));
  }

  @Test
  void aLongSentenceIsReadInNoTime() {
    String words = "a".repeat(Prompt.MAXIMUM_LENGTH - 10) + ", {x}";
    assertEquals(1, NUMBERS.before(Prompt.parse(words).parts(), 1));
    String spaces = "a " + " ".repeat(Prompt.MAXIMUM_LENGTH - 10) + ". {x}";
    assertEquals(1, NUMBERS.before(Prompt.parse(spaces).parts(), 1));
  }
}
