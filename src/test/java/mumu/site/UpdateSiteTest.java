package mumu.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;
import mumu.site.PublishedSite.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateSiteTest {
  private static final String FIRST = "2026-11-24T00:00:00Z";
  private static final String SECOND = "2026-12-01T12:30:45Z";
  private static final String FIRST_TIMESTAMP = "20261124000000";
  private static final String SECOND_TIMESTAMP = "20261201123045";

  @TempDir Path folder;
  private Path fiji;

  @BeforeEach
  void aFirstRelease() throws IOException {
    fiji = folder.resolve("fiji");
    jar("plugins/Main_-1.0.0.jar", "content", "1");
    jar("jars/lib-1.0.0.jar", "library", "1");
    write("macros/Example.ijm", "print(1);");
    write("licenses/example/LICENSE", "free");
  }

  @Test
  void everyFileIsPublishedUnderItsTimestampAndListed() throws IOException {
    PublishedSite site = make("site", FIRST, "");
    assertEquals(
        Set.of(
            "plugins/Main_-1.0.0.jar",
            "jars/lib-1.0.0.jar",
            "macros/Example.ijm",
            "licenses/example/LICENSE"),
        site.entries().keySet());
    for (Entry entry : site.entries().values()) {
      assertEquals(FIRST_TIMESTAMP, entry.timestamp());
      assertEquals(site.checksum(entry), entry.checksum(), entry.filename());
      assertEquals(Files.size(site.published(entry)), Long.parseLong(entry.size()));
      assertEquals("Text of " + entry.filename().replaceAll("/.*", ""), entry.description());
      assertEquals(List.of("Author"), entry.authors());
      assertEquals(List.of(), entry.past());
    }
  }

  @Test
  void anUpgradeKeepsTheHistory() throws IOException {
    PublishedSite before = make("before", FIRST, "");
    Files.delete(fiji.resolve("plugins/Main_-1.0.0.jar"));
    jar("plugins/Main_-1.1.0.jar", "new content", "2");
    Files.delete(fiji.resolve("macros/Example.ijm"));
    write("macros/Other.ijm", "print(2);");
    PublishedSite after = make("after", SECOND, before.folder() + "/db.xml.gz");

    Entry upgraded = after.entries().get("plugins/Main_-1.1.0.jar");
    assertEquals(SECOND_TIMESTAMP, upgraded.timestamp());
    assertEquals(List.of(past(before, "plugins/Main_-1.0.0.jar")), upgraded.past());
    Entry dropped = after.entries().get("macros/Example.ijm");
    assertTrue(dropped.isObsolete());
    assertEquals(List.of(past(before, "macros/Example.ijm")), dropped.past());
    assertEquals(SECOND_TIMESTAMP, after.entries().get("macros/Other.ijm").timestamp());
    assertEquals(
        before.entries().get("licenses/example/LICENSE"),
        after.entries().get("licenses/example/LICENSE"));
    assertEquals(5, after.entries().size());
  }

  @Test
  void aFurtherUpgradeForgetsNothingAndADroppedFileCanComeBack() throws IOException {
    PublishedSite first = make("first", FIRST, "");
    write("macros/Example.ijm", "print(2);");
    PublishedSite second = make("second", SECOND, first.folder() + "/db.xml.gz");
    Files.delete(fiji.resolve("macros/Example.ijm"));
    PublishedSite third = make("third", "2027-01-01T00:00:00Z", second.folder() + "/db.xml.gz");
    write("macros/Example.ijm", "print(3);");
    PublishedSite last = make("last", "2027-02-01T00:00:00Z", third.folder() + "/db.xml.gz");

    List<String> past = third.entries().get("macros/Example.ijm").past();
    assertEquals(2, past.size());
    assertTrue(past.get(0).endsWith(SECOND_TIMESTAMP + " 20270101000000"), past.get(0));
    assertEquals(past(first, "macros/Example.ijm"), past.get(1));
    assertEquals(past, last.entries().get("macros/Example.ijm").past());
    assertEquals("20270201000000", last.entries().get("macros/Example.ijm").timestamp());
  }

  @Test
  void aJarThatWasOnlyBuiltAgainKeepsItsTimestamp() throws IOException {
    PublishedSite before = make("before", FIRST, "");
    jar("jars/lib-1.0.0.jar", "library", "another day");
    PublishedSite after = make("after", SECOND, before.folder() + "/db.xml.gz");
    Entry entry = after.entries().get("jars/lib-1.0.0.jar");
    assertEquals(FIRST_TIMESTAMP, entry.timestamp());
    assertEquals(List.of(), entry.past());
    assertEquals(Files.size(after.published(entry)), Long.parseLong(entry.size()));
  }

  @Test
  void theSameFilesAtTheSameTimeGiveTheSameSite() throws IOException {
    assertEquals(bytes(make("one", FIRST, "")), bytes(make("two", FIRST, "")));
  }

  @Test
  void nothingIsLeftOfASiteMadeBefore() throws IOException {
    make("site", FIRST, "");
    Files.delete(fiji.resolve("macros/Example.ijm"));
    PublishedSite site = make("site", SECOND, "");
    assertEquals(4, bytes(site).size(), "three files and the index");
  }

  @Test
  void usesOfOtherJarsAreDependencies() throws IOException {
    Path base = fiji.resolve("jars/base-2.0.jar");
    Jars.compile(base, "base/Base.java", "package base; public class Base {}");
    Jars.compile(
        fiji.resolve("plugins/User_-1.0.0.jar"),
        "user/User.java",
        "package user; class User { base.Base base; ij.ImagePlus image; String text; }",
        base);
    Map<String, Entry> entries = make("site", FIRST, "").entries();
    assertEquals(
        List.of("jars/base.jar", "jars/ij.jar"),
        entries.get("plugins/User_-1.0.0.jar").dependencies());
    assertEquals(List.of(), entries.get("jars/base-2.0.jar").dependencies());
  }

  @Test
  void nativeLibrariesGetAJarPerPlatformWithoutDebugSymbols() throws IOException {
    Map<String, String> natives = new TreeMap<>();
    natives.put("A.class", "for all");
    natives.put("native/lib/list.properties", "for all");
    natives.put("native/lib/linux-x86_64/cpu/a.so", "linux");
    natives.put("ai/onnxruntime/native/osx-aarch64/b.dylib", "mac");
    natives.put("ai/onnxruntime/native/osx-aarch64/b.dylib.dSYM/Contents/b", "symbols");
    Jars.write(fiji.resolve("jars/some-thing-1.2.3.jar"), natives);
    PublishedSite site = make("site", FIRST, "");

    String linux = "jars/linux64/some-thing-natives-linux64-1.2.3.jar";
    String mac = "jars/macos-arm64/some-thing-natives-macos-arm64-1.2.3.jar";
    assertEquals(List.of("linux64"), site.entries().get(linux).platforms());
    assertEquals(List.of("macos-arm64"), site.entries().get(mac).platforms());
    Entry rest = site.entries().get("jars/some-thing-1.2.3.jar");
    assertEquals(List.of(), rest.platforms());
    assertEquals(
        List.of(
            "jars/linux64/some-thing-natives-linux64.jar",
            "jars/macos-arm64/some-thing-natives-macos-arm64.jar"),
        rest.dependencies());
    assertEquals(Set.of("A.class", "native/lib/list.properties"), names(site, rest));
    assertEquals(
        Set.of("native/lib/linux-x86_64/cpu/a.so"), names(site, site.entries().get(linux)));
    assertEquals(
        Set.of("ai/onnxruntime/native/osx-aarch64/b.dylib"), names(site, site.entries().get(mac)));
  }

  @Test
  void nativeLibrariesOfAnUnknownPlatformAreRefused() throws IOException {
    Jars.write(fiji.resolve("jars/a-1.jar"), Map.of("native/lib/sparc/a.so", "?"));
    refused(FIRST, "", "native/lib/sparc/a.so is for a platform that is new here");
  }

  @Test
  void permissionToExecuteIsNotPublished() throws IOException {
    assumeTrue(fiji.resolve("macros/Example.ijm").toFile().setExecutable(true));
    PublishedSite site = make("site", FIRST, "");
    Entry macro = site.entries().get("macros/Example.ijm");
    assertFalse(Files.isExecutable(site.published(macro)));
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    write("macros/Empty.ijm", "");
    refused(FIRST, "", "Empty.ijm is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "plugins/notes.md", "macros/a.json", "lib/a.so"})
  void whatTheUpdaterWouldLeaveOutIsRefused(String path) throws IOException {
    write(path, "text");
    refused(FIRST, "", "Fiji's updater would leave out " + path);
  }

  @Test
  void aNameThatIsNoWebAddressIsRefused() throws IOException {
    write("macros/Zwölf mal.ijm", "text");
    refused(FIRST, "", "must be in ASCII and without spaces");
  }

  @Test
  void twoVersionsOfAFileAreRefused() throws IOException {
    jar("plugins/Main_-1.1.0.jar", "content", "1");
    refused(FIRST, "", "There are two versions of plugins/Main_.jar. Run mvn clean.");
  }

  @Test
  void aFileWithoutADescriptionIsRefused() throws IOException {
    write("models/mumu/model.bin", "text");
    refused(FIRST, "", "no 'text | author' for models/mumu/model.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, "2026-11-23T23:59:59Z"})
  void aChangeWithoutALaterTimeIsRefused(String time) throws IOException {
    PublishedSite before = make("before", FIRST, "");
    write("macros/Example.ijm", "print(2);");
    refused(time, before.folder() + "/db.xml.gz", "Set project.build.outputTimestamp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<pluginRecords>",
        "<pluginRecords/>",
        "<html><body>404</body></html>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><pluginRecords>&e;</pluginRecords>"
      })
  void aPreviousIndexThatIsNoneIsRefused(String text) throws IOException {
    Path index = folder.resolve("old.xml.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(index))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    IOException refusal =
        assertThrows(IOException.class, () -> make("site", SECOND, index.toString()));
    assertTrue(refusal.getMessage().contains("The previous index " + index + " cannot be read"));
    Files.writeString(index, "not compressed");
    assertThrows(IOException.class, () -> make("site", SECOND, index.toString()));
    assertThrows(IOException.class, () -> make("site", SECOND, "missing.xml.gz"));
  }

  @Test
  void anIndexWrittenByTheUpdaterItselfIsContinued() throws IOException {
    Path index = folder.resolve("old.xml.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(index))) {
      out.write(
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <!DOCTYPE pluginRecords [
          <!ELEMENT pluginRecords ((update-site | disabled-update-site)*, plugin*)>
          <!ATTLIST plugin filename CDATA #REQUIRED>]>
          <pluginRecords>
            <plugin filename="plugins/Main_-0.9.jar">
              <category>Old</category>
              <version checksum="abc" filesize="1" timestamp="20250101000000"/>
              <previous-version checksum="def" timestamp="20240101000000"/>
            </plugin>
          </pluginRecords>
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    PublishedSite site = make("site", FIRST, index.toString());
    assertEquals(
        List.of("plugins/Main_-0.9.jar abc 20250101000000 20261124000000", " def 20240101000000 "),
        site.entries().get("plugins/Main_-1.0.0.jar").past());
  }

  private void refused(String time, String previous, String expected) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> make("refused", time, previous));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  private static String past(PublishedSite before, String path) {
    return path
        + " "
        + before.entries().get(path).checksum()
        + " "
        + FIRST_TIMESTAMP
        + " "
        + SECOND_TIMESTAMP;
  }

  private PublishedSite make(String name, String time, String previous) throws IOException {
    Path descriptions = folder.resolve("descriptions.properties");
    List<String> lines = new ArrayList<>();
    for (String start : List.of("plugins", "jars", "macros", "licenses")) {
      lines.add(start + "/=Text of " + start + " | Author");
    }
    Files.write(descriptions, lines);
    Path site = folder.resolve(name);
    UpdateSite.main(
        new String[] {fiji.toString(), site.toString(), time, descriptions.toString(), previous});
    return PublishedSite.read(site);
  }

  private static Map<String, String> bytes(PublishedSite site) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(site.folder())) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            site.folder().relativize(path).toString(),
            Files.readString(path, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private static Set<String> names(PublishedSite site, Entry entry) throws IOException {
    try (ZipFile jar = new ZipFile(site.published(entry).toFile())) {
      return Set.copyOf(jar.stream().map(Object::toString).toList());
    }
  }

  private void jar(String path, String content, String date) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    entries.put("pom.properties", "#" + date + "\na=b\n");
    entries.put("content.txt", content);
    Jars.write(fiji.resolve(path), entries);
  }

  private void write(String path, String text) throws IOException {
    Path file = fiji.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
