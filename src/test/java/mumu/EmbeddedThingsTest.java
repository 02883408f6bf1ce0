package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the embedded model says its things are, against what it paints. */
class EmbeddedThingsTest {
  private static final String CELLS =
      "seed=3 bind=[cell=cell.tif:#1] prompt=[a {cell} and a {cell} on a black background]";

  private Scene scene;

  @BeforeEach
  void openTheCell() {
    scene = new Scene();
    scene.closeImages();
    scene.ext("mumuOpen", "test-images/cell.tif");
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
  }

  /** NB: a small canvas that every version of the model knows, for speed. */
  private ImagePlus generate(String options) {
    return Scene.image(scene.ext("mumuGenerate", "width=128 height=128 " + options));
  }

  private static List<Rectangle> boxes(ImagePlus image, int slice) {
    return things(image, slice).stream().map(Roi::getBounds).toList();
  }

  private static List<Roi> things(ImagePlus image, int slice) {
    return Arrays.stream(image.getOverlay().toArray())
        .filter(roi -> roi.getPosition() == slice)
        .toList();
  }

  @Test
  void withoutVarietyAllSeedsPutThingsAtTheSamePlace() {
    ImagePlus made = generate("count=3 " + CELLS);
    assertEquals(2, boxes(made, 1).size());
    assertEquals(boxes(made, 1), boxes(made, 2));
    assertEquals(boxes(made, 1), boxes(made, 3));
  }

  @Test
  void withVarietyTheyLieElsewhereInsideTheCanvasAndApart() {
    ImagePlus made = generate("count=8 variety=1 " + CELLS);
    Rectangle canvas = new Rectangle(made.getWidth(), made.getHeight());
    Set<List<Rectangle>> places = new HashSet<>();
    for (int slice = 1; slice <= 8; slice++) {
      List<Roi> things = things(made, slice);
      assertEquals(2, things.size());
      things.forEach(thing -> assertTrue(canvas.contains(thing.getBounds()), thing.toString()));
      long shared =
          Arrays.stream(things.get(0).getContainedPoints())
              .filter(point -> things.get(1).contains(point.x, point.y))
              .count();
      assertTrue(shared < 0.1 * things.get(0).getContainedPoints().length, "they overlap");
      places.add(boxes(made, slice));
    }
    assertTrue(places.size() > 4, places.toString());
    Set<Integer> widths = new HashSet<>();
    places.forEach(boxes -> widths.add(boxes.get(0).width));
    assertTrue(widths.size() > 2, "sizes " + widths);
  }

  @Test
  void aTrainingPictureInWhichNothingIsToBeSeenIsAnError() {
    IJ.getImage().setOverlay(new Overlay(new Roi(30, 30, 1, 1)));
    String message =
        assertThrows(
                Entry.Aborted.class,
                () -> scene.ext("mumuTrainingData", "steps=1 seed=1 count=1 ground=black"))
            .getCause()
            .getMessage();
    assertTrue(message.startsWith("training picture 1 shows nothing of its things"), message);
    assertTrue(message.contains("at scale 1. Choose a larger scale"), message);
  }

  @Test
  void whatIsBoundIsOneThingWhateverItIsCalled() {
    for (String name : List.of("dog and cat", "big cell beside a small cell", "cell, mouse")) {
      String options = "steps=1 bind=[%1$s=cell.tif:#1] prompt=[a {%1$s} and a dog]";
      ImagePlus made = generate(options.formatted(name));
      List<String> names = things(made, 0).stream().map(Roi::getName).toList();
      assertEquals(List.of(name, "dog"), names);
    }
    assertEquals(2, boxes(generate("steps=1 prompt=[a {dog and cat}]"), 0).size()); // words alone
  }

  @Test
  void aClassThatTheModelTakesForAGroundIsAnErrorBeforeThePictureIsKept() {
    Roi outline = IJ.getImage().getOverlay().get(0);
    String options = "steps=1 seed=1 count=1 touching=0 ground=black";
    for (String name : List.of("medium", "soil", "background dog")) {
      outline.setName(name);
      Throwable failure =
          assertThrows(Entry.Aborted.class, () -> scene.ext("mumuTrainingData", options));
      String message = failure.getCause().getMessage();
      assertTrue(message.startsWith("training picture 1 has no thing of the class"), message);
      assertTrue(message.endsWith("or say bind=[cell=" + name + "*]."), message);
    }
    outline.setName("medium cell");
    ImagePlus made = Scene.image(scene.ext("mumuTrainingData", options).split(",")[0]);
    assertEquals("medium cell", made.getOverlay().get(0).getName());
  }

  @Test
  void whatTheSentenceDeniesIsRefusedAndWhatDeniesNothingIsNot() {
    for (String denied : List.of("no {cell}", "a {cell} without a dog", "a {cell} and no dogs")) {
      Throwable failure =
          assertThrows(RuntimeException.class, () -> generate("steps=1 prompt=[" + denied + "]"));
      assertTrue(failure.getCause().getMessage().contains("asks for none"), failure.toString());
    }
    assertEquals(1, boxes(generate("steps=1 prompt=[a dog without red hair]"), 0).size());
  }

  @Test
  void theBrightCellsOnBlackAreWhereTheirOutlinesAre() {
    ImagePlus made = generate("count=4 variety=1 " + CELLS);
    for (int slice = 1; slice <= 4; slice++) {
      ImageProcessor picture = made.getStack().getProcessor(slice).convertToByteProcessor();
      List<Roi> things = things(made, slice);
      double ground = 0;
      int size = 0;
      for (int i = 0; i < picture.getPixelCount(); i++) {
        int x = i % picture.getWidth();
        int y = i / picture.getWidth();
        if (things.stream().noneMatch(thing -> thing.contains(x, y))) {
          ground += picture.get(i);
          size++;
        }
      }
      for (Roi thing : things) {
        picture.setRoi(thing);
        assertTrue(picture.getStats().mean > ground / size + 60, thing + " on " + ground / size);
      }
    }
  }

  @Test
  void aThingThatIsOnlyNamedHasAnOutlineCalledLikeItsWord() {
    ImagePlus made = generate("seed=1 bind=[cell=cell.tif:#1] prompt=[a {cell} and a dog]");
    assertEquals(
        List.of("cell", "dog"),
        Arrays.stream(made.getOverlay().toArray()).map(Roi::getName).toList());
    assertNotEquals(boxes(made, 0).get(0), boxes(made, 0).get(1));
  }
}
