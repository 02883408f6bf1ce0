package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {
  @Test
  void blankFieldsAreNotSet() {
    Map<String, String> texts = new HashMap<>();
    OptionString.KEYS.forEach(key -> texts.put(key, " "));
    texts.put("prompt", "a {man}");
    assertEquals(OptionString.parse("prompt=[a {man}]"), new Form(texts).request());
  }

  @Test
  void aBlankSentenceIsTheEmptyOneAndABlankNegativeIsNone() {
    Map<String, String> texts = new HashMap<>();
    OptionString.KEYS.forEach(key -> texts.put(key, " "));
    GenerationRequest request = new Form(texts).request();
    assertEquals("", request.prompt().text());
    assertEquals(Optional.empty(), request.settings().negative());
    assertEquals(request, Form.of(request).request());
  }

  @Property
  void aFormShowsARequestAndReadsItBack(
      @ForAll @IntRange(min = 1, max = 1000) int steps,
      @ForAll @LongRange(min = 0, max = 0xFFFFFFFFL) long seed) {
    GenerationRequest request =
        OptionString.parse(
            "steps="
                + steps
                + " seed="
                + seed
                + " device=cpu bind=[man='a:b':#1@0.7!box; dog=Boats + C:/x.png]"
                + " negative=[\\u005bgrey\\u005d] prompt=[a {man} and [his] {dog}, seed=5]");
    assertEquals(request, Form.of(request).request());
  }

  @ParameterizedTest
  @CsvSource({
    "steps, 0", "steps, -1", "steps, 1000000000", "steps, many", "seed, -1", "seed, 4294967296",
    "width, 0", "guidance, NaN", "count, 0", "device, gpu", "bind, man", "prompt, a {man",
    "prompt, a {{man}}", "strength, 2"
  })
  void aMistakeInAFieldIsNamed(String key, String text) {
    Form form = new Form(Map.of("prompt", "a {man}")).with(key, text);
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, form::request);
    assertTrue(error.getMessage().length() > 20, error.getMessage());
  }
}
