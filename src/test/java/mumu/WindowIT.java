package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import mumu.ChildImageJ.Run;
import mumu.bundle.TestBundle;
import mumu.runtime.cuda.Platform;
import mumu.ui.PanelByHand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With windows, on a virtual screen. */
class WindowIT {
  private static final String PARK = Path.of("test-images", "park.tif").toAbsolutePath().toString();

  @Test
  void whatTheDialogRecordsMakesTheSamePixelsAgain() throws IOException, InterruptedException {
    Display.during(
        "recording and replaying MUMU Generate...",
        screen -> {
          Run run =
              ChildImageJ.program(RecordAndReplay.class, ChildImageJ.PACKAGED, screen)
                  .run(PARK, Scene.MODEL);
          assertTrue(run.said("PASSED"), run.output());
          assertTrue(run.said("steps=2 "), run.output());
          assertTrue(run.said("width=64 height=32 count=2 "), run.output());
          assertTrue(
              run.said("suggested: a picture of {man} and {dog} in an {animated style}"),
              run.output());
        });
  }

  @Test
  void everyCommandRecordsWhatMakesTheSamePixelsHereAndInFiji(@TempDir Path folder)
      throws IOException, InterruptedException {
    Display.during(
        "recording and replaying every command",
        screen -> {
          Run byHand =
              ChildImageJ.program(EveryCommandByHand.class, ChildImageJ.PACKAGED, screen)
                  .run(TestBundle.varying().folder(folder).toString(), folder.toString());
          assertTrue(byHand.said("PASSED"), byHand.output());
          Path macro = folder.resolve("recorded.ijm");
          String more =
              "saveAs('Tiff', '%1$s/pasted.tif'); selectImage(4); saveAs('Tiff', '%1$s/generated.tif'); print('SENTINEL');"
                  .formatted(folder);
          Files.writeString(macro, Files.readString(macro) + more);
          Run inFiji = ChildImageJ.patched(ChildImageJ.PACKAGED).run("-batch", macro.toString());
          assertTrue(inFiji.said("SENTINEL"), inFiji.output());
          assertArrayEquals(
              Files.readAllBytes(folder.resolve("pasted")),
              (byte[]) IJ.openImage(folder + "/pasted.tif").getProcessor().getPixels(),
              inFiji.output());
          int[] generated =
              (int[]) IJ.openImage(folder + "/generated.tif").getProcessor().getPixels();
          ByteBuffer bytes = ByteBuffer.allocate(4 * generated.length);
          bytes.asIntBuffer().put(generated);
          assertArrayEquals(Files.readAllBytes(folder.resolve("generated")), bytes.array());
        });
  }

  @Test
  void whatTheModelsDialogDoesIsRecorded() throws IOException, InterruptedException {
    Display.during(
        "MUMU Models... by hand",
        screen -> {
          Run run = ChildImageJ.program(ModelsByHand.class, ChildImageJ.PACKAGED, screen).run();
          assertTrue(run.said("run(\"MUMU Models...\", \"list=[true]\");"), run.output());
          assertTrue(run.said("run(\"MUMU Models...\", \"verify=[mumu-tiny]\");"), run.output());
          assertTrue(run.said("PASSED"), run.output());
        });
  }

  @Test
  void cudaIsOnlyFetchedWithConsentAndTheDialogsInstallationAndRemovalReplay(@TempDir Path folder)
      throws IOException, InterruptedException {
    if (Platform.current().isPresent()) {
      Display.during(
          "MUMU Install CUDA... by hand",
          screen -> {
            Run run =
                ChildImageJ.program(CudaByHand.class, ChildImageJ.PACKAGED, screen)
                    .run(folder.toString());
            assertTrue(run.said("run(\"MUMU Install CUDA...\", \"accept=[true]\");"), run.output());
            assertTrue(run.said("run(\"MUMU Install CUDA...\", \"remove=[true]\");"), run.output());
            assertTrue(run.said("PASSED"), run.output());
          });
    }
  }

  @Test
  void whatThePanelDoesIsRecordedAndMakesTheSamePixelsAgain()
      throws IOException, InterruptedException {
    Display.during(
        "MUMU Panel by hand",
        screen -> {
          Run run =
              ChildImageJ.program(PanelByHand.class, ChildImageJ.PACKAGED, screen)
                  .run(PARK, Scene.MODEL);
          assertTrue(run.said("PASSED"), run.output());
        });
  }

  @Test
  void everyCommandRunsFromAMacroWithWindows(@TempDir Path folder)
      throws IOException, InterruptedException {
    Display.during(
        "all commands with windows",
        screen -> {
          Run run =
              ChildImageJ.windowed(ChildImageJ.PACKAGED, screen)
                  .runMacro(
                      "-macro",
                      folder,
                      "open('" + PARK + "');",
                      "park = getImageID();",
                      "makeOval(20, 30, 50, 60);",
                      "run('MUMU Bind Selection...', 'slot=[round thing]');",
                      "options = 'model=[" + Scene.MODEL + "] steps=2 seed=3 ';",
                      "run('MUMU Show Tokens...', options + 'prompt=[{man} and {round thing}]');",
                      "if (nSlices != 2) exit('tokens');",
                      "selectImage(park);",
                      "run('MUMU Generate...', options + 'prompt=[{man} and {round thing}]');",
                      "print('title ' + getTitle());",
                      "saveAs('Tiff', '" + folder + "/a.tif');",
                      "run('Close All');",
                      "run('MUMU Unload Models');",
                      "open('" + folder + "/a.tif');",
                      "run('MUMU Regenerate');",
                      "if (nImages != 2) exit('regenerate');",
                      "run('MUMU Cite and Licenses');",
                      "run('MUMU Check Device...');",
                      "run('MUMU Models...', 'list=true');",
                      "if (!isOpen('MUMU Models')) exit('models');",
                      "saveString = getInfo('log');",
                      "File.saveString(saveString + 'SENTINEL', '" + folder + "/log.txt');",
                      "run('Close All');",
                      "run('Quit');");
          String log = java.nio.file.Files.readString(folder.resolve("log.txt"));
          assertTrue(log.contains("title MUMU: {man} and {round thing}"), log + run.output());
          assertTrue(log.endsWith("SENTINEL"), log + run.output());
        });
  }
}
