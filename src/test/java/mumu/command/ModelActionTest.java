package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.util.ArrayList;
import java.util.List;
import mumu.request.OptionString;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ModelActionTest {
  @Property
  void aRecordedActionReadByImageJIsTheSameAction(
      @ForAll ModelAction.Kind kind,
      @ForAll @StringLength(max = 40) String text,
      @ForAll boolean replace) {
    boolean listed = kind == ModelAction.Kind.LIST;
    ModelAction action =
        new ModelAction(
            kind,
            listed ? "" : (text.replaceAll("\\s", " ") + "x").strip(),
            replace && kind == ModelAction.Kind.IMPORT);
    String line = Recording.line("MUMU Models...", action.format(), false);
    assertTrue(line.chars().allMatch(c -> c < 0x80), line);
    String literal = line.substring(line.indexOf(", ") + 2, line.lastIndexOf(')'));
    String read = new Interpreter().run("return " + literal + ";", "");
    assertEquals(action, ModelAction.parse(read));
  }

  @Test
  void noKeyIsASuffixOfAnother() {
    List<String> keys = new ArrayList<>(OptionString.KEYS);
    keys.add("slot");
    keys.addAll(ModelAction.KEYS);
    for (String key : keys) {
      for (String other : keys) {
        assertFalse(key != other && key.endsWith(other), key + " ends with " + other);
      }
    }
  }
}
