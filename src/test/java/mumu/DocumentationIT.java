package mumu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mumu.ChildImageJ.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The macros that stand on the pages, as they stand there. */
class DocumentationIT {
  private static final Pattern MACRO = Pattern.compile("(?s)```ijm\n(.*?)```");

  @Test
  void everyMacroOfThePagesRuns(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult macro : MACRO.matcher(Files.readString(page)).results().toList()) {
        lines.add("print('PAGE " + page.getFileName() + "');");
        lines.add(macro.group(1));
        lines.add("close('*');");
      }
    }
    assertTrue(lines.size() > 3 * 4, "the pages' macros are not found");
    lines.add("print('SENTINEL');");
    Files.createDirectories(ChildImageJ.HOME);
    Run run =
        ChildImageJ.patched(ChildImageJ.PACKAGED).runMacro(folder, lines.toArray(String[]::new));
    assertTrue(run.said("SENTINEL"), run.output());
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), files.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }
}
