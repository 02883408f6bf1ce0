package mumu.command;

import ij.IJ;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import mumu.runtime.cuda.Platform;

/** Where ImageJ is installed and where models and relative paths are looked for. */
final class Folders {
  private Folders() {}

  /** Folders that may hold installed models, the one beside ImageJ first. */
  static List<Path> models() {
    return Stream.concat(imagej().stream(), Stream.of(user())).map(Folders::modelsIn).toList();
  }

  private static Path user() {
    return Path.of(System.getProperty("user.home"), ".imagej");
  }

  private static Path modelsIn(Path home) {
    return home.resolve("models").resolve("mumu");
  }

  /**
   * Folders that may take a new model, by preference: ImageJ's, and the user's own for where that
   * one cannot be written.
   *
   * <p>NB: a working folder that only passes for ImageJ's is none; see below.
   */
  static List<Path> installs() {
    Stream<Path> own = imagej().stream().filter(Folders::isImageJ);
    return Stream.concat(own, Stream.of(user())).map(Folders::modelsIn).toList();
  }

  /** Folders that may hold the CUDA runtime, by preference; none where there is no CUDA. */
  static List<Path> libraries() {
    Stream<Path> homes =
        Stream.concat(imagej().stream().filter(Folders::isImageJ), Stream.of(user()));
    return Platform.current().stream()
        .flatMap(it -> homes.map(home -> home.resolve(Path.of("lib", "mumu", it.folder()))))
        .toList();
  }

  private static boolean isImageJ(Path home) {
    return Files.isDirectory(home.resolve("plugins")) || Files.isDirectory(home.resolve("jars"));
  }

  /**
   * The path as it is or, where there is no such file, below ImageJ's folder, or where Fiji's
   * updater has put the plugin's images.
   *
   * @throws IllegalArgumentException when the text cannot be a path on this system
   */
  static Path find(String text) {
    Path path = path(text);
    Stream<Path> installed =
        imagej().stream()
            .flatMap(home -> Stream.of(home, home.resolve("images").resolve("mumu")))
            .map(home -> home.resolve(path));
    return Stream.concat(Stream.of(path), installed).filter(Files::exists).findFirst().orElse(path);
  }

  /**
   * NB: on Linux, Java knows no letters but ASCII's where no language is set, as on clusters.
   *
   * @throws IllegalArgumentException when the text cannot be a path on this system
   */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      String advice =
          text.chars().allMatch(c -> c < 0x80)
              ? "Write it with /."
              : "If its letters are the reason, start ImageJ with LC_ALL=C.UTF-8.";
      throw new IllegalArgumentException(
          "'%s' cannot be a path here: %s. %s".formatted(text, e.getReason(), advice), e);
    }
  }

  /** NB: without menus ImageJ takes the working folder for its own, whatever plugins.dir says. */
  private static List<Path> imagej() {
    String plugins = System.getProperty("plugins.dir");
    String home = plugins == null ? null : plugins.replaceFirst("[/\\\\]plugins[/\\\\]?$", "");
    return Stream.of(home, IJ.getDirectory("imagej"))
        .filter(Objects::nonNull)
        .map(Path::of)
        .distinct()
        .toList();
  }
}
