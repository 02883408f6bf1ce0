package mumu.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import mumu.site.PublishedSite.Entry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.util.FileUtils;

/** The update site that the build has made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpdateSiteIT {
  private static final Path TARGET = Path.of("target");

  /** Ours would take the place of Fiji's for every user of the site. */
  private static final Set<String> SHIPPED_BY_FIJI =
      Set.of(
          "jars/commons-codec.jar",
          "jars/commons-compress.jar",
          "jars/commons-io.jar",
          "jars/gson.jar",
          "jars/ij.jar",
          "jars/jna.jar",
          "jars/parsington.jar",
          "jars/scijava-common.jar",
          "jars/slf4j-api.jar");

  private PublishedSite site;

  @BeforeAll
  void readTheSite() throws IOException {
    site = PublishedSite.read(TARGET.resolve("update-site"));
  }

  @Test
  void theIndexListsExactlyTheFilesWithTheirSizesAndChecksums() throws IOException {
    Set<Path> listed = new TreeSet<>(Set.of(site.folder().resolve("db.xml.gz")));
    for (Entry entry : site.entries().values()) {
      Path file = site.published(entry);
      listed.add(file);
      assertTrue(entry.timestamp().matches("20[0-9]{12}"), entry.timestamp());
      assertEquals(Files.size(file), Long.parseLong(entry.size()), entry.filename());
      assertEquals(site.checksum(entry), entry.checksum(), entry.filename());
    }
    try (Stream<Path> files = Files.walk(site.folder())) {
      assertEquals(
          listed,
          files.filter(Files::isRegularFile).collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void nothingIsEmptyOrExecutable() throws IOException {
    try (Stream<Path> files = Files.walk(site.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertTrue(Files.size(file) > 0, file.toString());
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        assertFalse(!windows && Files.isExecutable(file), file.toString());
      }
    }
  }

  @Test
  void whatTheSiteHasIsWhatFijiLacks() throws IOException {
    Set<String> names =
        jars(TARGET.resolve("imagej")).keySet().stream()
            .map(name -> name.equals("ij.jar") ? "jars/ij.jar" : name)
            .filter(name -> !SHIPPED_BY_FIJI.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        names,
        site.entries().values().stream()
            .filter(entry -> entry.platforms().isEmpty())
            .map(entry -> FileUtils.stripFilenameVersion(entry.filename()))
            .filter(name -> name.endsWith(".jar"))
            .collect(Collectors.toCollection(TreeSet::new)));
    assertTrue(site.entries().containsKey("jars/ai.djl.api-0.38.0.jar"));
  }

  @Test
  void macrosImagesAndLicencesAreThere() throws IOException {
    Set<String> expected = new TreeSet<>();
    try (Stream<Path> macros = Files.list(Path.of("macros"));
        Stream<Path> images = Files.list(Path.of("test-images"))) {
      macros.forEach(file -> expected.add("macros/" + file.getFileName()));
      images
          .filter(file -> file.toString().endsWith(".tif"))
          .forEach(file -> expected.add("images/mumu/test-images/" + file.getFileName()));
    }
    expected.addAll(
        List.of(
            "licenses/mumu/LICENSE.txt",
            "licenses/mumu/LIBRARIES.txt",
            "licenses/mumu/test-images.md"));
    assertEquals(
        expected,
        site.entries().keySet().stream()
            .filter(name -> !name.endsWith(".jar"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyFileSaysWhatItIsAndWhoseAndNeedsOnlyWhatThereIs() {
    Set<String> known = new TreeSet<>(SHIPPED_BY_FIJI);
    site.entries().keySet().forEach(name -> known.add(FileUtils.stripFilenameVersion(name)));
    for (Entry entry : site.entries().values()) {
      assertTrue(entry.description().length() > 10, entry.filename());
      assertEquals(1, entry.authors().size(), entry.filename());
      assertTrue(known.containsAll(entry.dependencies()), entry.toString());
    }
    List<String> needed = site.entries().get(plugin()).dependencies();
    assertTrue(
        needed.containsAll(List.of("jars/onnxruntime.jar", "jars/tokenizers.jar")),
        needed.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnxruntime", "tokenizers"})
  void theJarsPerPlatformTogetherAreTheWholeButForDebugSymbols(String library) throws IOException {
    Map<String, Long> parts = new TreeMap<>();
    for (Entry entry : site.entries().values()) {
      if (entry.filename().matches("jars/(.*/)?" + library + "-.*")) {
        contents(site.published(entry))
            .forEach((name, crc) -> assertFalse(parts.put(name, crc) != null, name));
      }
    }
    Map<String, Long> whole =
        contents(jars(TARGET.resolve("imagej")).get("jars/" + library + ".jar"));
    whole.keySet().removeIf(name -> name.contains(".dSYM/"));
    assertEquals(whole, parts);
  }

  @Test
  void everyPlatformFetchesItsOwnLibrariesOnlyAndStartsWithThemOnTheModulePath(@TempDir Path folder)
      throws IOException {
    for (String platform : List.of("linux64", "linux-arm64", "macos-arm64", "win64")) {
      Path fiji = folder.resolve(platform);
      site.install(platform, fiji);
      try (Stream<Path> folders = Files.list(fiji.resolve("jars"))) {
        assertEquals(
            List.of(fiji.resolve("jars").resolve(platform)),
            folders.filter(Files::isDirectory).toList());
      }
      // NB: throws when a jar has a name that cannot be a module's; then no Fiji would start.
      assertEquals(
          2, ModuleFinder.of(fiji.resolve("jars").resolve(platform)).findAll().size(), platform);
    }
  }

  private String plugin() {
    return site.entries().keySet().stream()
        .filter(name -> name.startsWith("plugins/MUMU_-"))
        .findFirst()
        .orElseThrow();
  }

  /** By their paths without versions. */
  private static Map<String, Path> jars(Path imagej) throws IOException {
    Map<String, Path> jars = new TreeMap<>();
    try (Stream<Path> files = Files.walk(imagej)) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .forEach(
              file ->
                  jars.put(
                      FileUtils.stripFilenameVersion(
                          imagej.relativize(file).toString().replace('\\', '/')),
                      file));
    }
    return jars;
  }

  /** The entries that are files, with checksums. */
  private static Map<String, Long> contents(Path jar) throws IOException {
    Map<String, Long> contents = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(it -> !it.isDirectory()).toList()) {
        contents.put(entry.getName(), entry.getCrc());
      }
    }
    return contents;
  }
}
