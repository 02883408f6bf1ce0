package mumu.runtime.install;

import java.util.List;

/**
 * A jar of the repository and what is wanted of it.
 *
 * @param path below the repository's address
 */
record Jar(String path, long bytes, List<Part> parts) {
  Jar {
    parts = List.copyOf(parts);
    for (Part part : parts) {
      if (part.offset() > bytes - part.compressedBytes()) {
        throw new IllegalArgumentException(part.name() + " lies beyond the end of " + path);
      }
    }
  }
}
