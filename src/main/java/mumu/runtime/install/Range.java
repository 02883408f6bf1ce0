package mumu.runtime.install;

import java.net.URI;

/**
 * A piece of a file on a server.
 *
 * @param totalBytes of the whole file
 * @param from first byte
 * @param to the byte after the last
 */
record Range(URI address, long totalBytes, long from, long to) {
  long bytes() {
    return to - from;
  }

  /** As HTTP asks for it. */
  String header() {
    return "bytes=" + from + "-" + (to - 1);
  }
}
