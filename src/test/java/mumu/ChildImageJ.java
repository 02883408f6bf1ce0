package mumu;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** ImageJ in a JVM of its own, as a user starts it, on the packaged plugin. */
final class ChildImageJ {
  /** The packaged, complete ImageJ. */
  static final Path PACKAGED = Path.of("target", "imagej").toAbsolutePath();

  /** The home folder of the user. */
  static final Path HOME = own("home");

  private static final int LIMIT_SECONDS = 240;

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path workingFolder = Path.of("").toAbsolutePath();

  /** What a run printed, standard output and error together. */
  record Run(int exit, String output) {
    /** NB: ImageJ exits with 0 whatever its macro did, so only its words count. */
    boolean said(String words) {
      return output.contains(words);
    }
  }

  /** NB: made to start soon; it does not live long enough for the optimizing compiler. */
  private ChildImageJ(String... jvmArguments) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djava.util.prefs.userRoot=" + own("prefs"));
    command.add("-Duser.home=" + HOME);
    command.addAll(List.of(jvmArguments));
  }

  /** A folder that no other JVM with tests uses at the same time; the pom names it so, too. */
  private static Path own(String name) {
    return Path.of("target", name + "-" + System.getProperty("fork", "0")).toAbsolutePath();
  }

  /** Plain ImageJ without a display. */
  static ChildImageJ plain(Path imagej) {
    ChildImageJ child = new ChildImageJ("-Djava.awt.headless=true", "-Dplugins.dir=" + imagej);
    child.command.addAll(List.of("-jar", imagej.resolve("ij.jar").toString()));
    return child;
  }

  /** Headless as Fiji does it: patched, and everything on one class path. */
  static ChildImageJ patched(Path imagej) throws IOException {
    String agent = location("net.imagej.patcher.LegacyInjector");
    ChildImageJ child =
        new ChildImageJ(
            "-javaagent:" + agent + "=init",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-Dplugins.dir=" + imagej);
    List<String> classPath = jars(imagej);
    classPath.addAll(
        List.of(
            agent, location("javassist.ClassPool"), location("io.github.classgraph.ClassGraph")));
    child.command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), "ij.ImageJ"));
    return child;
  }

  /** A program among the tests, headless, with Groovy; patched as Fiji patches ImageJ, or not. */
  static ChildImageJ script(Class<?> main, Path imagej, boolean patched) throws IOException {
    ChildImageJ child =
        patched
            ? patched(imagej)
            : new ChildImageJ("-Djava.awt.headless=true", "-Dplugins.dir=" + imagej);
    List<String> classPath = jars(imagej);
    classPath.add(location(main.getName()));
    for (String needed :
        new String[] {
          "org.codehaus.groovy.jsr223.GroovyScriptEngineFactory",
          "groovy.lang.Closure",
          "net.imagej.patcher.LegacyInjector",
          "javassist.ClassPool",
          "io.github.classgraph.ClassGraph"
        }) {
      classPath.add(location(needed));
    }
    child.command.removeIf(argument -> argument.equals("ij.ImageJ"));
    child.command.addAll(
        List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
    return child;
  }

  /** Headless as Fiji's launcher starts it: the folder of the platform is on the module path. */
  static ChildImageJ fiji(Path fiji, String platform) throws IOException {
    ChildImageJ child = patched(fiji);
    child.command.add(1, "--module-path=" + fiji.resolve("jars").resolve(platform));
    return child;
  }

  /** With windows on a display. */
  static ChildImageJ windowed(Path imagej, String display) {
    ChildImageJ child = new ChildImageJ("-Djava.awt.headless=false", "-Dplugins.dir=" + imagej);
    child.command.addAll(List.of("-jar", imagej.resolve("ij.jar").toString(), "-port0"));
    child.environment.put("DISPLAY", display);
    return child;
  }

  /** A program among the tests that starts ImageJ's windows itself. */
  static ChildImageJ program(Class<?> main, Path imagej, String display) throws IOException {
    ChildImageJ child = new ChildImageJ("-Djava.awt.headless=false", "-Dplugins.dir=" + imagej);
    List<String> classPath = jars(imagej);
    classPath.add(location(main.getName()));
    child.command.addAll(
        List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
    child.environment.put("DISPLAY", display);
    return child;
  }

  /** Started elsewhere than in the repository, whose files relative paths would find. */
  ChildImageJ in(Path folder) {
    workingFolder = folder;
    return this;
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    Path output = Files.createTempFile("imagej", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.directory(workingFolder.toFile());
    builder.environment().remove("DISPLAY");
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    String waitsIn = ended ? "" : stacks(process.pid());
    process.destroyForcibly().waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    if (!ended) {
      throw new AssertionError(
          all + " did not end in " + LIMIT_SECONDS + " s; it said\n" + text + waitsIn);
    }
    return new Run(process.exitValue(), text);
  }

  /** What its threads do. */
  private static String stacks(long process) throws IOException, InterruptedException {
    Path file = Files.createTempFile("stacks", ".txt");
    String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
    new ProcessBuilder(jstack, Long.toString(process))
        .redirectErrorStream(true)
        .redirectOutput(file.toFile())
        .start()
        .waitFor(20, TimeUnit.SECONDS);
    String stacks = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return stacks;
  }

  /** Runs a macro given as text. */
  Run runMacro(Path folder, String... lines) throws IOException, InterruptedException {
    return runMacro("-batch", folder, lines);
  }

  Run runMacro(String how, Path folder, String... lines) throws IOException, InterruptedException {
    Path macro = folder.resolve("test.ijm");
    Files.writeString(macro, String.join("\n", lines), StandardCharsets.US_ASCII);
    return run(how, macro.toString());
  }

  /** The packaged ImageJ again, by hard links, without the jars so named. */
  static Path without(String jarPrefix) throws IOException {
    Path target = Files.createTempDirectory(PACKAGED.getParent(), "without-");
    Files.walkFileTree(
        PACKAGED,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().startsWith(jarPrefix)) {
              Path copy = target.resolve(PACKAGED.relativize(file).toString());
              Files.createDirectories(copy.getParent());
              Files.createLink(copy, file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return target;
  }

  /** All jars as in Fiji, whose ij.jar has a version and lies among the others. */
  private static List<String> jars(Path imagej) throws IOException {
    List<String> all = new ArrayList<>();
    if (Files.exists(imagej.resolve("ij.jar"))) {
      all.add(imagej.resolve("ij.jar").toString());
    }
    for (String folder : new String[] {"plugins", "jars"}) {
      try (Stream<Path> jars = Files.walk(imagej.resolve(folder), 2)) {
        jars.filter(path -> path.toString().endsWith(".jar"))
            .forEach(path -> all.add(path.toString()));
      }
    }
    return all;
  }

  /** Where a class of the test class path lies. */
  private static String location(String className) {
    try {
      return Path.of(
              Class.forName(className, false, ChildImageJ.class.getClassLoader())
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI())
          .toString();
    } catch (ReflectiveOperationException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
