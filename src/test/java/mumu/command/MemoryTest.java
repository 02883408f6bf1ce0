package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.Line;
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
  void regionsOfOtherImagesMakeTheSentenceWhereTheActiveImageHasNone() {
    Prefs.set("mumu.request", "prompt=[a {bird}]");
    ImagePlus empty = IJ.createImage("a", "RGB", 20, 20, 1);
    ImagePlus other = withRegions("b.tif", "dog", "dog", "cat");
    Form form = Memory.start(new Workspace(Optional.of(empty), List.of(empty, other), List.of()));
    assertEquals("a picture of {dog} and {cat}", form.text("prompt"));
    assertEquals("dog=b.tif:dog*", form.text("bind"));
  }

  @Test
  void ofSeveralRegionsOfANameAllAreBound() {
    Prefs.set("mumu.request", "prompt=[two {Cell} and a {cat}]");
    ImagePlus image = withRegions("a", "cell", "cell", "cat");
    Form form = Memory.start(new Workspace(Optional.of(image), List.of(image), List.of()));
    assertEquals("two {Cell} and a {cat}", form.text("prompt"));
    assertEquals("Cell=cell*", form.text("bind"));
    form.request();
    assertEquals(form.texts(), Memory.fitting(form, form).texts());
    Form other = form.with("prompt", "a {cat}");
    assertEquals("", Memory.fitting(other, form).text("bind"));
    Form edited = other.with("bind", "dog=#1");
    assertEquals("dog=#1", Memory.fitting(edited, form).text("bind"), "a mistake to be told");
  }

  @Test
  void theHintListsRegionsOfTheActiveImageAndThenOfOthers() {
    ImagePlus image = withRegions("a", "one", "two {odd}");
    ImagePlus other = withRegions("b", "two {odd}", "3a", "4a", "5a", "6a", "7a", "8a", "9a");
    ImagePlus empty = IJ.createImage("c", "RGB", 20, 20, 1);
    assertEquals(
        "Named regions: {one}, {two \\{odd\\}}\n"
            + "In other images: {3a}, {4a}, {5a}, {6a}, {7a}, {8a}, … (7 in all)",
        Offers.regions(new Workspace(Optional.of(image), List.of(image, other), List.of())));
    assertEquals(
        "In other images: {one}, {two \\{odd\\}}",
        Offers.regions(new Workspace(Optional.of(empty), List.of(empty, image), List.of())));
    assertTrue(
        Offers.regions(new Workspace(Optional.of(empty), List.of(empty), List.of()))
            .startsWith("No named regions in the open images"));
  }

  @Test
  void theHintSaysHowRegionsWithoutANameAreWritten() {
    ImagePlus image = IJ.createImage("a; b", "RGB", 20, 20, 1);
    List<ImagePlus> open = List.of(image);
    Optional<ImagePlus> active = Optional.of(image);
    String ofLines = Offers.regions(new Workspace(active, open, List.of(new Line(1, 1, 5, 5))));
    assertTrue(ofLines.endsWith("MUMU Bind Selection..."), ofLines);
    String ofManager = Offers.regions(new Workspace(active, open, List.of(new Roi(1, 1, 5, 5))));
    assertTrue(ofManager.endsWith("for the regions of the ROI Manager: cell=#*"), ofManager);
    image.setRoi(new Roi(1, 1, 5, 5));
    String ofSelection = Offers.regions(new Workspace(active, open, List.of()));
    assertTrue(ofSelection.endsWith("for the selection of 'a; b': cell='a; b'"), ofSelection);
  }

  private static ImagePlus withRegions(String title, String... names) {
    ImagePlus image = IJ.createImage(title, "RGB", 20, 20, 1);
    Overlay overlay = new Overlay();
    for (String name : names) {
      Roi roi = new Roi(1, 1, 5, 5);
      roi.setName(name);
      overlay.add(roi);
    }
    image.setOverlay(overlay);
    return image;
  }

  @Test
  void onlyNamesAPersonGaveCount() {
    ImagePlus image = withRegions("a", "0012-0034", "|SB|", "man", "man", "dog");
    image.getOverlay().add(new Roi(2, 2, 5, 5));
    Workspace workspace = new Workspace(Optional.of(image), List.of(image), List.of());
    assertEquals(List.of("man", "dog"), workspace.namesHere());
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
