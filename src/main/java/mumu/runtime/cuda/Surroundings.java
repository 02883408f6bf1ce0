package mumu.runtime.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything outside of this program that a survey asks, so that a test can give other answers.
 *
 * @param root where the system's absolute paths begin
 * @param commands a program and its arguments, to what it printed; empty when it failed
 */
public record Surroundings(
    String os,
    String arch,
    Path root,
    Path home,
    Path javaHome,
    Map<String, String> environment,
    Function<List<String>, Optional<String>> commands) {
  private static final int PATIENCE_SECONDS = 10;

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** What really surrounds this program. */
  public static Surroundings real() {
    return new Surroundings(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Path.of(System.getProperty("user.home")).toAbsolutePath().getRoot(),
        Path.of(System.getProperty("user.home")),
        Path.of(System.getProperty("java.home")),
        System.getenv(),
        Surroundings::output);
  }

  boolean isWindows() {
    return os.startsWith("Windows");
  }

  /** A variable of the environment; NB: Windows does not tell upper from lower case. */
  Optional<String> variable(String name) {
    return environment.entrySet().stream()
        .filter(it -> isWindows() ? it.getKey().equalsIgnoreCase(name) : it.getKey().equals(name))
        .map(Map.Entry::getValue)
        .filter(it -> !it.isBlank())
        .findFirst();
  }

  /** The folders that a variable such as PATH lists; what cannot be a path is passed over. */
  Stream<Path> folders(String variable) {
    String separator = isWindows() ? ";" : ":";
    return variable(variable).stream()
        .flatMap(it -> Arrays.stream(it.split(separator)))
        .map(String::strip)
        .filter(it -> !it.isEmpty())
        .flatMap(it -> path(it).stream())
        .filter(Path::isAbsolute);
  }

  /** A folder of the system, from a path without the leading slash. */
  Path system(String path) {
    return root.resolve(path);
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread reaper = new Thread(() -> stopLate(process), "MUMU " + command.get(0));
      reaper.setDaemon(true);
      reaper.start();
      try (InputStream stream = process.getInputStream()) {
        String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty(); // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void stopLate(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
