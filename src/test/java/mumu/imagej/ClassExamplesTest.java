package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.rgb;
import static mumu.imagej.Examples.withOverlay;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.LUT;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.request.BindingText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which regions are examples of what. */
class ClassExamplesTest {
  private final ImagePlus cells = gray("cells", 20, 20, (x, y) -> 10 * x);

  private static Roi region(String name) {
    return named(name, new Roi(1, 2, 3, 4));
  }

  private ClassExamples of(String... names) {
    Roi[] regions = new Roi[names.length];
    for (int i = 0; i < names.length; i++) {
      regions[i] = region(names[i]);
    }
    return ClassExamples.ofActive(workspace(List.of(), withOverlay(cells, regions)));
  }

  @Test
  void aRegionsNameIsItsClassAndWithoutOneItIsACell() {
    assertEquals("nucleus 2, debris 1", of("nucleus", "debris", "nucleus").summary());
    assertEquals("cell 4", of(null, "", "0012-0034", "cell").summary());
    assertEquals("Nucleus 3", of("Nucleus", "nucleus", " NUCLEUS ").summary());
    assertEquals("red cell 2", of("red  cell", "red\tcell").summary());
  }

  @Test
  void aGroupIsTheClassOfItsRegionsWithoutAName() {
    String before = Roi.getGroupNames();
    Roi.setGroupNames(",mitosis, ,debris-2");
    try {
      Roi[] regions = {
        region("0012-0034"), region(null), region(""), region("nucleus"), region("")
      };
      int[] groups = {2, 4, 7, 2, 0};
      for (int i = 0; i < groups.length; i++) {
        regions[i].setGroup(groups[i]);
      }
      assertEquals(
          "mitosis 1, debris 1, group 7 1, nucleus 1, cell 1",
          ClassExamples.ofActive(workspace(List.of(), withOverlay(cells, regions))).summary());
    } finally {
      Roi.setGroupNames(before);
    }
  }

  @Test
  void theNumberThatImageJAppendsIsNoPartOfTheName() {
    assertEquals("nucleus 3", of("nucleus", "nucleus-1", "nucleus-12").summary());
    assertEquals("CD-4 T 1, type 2 1", of("CD-4 T", "type 2").summary());
  }

  @Test
  void namesThatDifferByTheirNumberAloneAreClassesAndTold() {
    ClassExamples numbered = of("red cell 1", "red cell 2", "red_cell3", "red cell 10", "debris");
    assertEquals(
        "red cell 1 1, red cell 2 1, red_cell3 1, red cell 10 1, debris 1", numbered.summary());
    assertEquals(
        List.of(
            "the 3 names like 'red cell 1' are a class each. If they are examples of one, say"
                + " bind=[red cell=red cell*]."),
        numbered.warnings());
    assertEquals(List.of(), of("cell 1", "debris 1", "nucleus-1", "nucleus-2").warnings());
    assertEquals(List.of(), of("cell", "cell 1", "cell 2").warnings(), "cell* is the first alone");
    Roi[] grouped = {region("0012-0034"), region(null)};
    grouped[0].setGroup(1);
    grouped[1].setGroup(2);
    ClassExamples groups =
        ClassExamples.ofActive(workspace(List.of(), withOverlay(cells, grouped)));
    assertEquals("group 1 1, group 2 1", groups.summary());
    assertEquals(List.of(), groups.warnings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "backdrop", "ground", "Background", "background-2"})
  void groundsAreNoCells(String name) {
    ClassExamples examples = of("cell", name);
    assertEquals("cell 1, background 1", examples.summary());
    assertEquals(ClassExamples.GROUND, examples.grounds().get(ClassExamples.REGIONS).get(0).slot());
    assertEquals(1, examples.classes().size());
  }

  @Test
  void onlyExactlyTheseNamesAreGrounds() {
    assertEquals("background cell 1, foreground 1", of("background cell", "foreground").summary());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"odd {name}", "back\\slash", "end\\", "\\{", "a, \"b\"", "日本", "x=1;#2@3!"})
  void anyNameWillDo(String name) {
    assertEquals(1, of(name).classes().size());
  }

  @Test
  void theManagerCountsOnlyWhereTheOverlayIsEmpty() {
    List<Roi> manager = List.of(region("listed"));
    assertEquals("listed 1", ClassExamples.ofActive(workspace(manager, cells)).summary());
    withOverlay(cells, new Line(1, 1, 9, 9), new TextRoi(1, 1, "A"));
    assertEquals("listed 1", ClassExamples.ofActive(workspace(manager, cells)).summary());
    assertTrue(refused(workspace(List.of(), cells)).contains("has no area"));
    withOverlay(cells, region("drawn"));
    assertEquals("drawn 1", ClassExamples.ofActive(workspace(manager, cells)).summary());
  }

  @Test
  void outlinesOfGeneratedThingsAreNoExamples() {
    Roi thing = region("thing");
    thing.setProperty(Things.INDEX, "0");
    withOverlay(cells, thing, region("drawn"));
    assertEquals("drawn 1", ClassExamples.ofActive(workspace(List.of(), cells)).summary());
    withOverlay(cells, thing);
    assertTrue(refused(workspace(List.of(), cells)).contains("'cells' has no regions"));
    ImagePlus other =
        withOverlay(gray("other", 9, 9, (x, y) -> x), named("a", new Roi(1, 1, 5, 5)));
    assertTrue(
        refused(workspace(List.of(), cells, other))
            .contains("found none here, but some in 'other': click that one first. Draw"));
  }

  @Test
  void barsThatImageJDrawsAreNoExamples() {
    withOverlay(cells, region("|SB|"), named("|SB|", new TextRoi(1, 1, "5")), region("|CB|"));
    assertTrue(refused(workspace(List.of(), cells)).contains("'cells' has no regions"));
    cells.getOverlay().add(region("cell"));
    ClassExamples examples = ClassExamples.ofActive(workspace(List.of(), cells));
    assertEquals("cell 1", examples.summary());
    assertEquals(List.of(), examples.warnings());
  }

  @Test
  void whatHasNoAreaIsLeftOutWithAWarning() {
    withOverlay(cells, new TextRoi(1, 1, "A"), region("cell"), new Line(1, 1, 9, 9));
    cells.getOverlay().add(new Line(2, 1, 9, 9));
    ClassExamples examples = ClassExamples.ofActive(workspace(List.of(), cells));
    assertEquals("cell 1", examples.summary());
    assertEquals(
        List.of(
            "regions of type \"straight line\" have no area and are left out: 2",
            "regions of type \"text\" have no area and are left out: 1"),
        examples.warnings());
  }

  @Test
  void whatCannotBeAnExampleIsNamed() {
    assertTrue(refused(workspace(List.of(), cells)).contains("'cells' has no regions"));
    assertTrue(
        refused(new Workspace(Optional.empty(), List.of(), List.of())).contains("open image"));
    withOverlay(cells, named("scale bar", new Line(1, 1, 9, 9)));
    assertTrue(refused(workspace(List.of(), cells)).contains("scale bar"));
    withOverlay(cells, named("far", new Roi(90, 90, 5, 5)));
    assertTrue(refused(workspace(List.of(), cells)).contains("outside"));
    withOverlay(cells, region("ground"), region("backdrop"));
    assertTrue(refused(workspace(List.of(), cells)).contains("found only 2 of the ground"));
  }

  private static String refused(Workspace workspace) {
    return assertThrows(IllegalArgumentException.class, () -> ClassExamples.ofActive(workspace))
        .getMessage();
  }

  @Test
  void classesCanBeBoundAsSlotsAre() {
    withOverlay(cells, region("n"), region("n"), region("empty"));
    ImagePlus other = rgb("other", 9, 9, (x, y) -> x);
    ClassExamples examples =
        ClassExamples.of(
            BindingText.parse("nucleus=n*; debris=other@0.5; ground=empty"),
            Map.of("blob", Regions.of(cells)),
            workspace(List.of(), cells, other));
    assertEquals("nucleus 2, debris 1, blob 1, background 1", examples.summary());
    assertEquals(0.5, examples.classes().get("debris").get(0).weight());
    assertFalse(examples.grey());
  }

  @Test
  void aClassBoundTwiceIsNamed() {
    withOverlay(cells, region("n"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ClassExamples.of(
                        BindingText.parse("a=n; ground=n; backdrop=n"),
                        Map.of(),
                        workspace(List.of(), cells)))
            .getMessage();
    assertTrue(message.contains("{background} is bound twice"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "8-bit, Grays, true",
    "16-bit, Grays, true",
    "32-bit, Grays, true",
    "8-bit, Fire, false",
    "16-bit, Green, false",
    "RGB, '', false"
  })
  void greyIsWhatHasNoColours(String type, String lut, boolean grey) {
    ImagePlus image = IJ.createImage("x", type + " ramp", 20, 20, 1);
    if (!lut.isEmpty()) {
      image.setLut(lut.equals("Green") ? LUT.createLutFromColor(Color.GREEN) : table(lut));
    }
    withOverlay(image, region("cell"));
    assertEquals(grey, ClassExamples.ofActive(workspace(List.of(), image)).grey());
  }

  /** A grey table, or one from black over red to white. */
  private static LUT table(String name) {
    byte[] ramp = new byte[256];
    byte[] early = new byte[256];
    for (int i = 0; i < 256; i++) {
      ramp[i] = (byte) i;
      early[i] = (byte) Math.min(255, 2 * i);
    }
    return name.equals("Grays") ? new LUT(ramp, ramp, ramp) : new LUT(early, ramp, ramp);
  }

  @Test
  void anInvertedTableIsGreyToo() {
    cells.getProcessor().invertLut();
    assertTrue(of("cell").grey());
  }

  @Test
  void aCompositeIsGreyWhereItsChannelsAre() {
    ImagePlus stack = IJ.createImage("x", "8-bit ramp", 20, 20, 2);
    stack.setDimensions(2, 1, 1);
    CompositeImage image = new CompositeImage(stack, IJ.COMPOSITE);
    withOverlay(image, region("cell"));
    assertFalse(ClassExamples.ofActive(workspace(List.of(), image)).grey());
    image.setMode(IJ.GRAYSCALE);
    assertTrue(ClassExamples.ofActive(workspace(List.of(), image)).grey());
  }
}
