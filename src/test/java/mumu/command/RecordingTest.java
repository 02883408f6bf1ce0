package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.util.ArrayList;
import java.util.List;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Prompt;
import mumu.request.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertEquals(
        "selectImage(\"p\"+fromCharCode(228)+\"rk\");\n", Recording.selectLine("p\u00e4rk", false));
    assertEquals("IJ.selectWindow(\"park\");\n", Recording.selectLine("park", true));
    assertEquals("IJ.selectWindow(\"p\\u00e4rk\");\n", Recording.selectLine("p\u00e4rk", true));
  }

  @Property
  void aTitleReadByImageJIsTheTitle(@ForAll @StringLength(max = 20) String text) {
    String title = text.replaceAll("\\p{Cntrl}", "") + "x";
    String line = Recording.selectLine(title, false);
    assertTrue(line.chars().allMatch(c -> c < 0x80), line);
    String literal = line.substring(line.indexOf('(') + 1, line.lastIndexOf(");"));
    assertEquals(title, new Interpreter().run("return " + literal + ";", ""));
  }

  /** Whom a script calls {@code IJ}. */
  public static final class Caller {
    private final List<String> said = new ArrayList<>();

    public void run(String label, String options) {
      said.add(options);
    }

    public void selectWindow(String title) {
      said.add(title);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nashorn", "jython"})
  void theLineOfAScriptIsReadByItsLanguageAsItIsMeant(String language) throws ScriptException {
    String sentence = "say \"hi\" [or] C:\\dir\\new \u00e9\u4e00 it's \\{x\\}";
    GenerationRequest request =
        new GenerationRequest(
            Prompt.parse(sentence), List.of(), Settings.DEFAULTS.toBuilder().seed(1).build());
    ScriptEngine engine = new ScriptEngineManager().getEngineByName(language);
    Caller caller = new Caller();
    engine.put("IJ", caller);
    engine.eval(Recording.line("MUMU Generate...", OptionString.format(request), true));
    engine.eval(Recording.selectLine("C:\\park \"1\"", true));
    assertEquals(request, OptionString.parse(caller.said.get(0)));
    assertEquals("C:\\park \"1\"", caller.said.get(1));
  }

  @Test
  void aTitleOutsideOfAsciiIsReadByJavaScript() throws ScriptException {
    Caller caller = new Caller();
    ScriptEngine engine = new ScriptEngineManager().getEngineByName("nashorn");
    engine.put("IJ", caller);
    engine.eval(Recording.selectLine("p\u00e4rk \u4e00", true));
    assertEquals(List.of("p\u00e4rk \u4e00"), caller.said);
  }
}
