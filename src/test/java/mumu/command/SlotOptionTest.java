package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotOptionTest {
  @ParameterizedTest
  @CsvSource({
    "cell, cell",
    "'  cell ', cell",
    "{cell}, cell",
    "' { red cell } ', red cell",
    "{a} and {b}, {a} and {b}",
    "odd {name}, odd {name}",
    "{}, {}"
  })
  void aNameMayBeTypedAsTheSentenceHasIt(String typed, String name) {
    assertEquals(name, SlotOption.checked(typed));
    assertEquals(name, SlotOption.parse(SlotOption.format(typed)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aNameIsNeeded(String typed) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SlotOption.checked(typed)).getMessage();
    assertTrue(message.startsWith("the selection needs a name"), message);
  }
}
