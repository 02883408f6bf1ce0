package mumu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mumu.ChildImageJ.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingJarIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gson",
        "onnxruntime",
        "tokenizers",
        "ai.djl.api",
        "slf4j-api",
        "scijava-common",
        "parsington"
      })
  void aMissingJarIsNamedAndTheMacroEnds(String jar) throws IOException, InterruptedException {
    Path imagej = without(jar);
    Run run =
        ChildImageJ.plain(imagej)
            .runMacro(imagej, "Ext.install('mumu.MacroExtensions');", "print('went on');");
    assertTrue(run.said("MUMU cannot run without " + jar + "-"), run.output());
    assertFalse(run.said("went on"), run.output());
    assertFalse(run.said("\tat "), run.output());
  }

  @Test
  void aMissingJarIsNamedInFijisHeadlessModeToo() throws IOException, InterruptedException {
    Path imagej = without("gson");
    Run run =
        ChildImageJ.patched(imagej)
            .runMacro(imagej, "run('MUMU Generate...', 'prompt=[a dog]');", "print('went on');");
    assertTrue(run.said("MUMU cannot run without gson-"), run.output());
    assertFalse(run.said("went on"), run.output());
  }

  private static Path without(String jar) throws IOException {
    return ChildImageJ.without(
        jar + "-", Files.createTempDirectory(Path.of("target").toAbsolutePath(), "without-"));
  }
}
