package mumu.site;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scijava.util.FileUtils;

/**
 * A file of the site.
 *
 * @param path where it goes below Fiji's folder, with {@code /}
 * @param file where it is now
 */
record SiteFile(String path, Path file) {
  /** The folders the updater looks into, and the endings it takes there; none: all. */
  private static final Map<String, Set<String>> ACCEPTED =
      Map.of(
          "plugins", Set.of(".jar", ".ijm", ".txt"),
          "jars", Set.of(".jar"),
          "macros", Set.of(".ijm", ".txt", ".png"),
          "images", Set.of(".tif", ".png", ".txt", ".ico"),
          "licenses", Set.of(),
          "models", Set.of());

  SiteFile {
    String folder = path.substring(0, Math.max(0, path.indexOf('/')));
    Set<String> endings = ACCEPTED.get(folder);
    if (endings == null || !(endings.isEmpty() || endings.stream().anyMatch(path::endsWith))) {
      throw new IllegalArgumentException(
          "Fiji's updater would leave out " + path + ". Expected one of " + ACCEPTED + ".");
    }
    if (!path.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(
          "The name of " + path + " must be in ASCII and without spaces for a web address.");
    }
  }

  /** What the index knows the file by: the path without a version. */
  String name() {
    return FileUtils.stripFilenameVersion(path);
  }

  boolean isJar() {
    return path.endsWith(".jar");
  }

  /** The only platform that needs the file, which has a folder of its own in {@code jars}. */
  Optional<String> platform() {
    return platform(path);
  }

  static Optional<String> platform(String path) {
    String[] parts = path.split("/");
    return parts[0].equals("jars") && parts.length > 2 ? Optional.of(parts[1]) : Optional.empty();
  }
}
