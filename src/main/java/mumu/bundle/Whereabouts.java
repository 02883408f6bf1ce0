package mumu.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where below a folder that is no model one lies: people often give the folder above it. */
final class Whereabouts {
  private static final Set<String> MARKERS = Set.of(Manifest.FILE, DiffusersBundle.FILE);
  private static final int LEVELS = 4;
  private static final int MOST_FILES = 2000;

  private Whereabouts() {}

  /** A phrase for the end of a message; empty where there is no model. */
  static String hint(Path path) {
    return below(path).map(found -> "; there is one at " + found).orElse("");
  }

  private static Optional<Path> below(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    try (Stream<Path> walk = Files.walk(path, LEVELS)) {
      return walk.limit(MOST_FILES)
          .filter(file -> MARKERS.contains(String.valueOf(file.getFileName())))
          .map(Path::getParent)
          .sorted()
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // NB: only a hint; what is wrong has been found
    }
  }
}
