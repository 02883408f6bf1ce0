package mumu.runtime.install;

import java.util.List;

/**
 * A jar or wheel, both of them zips, and what is wanted of it.
 *
 * @param path of a jar below its repository's address; of a wheel its project and file name
 */
record Archive(Source source, String path, long bytes, List<Part> parts) {
  Archive {
    parts = List.copyOf(parts);
    if (!path.matches("[A-Za-z0-9_.+-]+(/[A-Za-z0-9_.+-]+)+") || path.contains("..")) {
      throw new IllegalArgumentException("'" + path + "' is no path in a repository");
    }
    for (Part part : parts) {
      if (part.offset() > bytes - part.compressedBytes()) {
        throw new IllegalArgumentException(part.name() + " lies beyond the end of " + path);
      }
    }
  }
}
