package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/contract-tests.md names only tests that are there. */
class ContractTableTest {
  private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  @Test
  void everyNamedTestExists() throws IOException {
    List<String> missing = new ArrayList<>();
    List<String> rows =
        Files.readAllLines(Path.of("docs", "contract-tests.md")).stream()
            .filter(line -> line.matches("\\| [0-9.]+ \\|.*"))
            .toList();
    for (String row : rows) {
      Matcher name = NAME.matcher(row);
      while (name.find()) {
        String source = source(name.group(1));
        if (name.group(2) != null && !source.contains(" " + name.group(2) + "(")) {
          missing.add(name.group());
        }
      }
      assertTrue(
          NAME.matcher(row).find() || row.contains("the build itself"), "no test named: " + row);
    }
    assertEquals(List.of(), missing);
    assertTrue(rows.size() > 40, "rows: " + rows.size());
  }

  private static String source(String type) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().equals(type + ".java")).toList();
      assertEquals(1, found.size(), type);
      return Files.readString(found.get(0));
    }
  }
}
