package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceStyleTest {
  @Test
  void everySourceFileKeepsTheHouseRules() throws IOException {
    List<String> violations = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> paths = Files.walk(Path.of("src", "main", "java"))) {
      files = paths.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
    assertTrue(files.size() > 20, "sources not found");
    for (Path file : files) {
      SourceStyle.violations(Files.readString(file))
          .forEach(violation -> violations.add(file + ":" + violation));
    }
    assertEquals(List.of(), violations, () -> String.join("\n", violations));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "void f() { if (a) for (;;) while (b) do g(); while (c); } => levels of nesting",
        "void f() { run(() -> { if (a) for (;;) while (b) synchronized (this) {} }); } => levels of",
        "int f() { if (a) for (;;) try { g(); } finally { switch (b) { default: } } } => levels of",
        "void f(int a, int b, int c, int d, int e, int g) {} => parameters of the method f",
        "C(int a, int b, int c, int d, int e, int g) {} => parameters of the method <init>",
        "void f() { try { g(); } catch (IOException e) {} } => 1: a catch is empty",
        "void f() { try { g(); } catch (IOException e) { /* no */ } } => a catch is empty",
        "void f() { try { g(); } catch (Exception e) { h(); } } => takes every Exception",
        "void f() { try { g(); } catch (A | java.lang.Throwable e) { h(); } } => takes every",
        "static final Map<A, B> CACHE = new java.util.HashMap<>(); => CACHE can be changed",
        "static final AtomicInteger ID = new AtomicInteger(); => ID can be changed",
      })
  void aMemberAgainstARuleIsFound(String member, String expected) throws IOException {
    List<String> violations = SourceStyle.violations("class C { " + member.strip() + " }");
    assertEquals(1, violations.size(), violations::toString);
    assertTrue(violations.get(0).contains(expected.strip()), violations::toString);
  }

  @Test
  void longFilesAndLongMethodsAreFoundAndCommentsDoNotCount() throws IOException {
    String line = "int i = '\"' + \"// no comment /*\".length(); // comment\n";
    String comments = "\n// comment\n/* comment\n\n comment */\n".repeat(100);
    String field = "static final " + line;
    assertEquals(
        List.of(), SourceStyle.violations("class C {\n" + field.repeat(248) + comments + "}"));
    assertEquals(
        List.of("1: at most 250 code lines in the file expected, found 251"),
        SourceStyle.violations("class C {\n" + field.repeat(249) + "}"));
    assertEquals(
        List.of(),
        SourceStyle.violations("class C { void f() {\n" + line.repeat(38) + comments + "}}"));
    assertEquals(
        List.of("1: at most 40 lines in the method f expected, found 41"),
        SourceStyle.violations("class C { void f() {\n" + line.repeat(39) + "}}"));
  }

  @Test
  void whatTheHouseAllowsIsNotFound() throws IOException {
    assertEquals(
        List.of(),
        SourceStyle.violations(
            """
            record C(int a, int b, int c, int d, int e, int f) {
              static final Map<A, B> NAMES = Map.of();
              C {
                if (a) { for (;;) while (b) c(); } else if (b) { d(); } else if (c) { e(); }
              }
              C(int a, int b, int c, int d, int e, int f, int g) { this(a, b, c, d, e, f); }
              void g() {
                try { h("/* */"); } catch (IOException e) { throw new Own(e); }
                for (;;) while (b) run(new Runnable() { public void run() { if (a) b(); } });
              }
            }
            """));
  }
}
