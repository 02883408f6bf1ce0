package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples, About, the tool and pasting back, as commands and as Ext functions. */
class EverydayCommandsTest {
  private final Scene scene = new Scene();
  private ImagePlus park;

  @BeforeEach
  void select() {
    park = WindowManager.getCurrentImage();
    park.setRoi(new OvalRoi(30, 20, 40, 40));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @CsvSource({
    "sample-park, park.tif, man",
    "sample-photographs, photographs.tif, woman",
    "sample-cell, cell.tif, cell",
    "sample-nuclei, nuclei.tif, nucleus",
    "sample-tissue, tissue.tif, gland"
  })
  void aSampleOpensWithItsNamedRegions(String command, String title, String region) {
    ImagePlus sample = scene.command(command, null);
    assertEquals(title, sample.getTitle());
    assertTrue(
        Arrays.stream(sample.getOverlay().toArray()).anyMatch(it -> region.equals(it.getName())));
  }

  @Test
  void aboutNeedsNobodyToCloseIt() {
    scene.command("about", null);
  }

  /** NB: a recorded macro that begins with the tool must run headless too. */
  @Test
  void withoutAToolbarTheToolSaysSoAndTheMacroGoesOn() {
    scene.command("tool", null);
  }

  @Test
  void aResultIsPastedIntoTheOnlyImageWithASelectionWhichBecomesActive() {
    int[][] before = Scene.pixels(park);
    ImagePlus result = Scene.image(scene.generate("steps=1 seed=1 prompt=[a cloud]"));
    assertSame(park, scene.command("paste", "feather=2"));
    int[] after = (int[]) park.getProcessor().getPixels();
    assertEquals(before[0][0], after[0]);
    assertFalse(Arrays.equals(before[0], after));
    assertEquals(park.getID() + "", scene.ext("mumuPaste", "source=[" + title(result) + "]"));
  }

  @Test
  void extAndCommandPasteTheSamePixels() {
    ImagePlus result = Scene.image(scene.generate("steps=1 seed=1 prompt=[a cloud]"));
    String options = "source=[" + title(result) + "] target=[Park:man] feather=1.5 place=box";
    int[][] before = Scene.pixels(park);
    scene.command("paste", options);
    int[][] byCommand = Scene.pixels(park);
    park.getProcessor().setPixels(before[0].clone());
    scene.ext("mumuPaste", options);
    assertArrayEquals(byCommand, Scene.pixels(park));
    assertFalse(Arrays.deepEquals(before, byCommand));
  }

  @Test
  void whereToPasteIsNeverGuessed() {
    scene.park("Second").setRoi(new Roi(1, 1, 9, 9));
    scene.generate("steps=1 seed=1 prompt=[a cloud]");
    assertTrue(refused("feather=0").contains("found [Park, Second]"));
    park.deleteRoi();
    assertTrue(refused("target=Park").contains("'Park' has no selection to paste into"));
    assertTrue(refused("target=Nobody").contains("called 'Nobody'"));
  }

  @Test
  void rememberedValuesNeverCountInAMacro() {
    scene.generate("steps=1 seed=1 prompt=[a cloud]");
    int[][] before = Scene.pixels(park);
    scene.command("paste", "target=Park");
    int[][] hard = Scene.pixels(park);
    park.getProcessor().setPixels(before[0].clone());
    Prefs.set("mumu.paste.feather", "20");
    Prefs.set("mumu.paste.place", "frame");
    Prefs.set("mumu.request", "steps=7 guidance=9 prompt=[another]");
    try {
      WindowManager.setTempCurrentImage(WindowManager.getImage("MUMU: a cloud"));
      scene.command("paste", "target=Park");
      assertArrayEquals(hard, Scene.pixels(park));
      String json = scene.ext("mumuInfo", scene.generate("seed=1 prompt=[a cloud]"));
      assertFalse(json.contains("\"steps\":7"), json);
    } finally {
      for (String key : new String[] {"mumu.paste.feather", "mumu.paste.place", "mumu.request"}) {
        Prefs.set(key, null);
      }
    }
  }

  @Test
  void aMacroVariableCanStandForAValue() {
    String macro =
        """
        Ext.install("mumu.MacroExtensions");
        number = 6;
        sentence = "a {man} & his [red] dog";
        id = Ext.mumuGenerate("model=&model steps=1 seed=&number prompt=&sentence");
        return Ext.mumuInfo(id);
        """
            .replace("&model", "[" + Scene.MODEL + "]");
    String json = IJ.runMacro(macro);
    assertTrue(json.contains("\"seed\":6") || json.contains("\"seed\": 6"), json);
    assertTrue(json.contains("a {man} & his [red] dog"), json);
  }

  private String refused(String options) {
    return assertThrows(Entry.Aborted.class, () -> scene.command("paste", options))
        .getCause()
        .getMessage();
  }

  private static String title(ImagePlus image) {
    return "'" + image.getTitle() + "'";
  }
}
