package mumu;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The stair of packages and what may lean on what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  /** From the lowest step to the top; the empty name is the root package. */
  private static final List<String> STAIR =
      List.of(
          "tensor",
          "request",
          "bundle",
          "runtime",
          "sampling",
          "pipeline",
          "imagej",
          "command",
          "ui",
          "",
          "site");

  /** A rule and a little program that breaks it, one class per text. */
  private record Rule(ArchRule rule, List<String> offender) {
    Rule(ArchRule rule, String... offender) {
      this(rule.allowEmptyShould(true), List.of(offender));
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              classes().should(dependOnlyDownwards()),
              "package mumu.tensor; class Up { mumu.request.Picture picture; }"),
          new Rule(
              classes().should(dependOnlyDownwards()),
              "package mumu.command; class Up { mumu.MumuPlugin plugin; }"),
          new Rule(
              slices().matching("mumu.(**)").should().beFreeOfCycles(),
              "package mumu.pipeline; public class Whole { mumu.pipeline.part.Part part; }",
              "package mumu.pipeline.part; public class Part { mumu.pipeline.Whole whole; }"),
          new Rule(
              slices().matching("mumu.pipeline.(*)..").should().notDependOnEachOther(),
              "package mumu.pipeline.one; class One { mumu.pipeline.two.Two other; }",
              "package mumu.pipeline.two; public class Two {}"),
          new Rule(
              noClasses()
                  .that()
                  .resideInAPackage("mumu.ui.form..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage("java.awt..", "javax.swing..", "ij.."),
              "package mumu.ui.form; class Window { java.awt.Color color; }"),
          new Rule(
              noClasses()
                  .that()
                  .resideOutsideOfPackages("mumu", "mumu.ui..", "mumu.command..", "mumu.imagej..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage("ij.."),
              "package mumu.request; class Ij { ij.ImagePlus image; }"),
          new Rule(
              noClasses()
                  .that()
                  .resideOutsideOfPackage("mumu.runtime..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage("ai.onnxruntime..", "ai.djl.."),
              "package mumu.pipeline; class Ort { ai.onnxruntime.OrtSession session; }"),
          new Rule(
              noClasses().that().resideInAPackage("mumu.tensor..").should(dependBeyondJava()),
              "package mumu.tensor; class Json { com.google.gson.Gson gson; }"),
          new Rule(
              noClasses()
                  .should()
                  .resideInAnyPackage(
                      "..util..",
                      "..utils..",
                      "..common..",
                      "..helper..",
                      "..helpers..",
                      "..manager..",
                      "..impl.."),
              "package mumu.imagej.util; class Anything {}"),
          new Rule(
              fields().that().areStatic().should().beFinal(),
              "package mumu.request; class Counter { static int count; }"),
          new Rule(
              NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS,
              "package mumu.request; class Loud { void f() { System.err.println(); } }"),
          new Rule(
              NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS,
              "package mumu.request; class Loud { void f(Exception e) { e.printStackTrace(); } }"),
          new Rule(
              NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS,
              "package mumu.request; class Bare { Object f() { return new RuntimeException(); } }"));

  private JavaClasses house;

  @BeforeAll
  void readTheHouse() {
    house = new ClassFileImporter().importPath(Path.of("target", "classes"));
    assertTrue(house.contain(MumuPlugin.class), "no classes found");
  }

  @TestFactory
  Stream<DynamicTest> theHouseKeepsTheRule() {
    return RULES.stream()
        .map(
            it ->
                DynamicTest.dynamicTest(it.rule().getDescription(), () -> it.rule().check(house)));
  }

  @TestFactory
  Stream<DynamicTest> aProgramAgainstTheRuleIsFound(@TempDir Path folder) {
    return RULES.stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.rule().getDescription(),
                    () ->
                        assertTrue(
                            it.rule().evaluate(compiled(it.offender(), folder)).hasViolation())));
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    List<Path> packages;
    try (Stream<Path> paths = Files.walk(Path.of("src", "main", "java", "mumu"))) {
      packages = paths.filter(Files::isDirectory).filter(ArchitectureTest::holdsSources).toList();
    }
    assertTrue(packages.size() > 5, packages.toString());
    for (Path folder : packages) {
      String info = Files.readString(folder.resolve("package-info.java"));
      assertTrue(info.startsWith("/**"), folder.toString());
    }
  }

  private static boolean holdsSources(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArchCondition<JavaClass> dependOnlyDownwards() {
    return new ArchCondition<>("depend only on lower packages: " + STAIR) {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        user.getDirectDependenciesFromSelf().stream()
            .filter(it -> step(it.getTargetClass()) > step(user))
            .forEach(it -> events.add(SimpleConditionEvent.violated(user, it.getDescription())));
      }
    };
  }

  /** Height of a class on the stair, −1 for classes of others. */
  private static int step(JavaClass javaClass) {
    String name = javaClass.getPackageName() + ".";
    if (!name.startsWith("mumu.")) {
      return -1;
    }
    String step = name.substring("mumu.".length()).replaceAll("\\..*", "");
    int height = STAIR.indexOf(step);
    assertFalse(height < 0, "the package " + name + " has no place on the stair");
    return height;
  }

  private static ArchCondition<JavaClass> dependBeyondJava() {
    return dependOnClassesThat(
        DescribedPredicate.describe(
            "are neither java.* nor mumu.tensor",
            target ->
                !target.getPackageName().matches("java(\\..*)?|mumu\\.tensor")
                    && !target.getBaseComponentType().isPrimitive()));
  }

  private static JavaClasses compiled(List<String> sources, Path folder) throws IOException {
    Path classes = Files.createTempDirectory(folder, "offender");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    boolean ok =
        compiler
            .getTask(null, null, null, options, null, sources.stream().map(Source::new).toList())
            .call();
    assertTrue(ok, sources::toString);
    return new ClassFileImporter().importPath(classes);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + className(text) + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    private static String className(String text) {
      return text.replaceAll("(?s).*?\\bclass (\\w+).*", "$1");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
