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

  @Test
  void withAWindowTheMissingJarIsNamedInAMessage() throws IOException, InterruptedException {
    Display.during(
        "the message of a missing jar",
        screen -> {
          Path imagej = without("onnxruntime");
          Run run =
              ChildImageJ.program(MistakeInAWindow.class, imagej, screen).run("MUMU Generate...");
          assertTrue(run.said("MUMU: MUMU cannot run without onnxruntime-"), run.output());
          assertTrue(run.said("Help > Update..."), run.output());
        });
  }

  @Test
  void anOldJavaIsToldWhatIsNeededInEveryMode() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "old-java-");
    Run plain =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                folder, passFor("11"), "Ext.install('mumu.MacroExtensions');", "print('went on');");
    Run patched =
        ChildImageJ.patched(ChildImageJ.PACKAGED)
            .runMacro(
                folder,
                passFor("1.8"),
                "run('MUMU Generate...', 'prompt=[a dog]');",
                "print('went on');");
    assertTrue(plain.said("Expected Java 17 or newer, found Java 11"), plain.output());
    assertTrue(patched.said("Expected Java 17 or newer, found Java 8"), patched.output());
    assertFalse(plain.said("went on") || patched.said("went on"), plain.output());
    Display.during(
        "the message on an old Java",
        screen -> {
          Run window =
              ChildImageJ.program(MistakeInAWindow.class, ChildImageJ.PACKAGED, screen)
                  .run("MUMU Regenerate", "11");
          assertTrue(window.said("MUMU: MUMU cannot run on this Java"), window.output());
        });
  }

  /** NB: Java itself overrides the property at its start. */
  private static String passFor(String version) {
    return "call('java.lang.System.setProperty', 'java.specification.version', '" + version + "');";
  }

  private static Path without(String jar) throws IOException {
    return ChildImageJ.without(jar + "-");
  }
}
