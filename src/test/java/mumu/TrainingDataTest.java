package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import mumu.bundle.TestBundle;
import mumu.imagej.ImageFiles;
import mumu.imagej.LabelImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.Module;

/** Training sets by macro, command and script, with a model that tells where things are. */
class TrainingDataTest {
  @TempDir Path temporary;

  private Scene scene;
  private ImagePlus park;
  private String model;
  private Path set;

  @BeforeEach
  void openTheScene() throws IOException {
    scene = new Scene();
    park = WindowManager.getCurrentImage();
    model = TestBundle.varying().folder(temporary).toAbsolutePath().toString();
    set = temporary.resolve("a set [1]");
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
  }

  private String options(String more) {
    return "model=[" + model + "] steps=1 seed=5 most=3 " + more;
  }

  private String folder() {
    return "folder=[" + set.toString().replace("[", "\\u005b").replace("]", "\\u005d") + "] ";
  }

  /** All files of the set by name. */
  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(set)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(set.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private static void same(Map<String, byte[]> expected, Map<String, byte[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @ParameterizedTest
  @CsvSource({"width=100, width must be", "device=cuda:999, device=cuda:999 cannot be used"})
  void whatTheModelOrTheDeviceRefusesIsToldBeforeAnythingIsMade(String option, String message) {
    Throwable failure =
        assertThrows(
            RuntimeException.class,
            () -> scene.ext("mumuTrainingData", options(option + " " + folder())));
    assertTrue(failure.getCause().getMessage().startsWith(message), failure.toString());
    assertFalse(Files.exists(set));
  }

  @Test
  void withoutAFolderTwoStacksOpenAndThePicturesAreActive() {
    String[] ids = scene.ext("mumuTrainingData", options("count=4")).split(",");
    ImagePlus pictures = Scene.image(ids[0]);
    ImagePlus labels = Scene.image(ids[1]);
    assertSame(pictures, WindowManager.getCurrentImage());
    assertEquals(4, pictures.getStackSize());
    assertEquals(24, pictures.getBitDepth(), "the park is in colour");
    assertEquals(16, labels.getBitDepth());
    assertEquals(4, labels.getStackSize());
    assertTrue(pictures.getStack().getSliceLabel(2).startsWith("seed=6 "));
    assertTrue(pictures.getStack().getSliceLabel(2).contains(" on a "));
    assertTrue(pictures.getHideOverlay() && pictures.getOverlay().size() >= 4);
    ImagePlus again = LabelImage.of(pictures, List.of());
    assertArrayEquals(
        (short[]) labels.getStack().getPixels(4), (short[]) again.getStack().getPixels(4));
  }

  @Test
  void stacksKeepTheirOutlinesWhenSaved() throws IOException {
    String[] ids = scene.ext("mumuTrainingData", options("count=2")).split(",");
    Path file = temporary.resolve("saved.tif");
    ImageFiles.save(Scene.image(ids[0]), file);
    ImagePlus labels = LabelImage.of(ImageFiles.open(file), List.of());
    assertArrayEquals(
        (short[]) Scene.image(ids[1]).getStack().getPixels(2),
        (short[]) labels.getStack().getPixels(2));
  }

  @Test
  void commandExtAndScriptWriteTheSameFilesAndMorePicturesBeginWithTheSame() throws Exception {
    assertEquals("2", scene.ext("mumuTrainingData", options("count=2 " + folder())));
    Map<String, byte[]> byExt = files();
    assertEquals(6, byExt.size());
    set = temporary.resolve("command");
    scene.command("training", options("count=2 " + folder()));
    same(byExt, files());
    set = temporary.resolve("script");
    try (Context context = new Context(MumuService.class, CommandService.class)) {
      Module module =
          context
              .service(CommandService.class)
              .run(
                  MakeTrainingDataCommand.class,
                  true,
                  Map.of(
                      "image",
                      park,
                      "model",
                      model,
                      "steps",
                      1,
                      "seed",
                      5L,
                      "most",
                      3,
                      "count",
                      2,
                      "folder",
                      set.toString()))
              .get();
      assertNull(module.getOutput("pictures"));
    }
    same(byExt, files());
    byte[] before = files().get(Path.of("images", "00001.tif").toString());
    Files.delete(set.resolve("images").resolve("00002.tif"));
    assertEquals("4", scene.ext("mumuTrainingData", options("count=4 " + folder())));
    assertEquals(10, files().size());
    assertArrayEquals(before, files().get(Path.of("images", "00001.tif").toString()));
    assertArrayEquals(
        byExt.get(Path.of("images", "00002.tif").toString()),
        files().get(Path.of("images", "00002.tif").toString()));
  }

  @Test
  void aScriptGetsTwoStacksFromRegionsItHas() throws IOException {
    ImagePlus cells = IJ.createImage("cells", "8-bit ramp", 40, 40, 1);
    cells.setRoi(new OvalRoi(5, 5, 20, 20));
    int images = WindowManager.getImageCount();
    try (Context context = new Context(MumuService.class)) {
      List<ImagePlus> made =
          context
              .service(MumuService.class)
              .trainingData(options("count=3"), Map.of("blob", cells, "spot", List.of("Park:man")));
      assertEquals(2, made.size());
      assertEquals(24, made.get(0).getBitDepth());
      assertTrue(
          Arrays.stream(made.get(0).getOverlay().toArray())
              .map(Roi::getName)
              .anyMatch(name -> name.equals("blob") || name.equals("spot")));
      assertEquals(
          8,
          context
              .service(MumuService.class)
              .trainingData(options("count=1"), Map.of("blob", cells))
              .get(0)
              .getBitDepth());
    }
    assertEquals(images, WindowManager.getImageCount());
  }

  @Test
  void greyCellsGiveGreyPicturesAndTheirSourceStaysAsItWas() {
    ImagePlus cells = IJ.createImage("cells", "16-bit ramp", 40, 40, 1);
    cells.setOverlay(new Overlay(new OvalRoi(5, 5, 20, 20)));
    WindowManager.setTempCurrentImage(cells);
    ImagePlus pictures = scene.command("training", options("count=2"));
    assertEquals(8, pictures.getBitDepth());
    assertEquals(1, cells.getOverlay().size());
    assertNull(cells.getOverlay().get(0).getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "scale=1", "scale=0.5", "scale=20"})
  void thatSmallCellsAreEnlargedIsNoWarningAsTheScaleSaysIt(String scale) throws IOException {
    ImagePlus cells = IJ.createImage("cells", "8-bit ramp", 40, 40, 1);
    cells.setOverlay(new Overlay(new OvalRoi(5, 5, 3, 3)));
    WindowManager.setTempCurrentImage(cells);
    scene.ext("mumuTrainingData", options("count=1 " + folder() + scale));
    String about = ImageFiles.open(set.resolve("images").resolve("00001.tif")).getInfoProperty();
    assertFalse(about.contains("enlarged"), about);
  }

  @Test
  void aCanceledRunKeepsWholePairsAndGoesOnLater() throws Exception {
    Thread finger =
        new Thread(
            () -> {
              while (!Files.exists(set.resolve("images").resolve("00002.tif"))) {
                IJ.wait(5);
              }
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    finger.start();
    Entry.Aborted aborted =
        assertThrows(
            Entry.Aborted.class,
            () -> scene.command("training", options("count=90000 " + folder())));
    finger.join();
    assertInstanceOf(CancellationException.class, aborted.getCause());
    String message = aborted.getCause().getMessage();
    assertTrue(message.matches("canceled after [0-9]+ of 90000 .*are kept.*"), message);
    int kept = Integer.parseInt(message.replaceAll("canceled after ([0-9]+) .*", "$1"));
    assertEquals(2 * kept + 2, files().size());
    IJ.resetEscape();
    assertEquals(
        "" + kept, scene.ext("mumuTrainingData", options("count=" + kept + " " + folder())));
  }

  @Test
  void whatStopsASetSaysHowMuchOfItIsThere() throws IOException {
    scene.ext("mumuTrainingData", options("count=1 " + folder()));
    Files.createDirectory(set.resolve("images").resolve("00002.tif"));
    String message = refused(options("count=3 " + folder()));
    assertTrue(message.contains("00002.tif' could not be saved: it is a folder"), message);
    String kept =
        " 1 of 3 training pictures are finished and stay; the same options go on from there.";
    assertTrue(message.endsWith(kept), message);
  }

  @Test
  @Timeout(60)
  void canceledStacksHoldWhatWasFinished() throws InterruptedException {
    int images = WindowManager.getImageCount();
    Thread finger =
        new Thread(
            () -> {
              IJ.wait(1500);
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    finger.start();
    Entry.Aborted aborted =
        assertThrows(
            Entry.Aborted.class, () -> scene.ext("mumuTrainingData", options("count=90000")));
    finger.join();
    String message = aborted.getCause().getMessage();
    assertTrue(message.contains("in two stacks"), message);
    assertEquals(images + 2, WindowManager.getImageCount());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "count=0 => count must be a whole number from 1",
        "most=99 => fewest and most must be 1 to 4 for the model tiny-random, was 99",
        "fewest=5 => fewest and most must be 1 to 4",
        "fewest=4 most=2 => fewest must not be above most: expected 1 to 2, was 4",
        "ground=regions bind=[man=man; ground=dog] => the model tiny-random cannot show regions as"
            + " a ground: expected words for it, such as ground=black, found ground=regions",
        "bind=[man=man; ground=dog] => cannot show regions as a ground",
        "ground=[black; image] => cannot show regions as a ground: expected words for it, such as"
            + " ground=black, found ground=image",
        "width=33 => width must be a multiple of 16",
        "bind=[man=nobody] => nobody",
        "bind=[ground=dog] => found only 1 of the ground",
        "model=nonesuch => nonesuch",
      })
  void mistakesAreNamedAndLeaveNothing(String mistake, String part) {
    String known = mistake.contains("model=") ? "" : "model=[" + model + "] ";
    int images = WindowManager.getImageCount();
    for (RuntimeException failure :
        List.of(
            assertThrows(
                Entry.Aborted.class,
                () -> scene.ext("mumuTrainingData", known + folder() + mistake)),
            assertThrows(
                Entry.Aborted.class,
                () -> scene.command("training", known + folder() + mistake)))) {
      String message = failure.getCause().getMessage();
      assertTrue(message.contains(part), message);
    }
    assertFalse(Files.exists(set));
    assertEquals(images, WindowManager.getImageCount());
  }

  @Test
  void theImageWithoutItsRegionsIsTheGroundWhereTheModelCanShowIt() throws IOException {
    model = grounding();
    scene.ext("mumuTrainingData", options("count=3 " + folder()));
    String record = Files.readString(set.resolve("training-data.json"));
    assertTrue(record.contains("ground=[image]"), record);
    assertTrue(record.contains("\"roiName\": \"all but its regions\""), record);
    String table = Files.readString(set.resolve("boxes.csv"));
    assertTrue(table.contains(",man,") && !table.contains("background"), table);
    String sentence =
        ImageFiles.open(set.resolve("images").resolve("00001.tif")).getStack().getSliceLabel(1);
    assertTrue(sentence.endsWith(" on a {background}"), sentence);
    assertEquals(2, park.getOverlay().size());
    assertNull(park.getRoi());
    assertEquals("3", scene.ext("mumuTrainingData", options("ground=image count=3 " + folder())));
  }

  private String grounding() throws IOException {
    return TestBundle.grounding().folder(temporary.resolve("grounding")).toAbsolutePath() + "";
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "ground=regions => ground=regions needs regions called background, found man 1, dog 1",
        "ground=regions most=4 bind=[man=man; ground=dog] => must be 1 to 3 for the model"
            + " tiny-random and ground=regions",
        "fewest=4 most=4 => must be 1 to 3 for the model tiny-random and ground=image",
        "ground=image bind=[man=man; park=Park] => ground=image needs pixels outside of the"
            + " regions, found none of 'Park'. Choose another ground, such as ground=black",
      })
  void mistakesWithGroundsAreNamedAndLeaveNothing(String mistake, String part) throws IOException {
    String options = "model=[" + grounding() + "] " + folder() + mistake;
    String message = refused(options);
    assertTrue(message.contains(part), message);
    assertFalse(Files.exists(set));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertTrue(refused(null).contains("cannot ask without a display"));
    park.setOverlay(null);
    assertTrue(refused(options("")).contains("'Park' has no regions"));
    scene.closeImages();
    assertTrue(refused(options("")).contains("need an open image"));
  }

  @Test
  void aModelThatTellsNoPlacesIsRefused() {
    Scene.add(park, new Roi(3, 3, 9, 9), "thing", Color.GREEN);
    Path zip = Path.of("src", "test", "resources", "bundles", "diffusers", "sd15.zip");
    String message = refused("model=[" + zip.toAbsolutePath() + "] " + folder());
    assertTrue(message.contains("shows no regions at places of its own"), message);
    message = refused(Scene.withModel("steps=1 " + folder()));
    assertTrue(message.contains("tiny-random puts things at the same place"), message);
    assertFalse(Files.exists(set));
  }

  private String refused(String options) {
    return assertThrows(Entry.Aborted.class, () -> scene.command("training", options))
        .getCause()
        .getMessage();
  }
}
