package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.plugin.PlugIn;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginsConfigTest {
  private static final int JAVA_8 = 52;
  private static final Pattern LINE =
      Pattern.compile("[A-Z][A-Za-z >]+, \"([^\"]+)\", ([a-zA-Z.]+)\\(\"([a-z-]+)\"\\)");

  @Test
  void everyEntryNamesAClassThatLoadsAndACommandThatExists() throws ReflectiveOperationException {
    for (Matcher entry : entries()) {
      Object plugin = Class.forName(entry.group(2)).getDeclaredConstructor().newInstance();
      assertTrue(plugin instanceof PlugIn);
      boolean known =
          mumu.command.Commands.arguments().contains(entry.group(3))
              || entry.group(3).equals(MumuPlugin.PANEL);
      assertTrue(known, entry.group());
    }
  }

  @Test
  void labelsAreUniqueAlsoAmongImageJsOwn() throws IOException {
    List<String> labels = entries().stream().map(entry -> entry.group(1)).toList();
    assertEquals(labels.size(), labels.stream().distinct().count());
    try (InputStream stream = ij.IJ.class.getResourceAsStream("/IJ_Props.txt")) {
      String imagej = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
      for (String label : labels) {
        assertFalse(imagej.contains("\"" + label + "\""), label);
      }
    }
  }

  @Test
  void theMenuIsTheOnePromised() {
    List<String> labels = entries().stream().map(entry -> entry.group(1)).toList();
    assertTrue(
        labels.containsAll(
            List.of(
                "MUMU Generate...",
                "MUMU Panel",
                "MUMU Bind Selection...",
                "MUMU Show Tokens...",
                "MUMU Regenerate",
                "MUMU Make Labels",
                "MUMU Make Training Data...",
                "MUMU Paste Into Selection...",
                "MUMU Bind Tool",
                "MUMU Park",
                "MUMU...",
                "MUMU Models...",
                "MUMU Check Device...",
                "MUMU Install CUDA...",
                "MUMU Unload Models",
                "MUMU Cite and Licenses")),
        labels.toString());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        MumuPlugin.class,
        MacroExtensions.class,
        Entry.class,
        EntryFailures.class,
        EntryRequirements.class
      })
  void whatAnOldJavaMeetsIsJava8(Class<?> type) throws IOException {
    try (DataInputStream stream =
        new DataInputStream(
            type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class"))) {
      stream.readInt();
      stream.readUnsignedShort();
      assertEquals(JAVA_8, stream.readUnsignedShort());
    }
  }

  @Test
  void theJarsNameHasTheUnderscoreThatImageJLooksFor() throws IOException {
    assertTrue(Files.readString(Path.of("pom.xml")).contains("<artifactId>MUMU_</artifactId>"));
  }

  private static List<Matcher> entries() {
    try {
      return Files.readAllLines(Path.of("plugins.config")).stream()
          .filter(line -> !line.startsWith("#") && !line.endsWith("\"-\""))
          .map(LINE::matcher)
          .peek(matcher -> assertTrue(matcher.matches(), matcher.toString()))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
