package mumu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.List;

/** Hashes of files as {@code sha256sum} writes and checks them. */
record ChecksumList(List<String> lines) {
  /** Where {@code mumu_export} leaves the hashes of all files. */
  static final String FILE = "SHA256SUMS";

  private static final int HASH = 64;

  /**
   * Reads every file and compares it.
   *
   * @throws BundleException naming the first that is missing or differs
   */
  void verify(Store store) throws IOException {
    for (String line : lines) {
      if (!line.matches("[0-9a-f]{64} [ *].+") || !BundlePath.isInside(line.substring(HASH + 2))) {
        throw new BundleException(
            FILE + " of " + store.where() + " must hold a hash and a path a line, was " + line);
      }
      verify(store, line.substring(HASH + 2), line.substring(0, HASH));
    }
  }

  private static void verify(Store store, String path, String expected) throws IOException {
    MessageDigest digest = Checksum.start();
    byte[] buffer = new byte[1 << 16];
    try (InputStream stream = store.open(path)) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (NoSuchFileException e) {
      throw new BundleException(
          path + " is listed in " + FILE + " but missing in " + store.where(), e);
    }
    String found = Checksum.finish(digest);
    if (!found.equals(expected)) {
      throw new BundleException(
          "%s of %s is damaged: expected SHA-256 %s, found %s; install the model again"
              .formatted(path, store.where(), expected, found));
    }
  }
}
