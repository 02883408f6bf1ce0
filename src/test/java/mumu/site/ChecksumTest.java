package mumu.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden numbers from src/test/python/make_site_golden.py. */
class ChecksumTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "site");

  @TempDir Path folder;

  @Test
  void aJarHasTheChecksumOfTheUpdater() throws IOException {
    assertChecksum("jars/example-1.0.0.jar", GOLDEN.resolve("example.jar"));
  }

  @Test
  void aMacroHasTheChecksumOfTheUpdater() throws IOException {
    assertChecksum("macros/Example.ijm", GOLDEN.resolve("Example.ijm"));
  }

  @Test
  void aJarBuiltAgainHasTheSameChecksumAndOneWithOtherContentHasNot() throws IOException {
    String version = "version=1\n";
    String first = jar("#Tue\n" + version, "Built-By: me\n", "class");
    assertEquals(first, jar("#Wednesday\n" + version, "Built-By: you\n", "class"));
    assertNotEquals(first, jar("#Tue\nversion=2\n", "Built-By: me\n", "class"));
    assertNotEquals(first, jar("#Tue\n" + version, "Built-By: me\n", "Class"));
  }

  private String jar(String properties, String manifest, String content) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("a.properties", properties);
    entries.put("META-INF/MANIFEST.MF", manifest);
    entries.put("A.class", content);
    Path jar = folder.resolve("a.jar");
    Jars.write(jar, entries);
    return Checksum.of(new SiteFile("jars/a.jar", jar));
  }

  private static void assertChecksum(String path, Path file) throws IOException {
    JsonObject golden =
        JsonParser.parseString(Files.readString(GOLDEN.resolve("checksums.json")))
            .getAsJsonObject();
    assertEquals(golden.get(path).getAsString(), Checksum.of(new SiteFile(path, file)));
  }
}
