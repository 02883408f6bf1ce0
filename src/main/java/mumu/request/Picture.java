package mumu.request;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable 8-bit pixels with alpha, {@code 0xAARRGGBB} (not premultiplied), row-major. */
public final class Picture {
  /** What can be stored with a result and read again without exhausting the memory. */
  public static final int MAXIMUM_PIXELS = 1 << 26;

  private final int width;
  private final int height;
  private final int[] argb;

  public Picture(int width, int height, int[] argb) {
    if (width < 1 || height < 1 || (long) width * height != argb.length) {
      throw new IllegalArgumentException(
          "a picture of " + width + " × " + height + " cannot have " + argb.length + " pixels");
    }
    if (argb.length > MAXIMUM_PIXELS) {
      throw new IllegalArgumentException(
          "a picture must have at most %d pixels (8192 × 8192), had %d × %d; select a smaller region"
              .formatted(MAXIMUM_PIXELS, width, height));
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
    MessageDigest digest = sha256Digest();
    ByteBuffer row = ByteBuffer.allocate(4 * Math.max(2, width)); // big-endian by default
    digest.update(row.putInt(width).putInt(height).flip());
    for (int y = 0; y < height; y++) {
      row.clear();
      row.asIntBuffer().put(argb, y * width, width);
      digest.update(row.limit(4 * width));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
