package mumu.runtime.install;

/**
 * A piece of a file of the repository.
 *
 * @param path of the file below the repository's address
 * @param totalBytes of the whole file
 * @param from first byte
 * @param to the byte after the last
 */
record Range(String path, long totalBytes, long from, long to) {
  long bytes() {
    return to - from;
  }

  /** As HTTP asks for it. */
  String header() {
    return "bytes=" + from + "-" + (to - 1);
  }
}
