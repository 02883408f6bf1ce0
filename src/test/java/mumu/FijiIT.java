package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mumu.ChildImageJ.Run;
import mumu.site.PublishedSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The update site installed into a folder like Fiji's, beside the libraries Fiji ships. */
class FijiIT {
  private static final String OPTIONS =
      "model=[" + Scene.MODEL + "] steps=2 seed=3 prompt=[a {man} and a {dog}]";

  @TempDir Path folder;

  @Test
  void theInstalledSiteMakesThePixelsOfPlainImageJ() throws IOException, InterruptedException {
    Path fiji = install(platform());
    Run inFiji =
        ChildImageJ.fiji(fiji, platform())
            .in(fiji)
            .runMacro(
                folder,
                "Ext.install('mumu.MacroExtensions');",
                "Ext.mumuOpen('test-images/park.tif');",
                "print('opened in ' + getDirectory('image'));",
                "run('MUMU Generate...', '" + OPTIONS + "');",
                "print('made ' + getTitle());",
                "Ext.mumuSave('" + folder + "/fiji.tif');",
                "saveAs('PNG', '" + folder + "/fiji.png');",
                "print('SENTINEL');");
    Path images = fiji.resolve("images").resolve("mumu").resolve("test-images");
    assertTrue(inFiji.said("opened in " + images), inFiji.output());
    assertTrue(inFiji.said("made MUMU: a {man} and a {dog}"), inFiji.output());
    assertTrue(inFiji.said("SENTINEL"), inFiji.output());
    Run inPlain =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                "Ext.install('mumu.MacroExtensions');",
                "Ext.mumuOpen('test-images/park.tif');",
                "Ext.mumuGenerate('" + OPTIONS + "');",
                "Ext.mumuSave('" + folder + "/plain.tif');");
    assertArrayEquals(pixels("plain.tif"), pixels("fiji.tif"), inPlain.output());
  }

  @Test
  void whereTheNativeLibrariesAreMissingTheUserIsToldSo() throws IOException, InterruptedException {
    Path fiji = install("no platform");
    Run run =
        ChildImageJ.fiji(fiji, platform())
            .runMacro(
                folder,
                "newImage('Park', 'RGB white', 64, 64, 1);",
                "run('MUMU Generate...', '" + OPTIONS.replace("{", "").replace("}", "") + "');",
                "print('went on');");
    assertTrue(run.said("MUMU cannot load a library"), run.output());
    assertFalse(run.said("went on"), run.output());
  }

  private static String platform() {
    assumeTrue(PublishedSite.platformHere().isPresent(), "no native libraries for this machine");
    return PublishedSite.platformHere().orElseThrow();
  }

  private Path install(String platform) throws IOException {
    Path fiji = folder.resolve("Fiji");
    PublishedSite site = PublishedSite.read(Path.of("target", "update-site"));
    site.install(platform, fiji);
    Path jars = fiji.resolve("jars");
    Files.copy(ChildImageJ.PACKAGED.resolve("ij.jar"), jars.resolve("ij-1.54p.jar"));
    try (Stream<Path> all = Files.list(ChildImageJ.PACKAGED.resolve("jars"))) {
      for (Path jar : all.toList()) {
        Path target = jars.resolve(jar.getFileName());
        if (Files.notExists(target)) {
          Files.copy(jar, target);
        }
      }
    }
    return fiji;
  }

  private int[] pixels(String file) {
    ImagePlus image = IJ.openImage(folder.resolve(file).toString());
    return (int[]) image.getProcessor().getPixels();
  }
}
