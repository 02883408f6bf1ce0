package mumu.request;

/** Pictures as PNG bytes, exact to the bit, colours under alpha 0 included. */
public final class Png {
  private Png() {}

  public static byte[] encode(Picture picture) {
    throw new UnsupportedOperationException("not yet written");
  }

  /**
   * Reads a PNG.
   *
   * @throws IllegalArgumentException when it is no PNG or too large
   */
  public static Picture decode(byte[] png) {
    throw new UnsupportedOperationException("not yet written");
  }
}
