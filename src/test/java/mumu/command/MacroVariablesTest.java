package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import mumu.request.OptionString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacroVariablesTest {
  private static final Map<String, String> VARIABLES =
      Map.of("n", "7", "who", "an [old] man", "text", "a {man} & a dog", "steps", "3");

  @Test
  void aBareVariableIsReplacedByItsValueWhateverItHolds() {
    assertEquals(
        Map.of("seed", "7", "steps", "3", "prompt", "a {man} & a dog"),
        values("seed=&n steps=&steps prompt=&text"));
    assertEquals("an [old] man", values("negative=&who prompt=[a]").get("negative"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt=[&n]",
        "prompt=[a seed=&n b] seed=1",
        "prompt=[a [seed=&n] b] seed=1",
        "negative='seed=&n' prompt=[x]",
        "model=C:/a&n/b prompt=[x]",
        "model=&n&n prompt=[x]",
        "model=&1 prompt=[x]",
        "prompt=[&n",
        "&n",
        ""
      })
  void everythingElseMeansItself(String options) {
    assertEquals(options, expanded(options));
  }

  @Test
  void aVariableThatDoesNotExistIsAnErrorNamingIt() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> expanded("seed=&nobody prompt=[a]"))
            .getMessage();
    assertTrue(message.contains("no variable 'nobody' for seed=&nobody"), message);
  }

  @Test
  void outsideOfMacrosThereAreNoVariables() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> MacroVariables.expand("prompt=&s seed=1"))
            .getMessage();
    assertTrue(message.startsWith("&s means a variable of an ImageJ macro, and none"), message);
    assertEquals("prompt=[&s]", MacroVariables.expand("prompt=[&s]"));
  }

  private static Map<String, String> values(String options) {
    return OptionString.values(expanded(options), OptionString.KEYS);
  }

  private static String expanded(String options) {
    return MacroVariables.expand(options, name -> Optional.ofNullable(VARIABLES.get(name)));
  }
}
