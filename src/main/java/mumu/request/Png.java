package mumu.request;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG bytes, exact to the bit, colours under alpha 0 included. */
public final class Png {
  /** No stream of deflate holds more bytes per byte. */
  private static final long MAXIMUM_RATIO = 1032;

  private Png() {}

  /** Writes 8-bit RGBA. */
  public static byte[] encode(Picture picture) {
    int width = picture.width();
    BufferedImage image = new BufferedImage(width, picture.height(), BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, width, picture.height(), picture.argb(), 0, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", output);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a PNG.
   *
   * @throws IllegalArgumentException when it is no PNG, cut short or too large
   */
  public static Picture decode(byte[] png) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(input, true, true);
      checkSize(reader, png.length);
      BufferedImage image = reader.read(0);
      int width = image.getWidth();
      int height = image.getHeight();
      return new Picture(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    } catch (IOException | RuntimeException e) {
      // NB: on broken bytes the JDK's reader throws whatever its inner loops throw.
      throw new IllegalArgumentException(
          "a picture cannot be read: expected a PNG, found %d bytes that are not (%s)"
              .formatted(png.length, e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** Looks at the header only, before memory is taken for the pixels. */
  private static void checkSize(ImageReader reader, long bytes) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width * height > Picture.MAXIMUM_PIXELS || width * height / 8 > bytes * MAXIMUM_RATIO) {
      throw new IOException(
          "%d × %d pixels are too many for these bytes or for a picture of at most %d"
              .formatted(width, height, Picture.MAXIMUM_PIXELS));
    }
  }
}
