package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** NB: ONNX Runtime searches it at its start, in a way that needs much of the stack. */
  @Test
  void aLongCommandLineIsNoTrouble() throws IOException, InterruptedException {
    Path macro = folder.resolve("long.ijm");
    Files.writeString(
        macro,
        "Ext.install('mumu.MacroExtensions');\n"
            + ("Ext.mumuOpen('" + PARK + "');\n")
            + ("Ext.mumuGenerate('" + OPTIONS + "prompt=[a {man}]');\n")
            + "print('SENTINEL ' + lengthOf(getArgument()));");
    Run run =
        ChildImageJ.plain(ChildImageJ.PACKAGED).run("-batch", macro.toString(), "x".repeat(20_000));
    assertTrue(run.said("SENTINEL 20000"), run.exit() + run.output());
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
    Path imagej = ChildImageJ.without("nothing");
    Run plain =
        ChildImageJ.plain(imagej)
            .runMacro(
                folder,
                "Ext.install('mumu.MacroExtensions');",
                "print(Ext.mumuManageModels('import=[" + zip + "]'));",
                "print(Ext.mumuManageModels('verify=tiny-random'));");
    Run patched =
        ChildImageJ.patched(imagej)
            .runMacro(
                folder,
                "run('MUMU Models...', 'replace=true import=[" + zip + "]');",
                "run('MUMU Models...', 'list=true');",
                "run('MUMU Models...', 'remove=tiny-random');",
                "print('SENTINEL');");
    Path installed = imagej.resolve("models").resolve("mumu").resolve("tiny-random");
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
}
