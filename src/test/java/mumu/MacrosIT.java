package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mumu.ChildImageJ.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The macros that come with the plugin, as a user without a display runs them. */
class MacrosIT {
  @TempDir Path folder;

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
  void theBatchMacroMakesAPicturePerImageAndGoesOnAfterABrokenOne()
      throws IOException, InterruptedException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Path output = Files.createDirectory(folder.resolve("out"));
    Files.copy(Path.of("test-images", "cell.tif"), input.resolve("one.tif"));
    Files.copy(Path.of("test-images", "cell.tif"), input.resolve("it's a motif.TIF"));
    Files.writeString(input.resolve("broken.tif"), "no image");
    Files.copy(Path.of("test-images", "nuclei.tif"), input.resolve("nuclei.tif"));
    Run run = macro("MUMU_Batch_Folder.ijm", input + ";" + output);
    assertTrue(run.said("MUMU batch: made pictures from 2 images"), run.output());
    assertTrue(run.said("broken.tif' cannot be opened as an image"), run.output());
    assertTrue(
        run.said("failed, for the reason told above:\nbroken.tif\nnuclei.tif"), run.output());
    assertTrue(Files.exists(output.resolve("one-mumu.tif")));
    assertTrue(Files.exists(output.resolve("it's a motif-mumu.tif")));
    assertFalse(Files.exists(output.resolve("nuclei-mumu.tif")));
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
    Path tests = Path.of("src", "test", "java", "mumu");
    String all =
        Files.readString(tests.resolve("MacrosIT.java"))
            + Files.readString(tests.resolve("TrainingMacroIT.java"));
    try (var macros = Files.list(Path.of("macros"))) {
      macros.forEach(
          macro ->
              assertTrue(all.contains('"' + macro.getFileName().toString() + '"'), "" + macro));
    }
  }

  static Run macro(String name, String argument) throws IOException, InterruptedException {
    return ChildImageJ.plain(ChildImageJ.PACKAGED)
        .run("-batch", ChildImageJ.PACKAGED.resolve("macros").resolve(name).toString(), argument);
  }
}
