package mumu.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where below a folder, or in a zip, that is no model one lies: people often take the one above.
 */
final class Whereabouts {
  private static final Set<String> MARKERS = Set.of(Manifest.FILE, DiffusersBundle.FILE);
  private static final String UNMARKED =
      "; it has the graphs of one: write a model_index.json beside them that says"
          + " {\"_class_name\": \"StableDiffusionPipeline\"}, or StableDiffusionXLPipeline, or"
          + " LatentConsistencyModelPipeline";
  private static final int LEVELS = 4;
  private static final int MOST_FILES = 2000;

  private Whereabouts() {}

  /** A phrase for the end of a message; empty where there is no model. */
  static String hint(Path path) throws BundleException {
    if (!Files.isDirectory(path)) {
      return hint(ZipStore.names(path));
    }
    return below(path)
        .map(found -> "; there is one at " + found)
        .orElseGet(() -> hasGraphs(path) ? UNMARKED : "");
  }

  private static String hint(Set<String> zipped) {
    return zipped.stream()
        .filter(name -> MARKERS.contains(name.substring(name.lastIndexOf('/') + 1)))
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .findFirst()
        .map(found -> "; there is one in " + found + " of it: unpack it, or zip that folder alone")
        .orElseGet(() -> zipped.contains(DiffusersBundle.graph("unet")) ? UNMARKED : "");
  }

  /** As exports for web pages, which know without a file what they are. */
  private static boolean hasGraphs(Path path) {
    return Files.isRegularFile(path.resolve(DiffusersBundle.graph("unet")));
  }

  private static Optional<Path> below(Path path) {
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
