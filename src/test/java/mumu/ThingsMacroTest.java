package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mumu.bundle.TestBundle;
import mumu.imagej.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** Variety, outlines and labels by macro, with a model that varies and tells where things are. */
class ThingsMacroTest {
  private static final String PROMPT = "prompt=[a {man} and his {dog}]";

  @TempDir Path folder;

  private Scene scene;
  private String model;

  @BeforeEach
  void openTheScene() throws IOException {
    scene = new Scene();
    model = "model=[" + TestBundle.varying().folder(folder).toAbsolutePath() + "] steps=2 ";
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
  }

  private ImagePlus generate(String options) {
    return Scene.image(scene.ext("mumuGenerate", model + options));
  }

  private static List<String> names(ImagePlus image) {
    return Arrays.stream(image.getOverlay().toArray()).map(Roi::getName).toList();
  }

  @Test
  void aResultKnowsItsThingsAndLooksAsBefore() {
    ImagePlus result = generate("seed=1 " + PROMPT);
    assertEquals(List.of("man", "dog", "dog"), names(result), "two bound ones, one by its word");
    assertTrue(result.getHideOverlay());
    ImagePlus stack =
        generate("seed=1 count=3 variety=0.5 bind=[man=Park:man;dog=Park:dog] " + PROMPT);
    assertEquals(9, stack.getOverlay().size());
    assertEquals(3, stack.getOverlay().get(8).getPosition());
  }

  @Test
  void theSecondPictureFromAnActiveResultBindsTheSourcesRegionsAgain() {
    ImagePlus first = generate("seed=1 " + PROMPT);
    assertSame(first, WindowManager.getCurrentImage());
    ImagePlus second = generate("seed=1 " + PROMPT);
    assertArrayEquals(Scene.pixels(first), Scene.pixels(second));
    String json = scene.ext("mumuInfo", "" + second.getID());
    assertTrue(json.contains("\"title\":\"Park\""), json);
    String title = first.getTitle();
    ImagePlus third = generate("seed=1 bind=[man='" + title + "':man] " + PROMPT);
    assertTrue(scene.ext("mumuInfo", "" + third.getID()).contains("\"title\":\"" + title + "\""));
  }

  @Test
  void varietyIsStoredAndRegenerateRepeatsIt() {
    ImagePlus made = generate("seed=1 count=2 variety=0.7 " + PROMPT);
    assertTrue(made.getProp(Results.REQUEST).contains("\"variety\": 0.7"));
    ImagePlus again = scene.command("regenerate", null);
    assertArrayEquals(Scene.pixels(made), Scene.pixels(again));
    assertEquals(names(made), names(again));
    assertFalse(
        generate("seed=1 variety=0 bind=[man=Park:man;dog=Park:dog] " + PROMPT)
            .getProp(Results.REQUEST)
            .contains("variety"));
  }

  @Test
  void tokensShowAllExamplesWhateverTheVariety() {
    ImagePlus tokens =
        scene.command("tokens", model + "variety=1 bind=[man=Park:man+Park:dog] prompt=[a {man}]");
    assertEquals(2, tokens.getStackSize());
  }

  @Test
  void labelsByExtAndByCommandAreTheSameAndBecomeTheActiveImage() {
    ImagePlus result = generate("seed=1 count=2 variety=1 " + PROMPT);
    ImagePlus labels = Scene.image(scene.ext("mumuLabels", "" + result.getID()));
    assertSame(labels, WindowManager.getCurrentImage());
    assertEquals(16, labels.getBitDepth());
    assertEquals(2, labels.getStackSize());
    WindowManager.setTempCurrentImage(result);
    ImagePlus other = scene.command("labels", null);
    assertFalse(other.getTitle().equals(labels.getTitle()));
    for (int slice = 1; slice <= 2; slice++) {
      assertArrayEquals(
          (short[]) labels.getStack().getPixels(slice),
          (short[]) other.getStack().getPixels(slice));
    }
  }

  @Test
  void aScriptGetsTheSameLabels() {
    ImagePlus result = generate("seed=1 count=2 variety=1 " + PROMPT);
    ImagePlus labels = Scene.image(scene.ext("mumuLabels", "" + result.getID()));
    try (Context context = new Context(MumuService.class, CommandService.class)) {
      ImagePlus script = context.service(MumuService.class).labelImage(result);
      assertArrayEquals(
          (short[]) labels.getStack().getPixels(2), (short[]) script.getStack().getPixels(2));
    }
  }

  @Test
  void whatIsNoResultHasNoLabelsByEitherWay() {
    String park = "" + WindowManager.getCurrentImage().getID();
    for (RuntimeException failure :
        List.of(
            assertThrows(RuntimeException.class, () -> scene.ext("mumuLabels", park)),
            assertThrows(RuntimeException.class, () -> scene.command("labels", null)))) {
      String message = failure.getCause().getMessage();
      assertTrue(message.startsWith("'Park' has no outlines of things"), message);
    }
  }

  @Test
  void anInitImageLeavesNoThings() {
    assertEquals(null, generate("seed=1 init=Park strength=0.8 " + PROMPT).getOverlay());
  }

  @Test
  void aSavedResultGivesTheSameLabels() {
    ImagePlus result = generate("seed=1 count=2 " + PROMPT);
    ImagePlus before = Scene.image(scene.ext("mumuLabels", "" + result.getID()));
    WindowManager.setTempCurrentImage(result);
    scene.ext("mumuSave", folder.resolve("x.tif").toString());
    scene.ext("mumuOpen", folder.resolve("x.tif").toString());
    ImagePlus after = scene.command("labels", null);
    assertArrayEquals(
        (short[]) before.getStack().getPixels(2), (short[]) after.getStack().getPixels(2));
  }

  @Test
  void severalThingsOfOneWordAreThingsOfTheirOwnOnACanvasOfAnySize() throws IOException {
    model =
        "model=[" + TestBundle.asking().folder(folder.resolve("asking")).toAbsolutePath() + "] ";
    ImagePlus result =
        generate("steps=2 seed=1 count=2 variety=0.5 width=64 height=48 prompt=[a {man}]");
    assertEquals(List.of("man", "man", "man", "man"), names(result).subList(0, 4));
    assertEquals(8, result.getOverlay().size());
    ImagePlus labels = Scene.image(scene.ext("mumuLabels", "" + result.getID()));
    assertEquals(64, labels.getWidth());
    assertEquals(48, labels.getHeight());
    for (int i = 0; i < 64 * 48; i++) {
      int x = i % 64;
      int y = i / 64;
      int expected =
          IntStream.range(0, 4)
              .filter(thing -> result.getOverlay().get(thing).contains(x, y))
              .map(thing -> thing + 1)
              .max()
              .orElse(0);
      assertEquals(expected, labels.getStack().getProcessor(1).get(x, y), x + ", " + y);
    }
    assertEquals(4, labels.getStack().getProcessor(1).getStats().max);
    WindowManager.setTempCurrentImage(result);
    ImagePlus again = scene.command("regenerate", null);
    assertArrayEquals(Scene.pixels(result), Scene.pixels(again));
    assertEquals(names(result), names(again));
  }
}
