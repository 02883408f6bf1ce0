package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.util.List;
import java.util.Optional;
import mumu.imagej.Workspace;
import mumu.request.OptionString;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void namedRegionsMakeTheSentence() {
    assertEquals("a picture of {man}", Memory.prompt("", List.of("man")));
    assertEquals("a picture of {ink style}", Memory.prompt("", List.of("ink style")));
    assertEquals("a picture of {style}", Memory.prompt("", List.of("style")));
    assertEquals(
        "a picture of {man} and {dog} in an {animated style}",
        Memory.prompt("", List.of("man", "dog", "animated style")));
  }

  @Test
  void theLastSentenceStaysWhereItsSlotsHaveRegions() {
    String last = "the {Dog} runs";
    assertEquals(last, Memory.prompt(last, List.of("dog")));
    assertEquals(last, Memory.prompt(last, List.of()));
    assertEquals("a picture of {cat}", Memory.prompt(last, List.of("cat")));
  }

  @Test
  void aNameWithBracesBecomesASlotOfThatName() {
    Prompt prompt = Prompt.parse(Memory.prompt("", List.of("odd {name}")));
    assertEquals(List.of("odd {name}"), prompt.slots());
  }

  @Test
  void onlyNamesAPersonGaveCount() {
    ImagePlus image = IJ.createImage("a", "RGB", 20, 20, 1);
    Overlay overlay = new Overlay();
    for (String name : new String[] {"0012-0034", "|SB|", "man", "man", "dog"}) {
      Roi roi = new Roi(1, 1, 5, 5);
      roi.setName(name);
      overlay.add(roi);
    }
    overlay.add(new Roi(2, 2, 5, 5));
    image.setOverlay(overlay);
    Workspace workspace = new Workspace(Optional.of(image), List.of(image), List.of());
    assertEquals(List.of("man", "dog"), Memory.names(workspace));
  }

  @Test
  void settingsAreRememberedButNotSeedAndSources() {
    Memory.remember(
        OptionString.parse("steps=7 seed=5 bind=[man=#1] prompt=[a [small] {man}, really]"));
    Form start = Memory.start(new Workspace(Optional.empty(), List.of(), List.of()));
    assertEquals("7", start.text("steps"));
    assertEquals("", start.text("seed") + start.text("bind"));
    assertEquals("a [small] {man}, really", start.text("prompt"));
  }

  @Test
  void aDamagedPreferenceIsForgotten() {
    for (String damaged : new String[] {"nonsense", "prompt=[a {man]", "steps=0 prompt=[a]"}) {
      Prefs.set("mumu.request", damaged);
      Form start = Memory.start(new Workspace(Optional.empty(), List.of(), List.of()));
      assertTrue(start.text("prompt").contains("{man}"), damaged);
    }
  }
}
