package mumu.bundle;

import java.util.Arrays;

/** The rule for paths inside a bundle: relative, forward slashes, never out of the folder. */
final class BundlePath {
  private BundlePath() {}

  static boolean isInside(String path) {
    return !path.isEmpty()
        && path.length() <= 255
        && path.chars().noneMatch(c -> c < ' ' || "\\:*?\"<>|".indexOf(c) >= 0)
        && Arrays.stream(path.split("/", -1)).noneMatch(BundlePath::leaves);
  }

  static void check(String path) {
    Field.check(
        isInside(path), "path", "must stay in the bundle's folder (no .., \\, :, leading /)", path);
  }

  /**
   * NB: a trailing dot or space is dropped by Windows, so that it could name another file; and some
   * names are devices there, whatever their ending.
   */
  private static boolean leaves(String part) {
    return part.isEmpty()
        || part.endsWith(".")
        || part.endsWith(" ")
        || part.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
  }
}
