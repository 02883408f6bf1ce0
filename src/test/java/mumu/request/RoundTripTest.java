package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.frame.Recorder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

/** JSON and option string are views of one record: writing and reading gives the same request. */
@Domain(RandomRequests.Domain.class)
class RoundTripTest {
  @Property(tries = 10_000)
  void aRequestSurvivesTheOptionString(@ForAll GenerationRequest request) {
    assertEquals(request, OptionString.parse(OptionString.format(request)));
  }

  @Property(tries = 10_000)
  void aRequestSurvivesJson(@ForAll GenerationRequest request) {
    assertEquals(request, RequestJson.fromJson(RequestJson.toJson(request)));
  }

  @Property(tries = 2_000)
  void aBoundRequestSurvivesJsonWrittenAsUtf8(@ForAll BoundRequest request) {
    byte[] file = RequestJson.toJson(request).getBytes(StandardCharsets.UTF_8);
    assertEquals(request, RequestJson.boundFromJson(new String(file, StandardCharsets.UTF_8)));
  }

  @Property(tries = 1_000)
  void aPictureSurvivesAPng(@ForAll Picture picture) {
    assertEquals(picture, Png.decode(Png.encode(picture)));
  }

  @Property(tries = 10_000)
  void bindingsSurviveTheirText(@ForAll List<Binding> bindings) {
    assertEquals(bindings, BindingText.parse(BindingText.format(bindings)));
  }

  @Property(tries = 2_000)
  void imageJItselfFindsThePromptWhenNoOtherOptionHoldsAnEqualsSign(@ForAll Prompt prompt) {
    GenerationRequest request =
        new GenerationRequest(
            prompt,
            List.of(),
            Settings.DEFAULTS.toBuilder().steps(7).seed(42).negative("a prompt").build());
    String options = OptionString.format(request);
    String found = Macro.getValue(options, "prompt", "not found");
    assertEquals(prompt, OptionString.parse("prompt=[" + found + "]").prompt());
    assertEquals("42", Macro.getValue(options, "seed", "not found"));
    assertEquals("7", Macro.getValue(options, "steps", "not found"));
    assertEquals("a prompt", Macro.getValue(options, "negative", "not found"));
  }

  @Property(tries = 1_000)
  void aRequestSurvivesAMacroThatImageJRuns(@ForAll GenerationRequest request) {
    String options = OptionString.format(request);
    String macro = "return \"" + Recorder.fixString(options) + "\";";
    assertEquals(options, new Interpreter().run(macro, ""));
  }

  @Example
  void noKeyIsASuffixOfAnotherSoThatImageJFindsEachOne() {
    StringBuilder options = new StringBuilder();
    for (String key : OptionString.KEYS) {
      options.append(key).append("=[value of ").append(key).append("] ");
      assertTrue(
          OptionString.KEYS.stream().noneMatch(it -> !it.equals(key) && it.endsWith(key)), key);
    }
    for (String key : OptionString.KEYS) {
      assertEquals("value of " + key, Macro.getValue(options.toString(), key, "not found"));
    }
  }

  @Example
  void aKeyThatIsASuffixWouldBeFoundInTheOther() {
    assertEquals("1", Macro.getValue("my_seed=1 seed=2", "seed", "not found"));
  }
}
