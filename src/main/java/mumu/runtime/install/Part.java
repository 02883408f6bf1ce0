package mumu.runtime.install;

/**
 * A library inside a jar: a deflated entry, fetched on its own so that the rest of the jar is not.
 *
 * @param name of the file, without folder
 * @param offset of the entry's first compressed byte in the jar
 * @param sha256 of the unpacked file, in hexadecimal
 */
record Part(String name, long offset, long compressedBytes, long bytes, String sha256) {
  Part {
    if (!name.matches("[A-Za-z0-9_.-]+") || name.startsWith(".")) {
      throw new IllegalArgumentException("'" + name + "' is no plain file name");
    }
    if (offset < 0 || compressedBytes < 1 || bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("the entry for " + name + " is malformed");
    }
  }
}
