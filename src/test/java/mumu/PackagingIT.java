package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the build leaves in target. */
class PackagingIT {
  private static final Path TARGET = Path.of("target");

  /** All that a plain ImageJ lacks, so that no download is needed. */
  private static final List<String> LIBRARIES =
      List.of(
          "ai.djl.api",
          "commons-codec",
          "commons-compress",
          "commons-io",
          "gson",
          "jna",
          "onnxruntime",
          "parsington",
          "scijava-common",
          "slf4j-api",
          "tokenizers");

  @Test
  void theJarHoldsOnlyOurs() throws IOException {
    List<String> entries = entries(only(TARGET.resolve("imagej/plugins"), "MUMU_-"));
    assertEquals(
        1, entries.stream().filter(entry -> entry.matches("META-INF/maven/.*/pom.xml")).count());
    assertEquals(1, entries.stream().filter(entry -> entry.endsWith("plugins.config")).count());
    assertTrue(entries.contains("mumu/command/LICENSE"));
    assertTrue(entries.contains("META-INF/json/org.scijava.plugin.Plugin"));
    assertEquals(
        List.of(),
        entries.stream()
            .filter(entry -> entry.endsWith(".class") && !entry.startsWith("mumu/"))
            .toList());
    Path tests = TARGET.resolve("test-classes");
    assertEquals(
        List.of(),
        entries.stream()
            .filter(entry -> entry.endsWith(".class") && Files.exists(tests.resolve(entry)))
            .toList());
  }

  @Test
  void imageJIsReadyToRun() throws IOException {
    Path imagej = TARGET.resolve("imagej");
    assertTrue(Files.exists(imagej.resolve("ij.jar")));
    assertTrue(Files.exists(imagej.resolve("macros/MUMU_Quick_Start.ijm")));
    assertTrue(Files.exists(imagej.resolve("test-images/park.tif")));
    try (Stream<Path> jars = Files.list(imagej.resolve("jars"))) {
      assertEquals(
          new TreeSet<>(LIBRARIES),
          jars.map(path -> name(path.getFileName().toString()))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /** NB: all Fiji-like tests run on this folder. */
  @Test
  void theTestsRunOnTheVersionsThatFijiShips() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("imagej").resolve("jars"))) {
      List<String> names = jars.map(path -> path.getFileName().toString()).toList();
      for (String jar :
          List.of("gson-2.10.1.jar", "jna-5.14.0.jar", "scijava-common-2.100.1.jar")) {
        assertTrue(names.contains(jar), jar + " not in " + names);
      }
    }
  }

  @Test
  void theZipIsCompleteForPlainImageJ() throws IOException {
    Set<String> names =
        entries(only(TARGET, "MUMU-")).stream()
            .filter(entry -> entry.endsWith(".jar"))
            .map(PackagingIT::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected =
        LIBRARIES.stream()
            .map(name -> "jars/" + name)
            .collect(Collectors.toCollection(TreeSet::new));
    expected.add("plugins/MUMU_");
    assertEquals(expected, names);
  }

  /** Without version and ending. */
  private static String name(String jar) {
    return jar.replaceFirst("-[0-9][0-9.]*\\.jar$", "");
  }

  private static List<String> entries(Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return file.stream().map(Object::toString).toList();
    }
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }
}
