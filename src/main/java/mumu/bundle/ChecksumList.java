package mumu.bundle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hashes of files as {@code sha256sum} writes and checks them. */
record ChecksumList(List<String> lines) {
  /** Where {@code mumu_export} leaves the hashes of all files. */
  static final String FILE = "SHA256SUMS";

  private static final int HASH = 64;

  /**
   * The hashes by path.
   *
   * @param file for messages
   */
  Map<String, String> hashes(String file) throws BundleException {
    Map<String, String> hashes = new TreeMap<>();
    for (String line : lines) {
      if (!line.matches("[0-9a-f]{64} [ *].+") || !BundlePath.isInside(line.substring(HASH + 2))) {
        throw new BundleException(file + " must hold a hash and a path a line, was " + line);
      }
      hashes.put(line.substring(HASH + 2), line.substring(0, HASH));
    }
    return hashes;
  }

  static void compare(String file, String expected, String found) throws BundleException {
    if (!found.equals(expected)) {
      throw new BundleException(
          "%s is damaged: expected SHA-256 %s, found %s; install the model again"
              .formatted(file, expected, found));
    }
  }
}
