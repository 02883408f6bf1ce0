package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.util.List;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Prompt;
import mumu.request.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RecordingTest {
  @Test
  void aLineIsACallOfTheCommand() {
    assertEquals(
        "run(\"MUMU Generate...\", \"seed=1 prompt=[a {man}]\");\n",
        Recording.line("MUMU Generate...", "seed=1 prompt=[a {man}]", false));
    assertEquals(
        "IJ.run(\"MUMU Generate...\", \"prompt=[say \\\"hi\\\"]\");\n",
        Recording.line("MUMU Generate...", "prompt=[say \"hi\"]", true));
  }

  @Property
  void aRecordedLineReadByImageJGivesTheSameRequest(
      @ForAll @StringLength(max = 60) String sentence) {
    String text = sentence.replace("{", "\\{").replace("}", "\\}") + "x";
    GenerationRequest request =
        new GenerationRequest(
            Prompt.parse(text), List.of(), Settings.DEFAULTS.toBuilder().seed(1).build());
    String line = Recording.line("MUMU Generate...", OptionString.format(request), false);
    assertTrue(line.chars().allMatch(c -> c < 0x80), line);
    assertEquals(request, OptionString.parse(readByImageJ(line)));
  }

  /** What ImageJ's macro interpreter makes of the second argument. */
  private static String readByImageJ(String line) {
    String literal = line.substring(line.indexOf(", ") + 2, line.lastIndexOf(')'));
    return new Interpreter().run("return " + literal + ";", "");
  }

  @Test
  void theLineThatSelectsAnImageIsAsciiInMacroAndScript() {
    assertEquals("selectImage(\"p\\\\u00e4rk\");\n", Recording.selectLine("p\u00e4rk", false));
    assertEquals("IJ.selectWindow(\"park\");\n", Recording.selectLine("park", true));
  }
}
