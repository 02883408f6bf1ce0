package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mumu.ChildImageJ.Run;
import mumu.bundle.TestBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a display, in ImageJ's own JVM, on the packaged plugin. */
class HeadlessIT {
  private static final String PARK = Path.of("test-images", "park.tif").toAbsolutePath().toString();
  private static final String OPTIONS = "model=[" + Scene.MODEL + "] steps=2 seed=3 ";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "setBatchMode(true);", "setBatchMode(false);"})
  void plainImageJGeneratesByExtWithOrWithoutBatchMode(String batch)
      throws IOException, InterruptedException {
    Run run =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                batch,
                "Ext.install('mumu.MacroExtensions');",
                "source = Ext.mumuOpen('" + PARK + "');",
                "result = Ext.mumuGenerate('" + OPTIONS + "prompt=[a {man} and a {dog}]');",
                "if (parseInt(result) != getImageID()) exit('not active');",
                "Ext.mumuSave('" + folder + "/result.png');",
                "Ext.mumuSave('" + folder + "/result.tif');",
                "if (indexOf(Ext.mumuInfo(result), 'request') < 0) exit('no info');",
                "selectImage(parseInt(source));",
                "print('SENTINEL ' + getTitle() + ' ' + nImages);");
    assertTrue(run.said("SENTINEL park.tif 2"), run.output());
    assertTrue(Files.size(folder.resolve("result.png")) > 0);
  }

  @Test
  void fijisHeadlessModeRunsTheCommandsThemselves() throws IOException, InterruptedException {
    Run run =
        ChildImageJ.patched(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                "open('" + PARK + "');",
                "park = getImageID();",
                "run('MUMU Show Tokens...', '" + OPTIONS + "prompt=[a {man} and a {dog}]');",
                "print('tokens ' + nSlices);",
                "selectImage(park);",
                "run('MUMU Generate...', '" + OPTIONS + "prompt=[a {man} and a {dog}]');",
                "print('made ' + getTitle());",
                "saveAs('Tiff', '" + folder + "/patched.tif');",
                "run('MUMU Regenerate');",
                "run('MUMU Check Device...');",
                "run('MUMU Cite and Licenses');",
                "run('MUMU Unload Models');",
                "print('SENTINEL');");
    assertTrue(run.said("tokens 2"), run.output());
    assertTrue(run.said("made MUMU: a {man} and a {dog}"), run.output());
    assertTrue(run.said("arXiv:2406.18790"), run.output());
    assertTrue(run.said("SENTINEL"), run.output());
  }

  @Test
  void aGroovyScriptMakesTheSamePixelsInPlainImageJAndInFijis()
      throws IOException, InterruptedException {
    String script = Path.of("docs", "examples", "generate.groovy").toAbsolutePath().toString();
    List<String> made = new ArrayList<>();
    for (boolean patched : new boolean[] {false, true}) {
      Run run =
          ChildImageJ.script(ScriptRunner.class, ChildImageJ.PACKAGED, patched)
              .run(script, PARK, OPTIONS);
      assertTrue(run.said("made "), run.output());
      made.add(run.output().replaceAll("(?s).*(made -?[0-9]+).*", "$1"));
    }
    assertEquals(made.get(0), made.get(1));
  }

  @Test
  void theQuickStartRunsInFijisHeadlessModeToo() throws IOException, InterruptedException {
    Path macro = ChildImageJ.PACKAGED.resolve("macros").resolve("MUMU_Quick_Start.ijm");
    Run run =
        ChildImageJ.patched(ChildImageJ.PACKAGED)
            .in(ChildImageJ.PACKAGED)
            .run("-batch", macro.toString(), folder.toString());
    assertTrue(run.said("MUMU quick start: made image"), run.output());
    assertTrue(Files.size(folder.resolve("quick-start.tif")) > 0);
  }

  @Test
  void modelsComeAndGoInBothModes() throws IOException, InterruptedException {
    Path zip = TestBundle.copy().zip(folder, "");
    Run plain =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                "Ext.install('mumu.MacroExtensions');",
                "print(Ext.mumuManageModels('import=[" + zip + "]'));",
                "print(Ext.mumuManageModels('verify=tiny-random'));");
    Run patched =
        ChildImageJ.patched(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                "run('MUMU Models...', 'replace=true import=[" + zip + "]');",
                "run('MUMU Models...', 'list=true');",
                "run('MUMU Models...', 'remove=tiny-random');",
                "print('SENTINEL');");
    Path installed = ChildImageJ.PACKAGED.resolve("models").resolve("mumu").resolve("tiny-random");
    assertTrue(plain.said("'tiny-random' into " + installed.toAbsolutePath()), plain.output());
    assertTrue(plain.said("is whole: 7 files"), plain.output());
    assertTrue(patched.said("\ttiny-random\t") || patched.said("Tiny random"), patched.output());
    assertTrue(patched.said("removed the model"), patched.output());
    assertTrue(patched.said("SENTINEL"), patched.output());
    assertFalse(Files.exists(installed));
  }

  @Test
  void aMistakeEndsTheMacroWithItsSentenceInBothModes() throws IOException, InterruptedException {
    Run plain =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                "Ext.install('mumu.MacroExtensions');",
                "Ext.mumuGenerate('steps=0 prompt=[a]');",
                "print('went on');");
    Run patched =
        ChildImageJ.patched(ChildImageJ.PACKAGED)
            .runMacro(
                folder, "run('MUMU Generate...', 'steps=0 prompt=[a]');", "print('went on');");
    for (Run run : new Run[] {plain, patched}) {
      assertTrue(run.said("steps must be 1 to 1000"), run.output());
      assertFalse(run.said("went on"), run.output());
      assertFalse(run.said("\tat "), run.output());
    }
  }

  @Test
  void theQuickStartMakesTheSameBytesTwice() throws IOException, InterruptedException {
    byte[][] pictures = new byte[2][];
    for (int i = 0; i < pictures.length; i++) {
      Run run = macro("MUMU_Quick_Start.ijm", folder.toString());
      assertTrue(run.said("MUMU quick start: made image"), run.output());
      pictures[i] = Files.readAllBytes(folder.resolve("quick-start.png"));
      assertTrue(Files.size(folder.resolve("quick-start.tif")) > 0);
    }
    assertArrayEquals(pictures[0], pictures[1]);
  }

  @Test
  void theStyleMacroMakesAPicturePerStyle() throws IOException, InterruptedException {
    Run run = macro("MUMU_Style_Transfer.ijm", folder.toString());
    assertTrue(run.said("MUMU style transfer: made"), run.output());
    try (var files = Files.list(folder)) {
      assertTrue(files.filter(file -> file.toString().endsWith(".png")).count() >= 2);
    }
  }

  @Test
  void theCharacterMacroMakesAPicturePerScene() throws IOException, InterruptedException {
    Run run = macro("MUMU_Consistent_Character.ijm", folder.toString());
    assertTrue(run.said("MUMU consistent character: made 6 images"), run.output());
    assertTrue(Files.size(folder.resolve("scene-5.png")) > 0);
  }

  @Test
  void everyCellOfTheTrainingMacroLiesWhereItsLabelSays() throws IOException, InterruptedException {
    Run run = macro("MUMU_Training_Data.ijm", "test-images/cell.tif;" + folder + ";18");
    assertTrue(run.said("MUMU training data: 18 pictures with labels"), run.output());
    List<String> boxes = Files.readAllLines(folder.resolve("boxes.csv"));
    assertEquals("file,label,class,x,y,width,height", boxes.get(0));
    List<int[]> whole =
        boxes.subList(1, boxes.size()).stream()
            .map(line -> line.replaceAll("\\.tif|,cell", "").split(","))
            .map(row -> Arrays.stream(row).mapToInt(Integer::parseInt).toArray())
            .filter(this::isWhole)
            .toList();
    assertTrue(whole.size() > 18, boxes::toString);
    double elsewhere = 0;
    for (int[] box : whole) {
      double there = difference(box, false); // the cell may be bent, too
      assertTrue(there < 35, () -> Arrays.toString(box) + " differs by " + there);
      elsewhere += difference(box, true) / whole.size();
    }
    assertTrue(elsewhere > 40, "in mirrored pictures the cells are not there: " + elsewhere);
    assertTrue(
        boxes.stream().map(line -> line.replaceAll("^.*,cell,", "")).distinct().count() > 18);
  }

  /** Whether nothing lies before a cell: what is to be seen of it is about round. */
  private boolean isWhole(int[] box) {
    ImageProcessor labels = open("masks", box[0]);
    int area = 0;
    for (int y = box[3]; y < box[3] + box[5]; y++) {
      for (int x = box[2]; x < box[2] + box[4]; x++) {
        area += labels.get(x, y) == box[1] ? 1 : 0;
      }
    }
    boolean round = Math.abs(box[4] - box[5]) < 0.15 * Math.max(box[4], box[5]);
    return round && area > 0.72 * box[4] * box[5];
  }

  /**
   * Mean difference between a cell's pixels and the picture where the label image has it; it may be
   * turned, but is about round.
   *
   * @param box number of the file, label, x, y, width, height
   */
  private double difference(int[] box, boolean mirrored) {
    ImageProcessor labels = open("masks", box[0]);
    ImageProcessor picture = open("images", box[0]);
    if (mirrored) {
      picture.flipHorizontal();
    }
    ImagePlus source = IJ.openImage("test-images/cell.tif");
    ImageProcessor cell = source.getProcessor();
    cell.setRoi(source.getOverlay().get(0).getBounds());
    cell = cell.crop();
    cell.setInterpolationMethod(ImageProcessor.BILINEAR);
    cell = cell.resize(box[4], box[5], true);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < cell.getPixelCount(); i++) {
      int x = i % cell.getWidth();
      int y = i / cell.getWidth();
      if (labels.get(box[2] + x, box[3] + y) == box[1]) {
        sum += Math.abs(cell.get(x, y) - picture.get(box[2] + x, box[3] + y));
        count++;
      }
    }
    return sum / count;
  }

  private ImageProcessor open(String below, int number) {
    return IJ.openImage(folder.resolve(below).resolve("%05d.tif".formatted(number)).toString())
        .getProcessor();
  }

  @Test
  void theBatchMacroMakesAPicturePerImage() throws IOException, InterruptedException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Path output = Files.createDirectory(folder.resolve("out"));
    Files.copy(Path.of("test-images", "cell.tif"), input.resolve("one.tif"));
    Files.copy(Path.of("test-images", "cell.tif"), input.resolve("two.tif"));
    Run run = macro("MUMU_Batch_Folder.ijm", input + ";" + output);
    assertTrue(run.said("MUMU batch: made pictures from 2 images"), run.output());
    assertTrue(Files.exists(output.resolve("one-mumu.tif")));
    assertTrue(Files.exists(output.resolve("two-mumu.tif")));
  }

  @Test
  void theDemonstrationWritesSourceAndResultWhereThereIsNoDisplay()
      throws IOException, InterruptedException {
    Run run = macro("MUMU_Demo.ijm", folder.toString());
    assertTrue(run.said("MUMU demo: made the picture in "), run.output());
    for (String name : new String[] {"source.png", "source.tif", "result.png", "result.tif"}) {
      assertTrue(Files.size(folder.resolve(name)) > 0, name);
    }
  }

  @Test
  void everyMacroIsRunByATest() throws IOException {
    String tests = Files.readString(Path.of("src", "test", "java", "mumu", "HeadlessIT.java"));
    try (var macros = Files.list(Path.of("macros"))) {
      macros.forEach(
          macro ->
              assertTrue(tests.contains('"' + macro.getFileName().toString() + '"'), "" + macro));
    }
  }

  private static Run macro(String name, String argument) throws IOException, InterruptedException {
    return ChildImageJ.plain(ChildImageJ.PACKAGED)
        .run("-batch", ChildImageJ.PACKAGED.resolve("macros").resolve(name).toString(), argument);
  }
}
