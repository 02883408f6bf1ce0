package mumu.request;

import java.util.Arrays;

/** Immutable 8-bit pixels with alpha, {@code 0xAARRGGBB} (not premultiplied), row-major. */
public final class Picture {
  private final int width;
  private final int height;
  private final int[] argb;

  public Picture(int width, int height, int[] argb) {
    if (width < 1 || height < 1 || (long) width * height != argb.length) {
      throw new IllegalArgumentException(
          "a picture of " + width + " × " + height + " cannot have " + argb.length + " pixels");
    }
    this.width = width;
    this.height = height;
    this.argb = argb.clone();
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Pixel at column x and row y, {@code 0xAARRGGBB}. */
  public int argb(int x, int y) {
    return argb[y * width + x];
  }

  /** A copy of all pixels. */
  public int[] argb() {
    return argb.clone();
  }

  /**
   * SHA-256 in lower-case hexadecimal of width, height and all pixels row by row, each as a
   * big-endian 32-bit number.
   */
  public String sha256() {
    throw new UnsupportedOperationException("not yet written");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that
        && width == that.width
        && height == that.height
        && Arrays.equals(argb, that.argb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(argb);
  }

  @Override
  public String toString() {
    return "Picture[" + width + " × " + height + "]";
  }
}
