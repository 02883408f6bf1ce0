package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Line;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
  private static final String PROMPT = "prompt=[a picture of a {man} and his {dog}]";

  private Scene scene;

  @BeforeEach
  void openTheScene() {
    scene = new Scene();
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
  }

  @Test
  void aNewImageBecomesTheActiveOneAndTheSourceIsUntouched() {
    ImagePlus park = WindowManager.getCurrentImage();
    park.setRoi(new Roi(1, 2, 3, 4));
    int[][] pixels = Scene.pixels(park);
    List<byte[]> overlay = overlay(park);
    String id = scene.generate("steps=2 seed=1 " + PROMPT);
    ImagePlus result = Scene.image(id);
    assertSame(result, WindowManager.getCurrentImage());
    assertNotSame(park, result);
    assertEquals(ImagePlus.COLOR_RGB, result.getType());
    assertTrue(result.getTitle().startsWith("MUMU: a picture of a {man}"), result.getTitle());
    assertArrayEquals(pixels, Scene.pixels(park));
    assertEquals(new Roi(1, 2, 3, 4), park.getRoi());
    List<byte[]> after = overlay(park);
    assertEquals(overlay.size(), after.size());
    for (int i = 0; i < after.size(); i++) {
      assertArrayEquals(overlay.get(i), after.get(i));
    }
  }

  @Test
  void theSameSeedGivesTheSamePixelsByExtAndByCommand() {
    ImagePlus park = WindowManager.getCurrentImage();
    ImagePlus first = Scene.image(scene.generate("steps=2 seed=5 " + PROMPT));
    WindowManager.setTempCurrentImage(park);
    ImagePlus second = scene.command("generate", Scene.withModel("steps=2 seed=5 " + PROMPT));
    WindowManager.setTempCurrentImage(park);
    ImagePlus third = Scene.image(scene.generate("steps=2 seed=6 " + PROMPT));
    assertArrayEquals(Scene.pixels(first), Scene.pixels(second));
    assertFalse(Arrays.deepEquals(Scene.pixels(first), Scene.pixels(third)));
    assertNotEquals(first.getTitle(), second.getTitle());
  }

  @Test
  void aStackHasOneLabelledSlicePerSeed() {
    ImagePlus stack = Scene.image(scene.generate("steps=2 seed=7 count=3 " + PROMPT));
    assertEquals(3, stack.getStackSize());
    assertTrue(
        stack.getStack().getSliceLabel(3).startsWith("seed=9 guidance="),
        stack.getStack().getSliceLabel(3));
  }

  @Test
  void aSavedResultIsMadeAgainWhenTheSourcesAreClosed(@TempDir Path folder) {
    ImagePlus result = Scene.image(scene.generate("steps=2 seed=8 count=2 " + PROMPT));
    int[][] pixels = Scene.pixels(result);
    String path = folder.resolve("result.tif").toString();
    scene.ext("mumuSave", path);
    scene.closeImages();
    ImagePlus opened = Scene.image(scene.ext("mumuOpen", path));
    assertArrayEquals(pixels, Scene.pixels(opened));
    ImagePlus again = scene.command("regenerate", null);
    assertNotSame(opened, again);
    assertArrayEquals(pixels, Scene.pixels(again));
  }

  @Test
  void anAbsentSeedIsDrawnAndStored() {
    String first = scene.generate("steps=1 prompt=[a cloud]");
    String second = scene.generate("steps=1 prompt=[a cloud]");
    assertNotEquals(seed(first), seed(second));
  }

  @Test
  void mumuBindCountsForTheNextPicturesUntilMumuUnbind() {
    String man = scene.generate("steps=2 seed=1 prompt=[a {thing}] bind=[thing=Park:man]");
    String dog = scene.generate("steps=2 seed=1 prompt=[a {thing}] bind=[thing=Park:dog]");
    scene.ext("mumuBind", "thing", "Park:man");
    scene.ext("mumuBind", "Thing", "Park:dog");
    assertArrayEquals(
        Scene.pixels(Scene.image(dog)),
        Scene.pixels(Scene.image(scene.generate("steps=2 seed=1 prompt=[a {thing}]"))));
    assertArrayEquals(
        Scene.pixels(Scene.image(man)),
        Scene.pixels(
            Scene.image(
                scene.generate("steps=2 seed=1 prompt=[a {thing}] bind=[thing=Park:man]"))));
    scene.ext("mumuUnbind");
    String words = scene.generate("steps=2 seed=1 prompt=[a {thing}]");
    assertEquals(
        Scene.image(words).getWidth(), Scene.image(scene.generate("prompt=[a]")).getWidth());
    assertFalse(
        Arrays.deepEquals(Scene.pixels(Scene.image(dog)), Scene.pixels(Scene.image(words))));
  }

  @Test
  void tokensAreOneLabelledSlicePerBoundImage() {
    ImagePlus tokens = scene.command("tokens", Scene.withModel(PROMPT));
    assertEquals(2, tokens.getStackSize());
    assertTrue(tokens.getStack().getSliceLabel(1).contains("man"));
    assertTrue(tokens.getStack().getSliceLabel(2).contains("dog"));
  }

  @Test
  void aBoundSelectionIsFoundByItsName() {
    ImagePlus park = WindowManager.getCurrentImage();
    park.setRoi(new Roi(10, 10, 30, 30));
    scene.command("bind", "slot=[red cat] ");
    assertEquals("red cat", park.getOverlay().get(2).getName());
    String json = scene.ext("mumuInfo", scene.generate("steps=1 prompt=[a {Red Cat}]"));
    assertTrue(json.replaceAll("\\s", "").contains("\"roiName\":\"redcat\""), json);
  }

  @Test
  void aLineCannotBeBound() {
    WindowManager.getCurrentImage().setRoi(new Line(1, 1, 9, 9));
    Entry.Aborted aborted =
        assertThrows(Entry.Aborted.class, () -> scene.command("bind", "slot=man"));
    assertTrue(aborted.getCause().getMessage().contains("Line"), aborted.getCause().getMessage());
  }

  @Test
  void modelsCanBeUnloadedAtAnyTime() {
    String first = scene.generate("steps=2 seed=1 prompt=[a cloud]");
    scene.command("unload", null);
    scene.command("unload", null);
    String second = scene.generate("steps=2 seed=1 prompt=[a cloud]");
    assertArrayEquals(Scene.pixels(Scene.image(first)), Scene.pixels(Scene.image(second)));
  }

  @Test
  void escEndsTheCommandAndEverythingStaysUsable() throws InterruptedException {
    String before = scene.generate("steps=2 seed=3 " + PROMPT);
    int images = WindowManager.getImageCount();
    Thread finger =
        new Thread(
            () -> {
              IJ.wait(150);
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    finger.start();
    Entry.Aborted aborted =
        assertThrows(
            Entry.Aborted.class,
            () -> scene.generate("steps=1000 count=1000 seed=3 prompt=[a {thing}]"));
    finger.join();
    assertInstanceOf(CancellationException.class, aborted.getCause());
    assertEquals(images, WindowManager.getImageCount());
    String after = scene.generate("steps=2 seed=3 bind=[man=Park:man; dog=Park:dog] " + PROMPT);
    assertArrayEquals(Scene.pixels(Scene.image(before)), Scene.pixels(Scene.image(after)));
  }

  private String seed(String id) {
    return JsonParser.parseString(scene.ext("mumuInfo", id))
        .getAsJsonObject()
        .getAsJsonObject("request")
        .toString()
        .replaceAll(".*\"seed\":([0-9]+).*", "$1");
  }

  private static List<byte[]> overlay(ImagePlus image) {
    return Arrays.stream(image.getOverlay().toArray()).map(RoiEncoder::saveAsByteArray).toList();
  }
}
