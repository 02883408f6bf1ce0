package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of docs/ against the files and the program they speak of. */
class DocumentationTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern ERROR = Pattern.compile("\\*\\*([^*]+)\\*\\*");

  /** Literals on both sides of a plus are one text, whatever stands between them a gap. */
  private static final Pattern PLUS = Pattern.compile("\"\\s*\\+\\s*\"");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        boolean here = !link.group(1).contains("://");
        if (here && !Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyPageIsInTheIndexAndTheReadmeLeadsThere() throws IOException {
    String index = Files.readString(DOCS.resolve("README.md"));
    try (Stream<Path> files = Files.list(DOCS)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
          .forEach(name -> assertTrue(index.contains("](" + name + ")"), name));
    }
    assertTrue(Files.readString(Path.of("README.md")).contains("(docs/README.md)"));
  }

  @Test
  void everyPictureHasWordsForThoseWhoDoNotSeeIt() throws IOException {
    for (Path page : pages()) {
      assertFalse(Files.readString(page).contains("![]("), page + " has a picture without words");
    }
  }

  @Test
  void everyErrorTextOfTroubleshootingIsInTheProgram() throws IOException {
    String program = literals();
    List<String> missing = new ArrayList<>();
    Files.readAllLines(DOCS.resolve("troubleshooting.md")).stream()
        .filter(line -> line.startsWith("**"))
        .flatMap(line -> ERROR.matcher(line).results())
        .map(error -> error.group(1))
        .filter(error -> !Stream.of(error.split("…")).allMatch(part -> isIn(program, part)))
        .forEach(missing::add);
    assertEquals(List.of(), missing, "these texts are not in the program's messages");
  }

  private static boolean isIn(String program, String part) {
    return program.contains(part.strip());
  }

  private static String literals() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).sorted().toList()) {
        all.append(PLUS.matcher(Files.readString(file)).replaceAll(""));
      }
      return all.toString();
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return Stream.concat(
              Stream.of(Path.of("README.md")),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .collect(Collectors.toList());
    }
  }
}
