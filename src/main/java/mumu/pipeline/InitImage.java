package mumu.pipeline;

import java.util.Optional;
import mumu.request.Picture;
import mumu.tensor.Tensor;

/**
 * The picture that image-to-image starts from, laid on the canvas, and the part of it that may be
 * repainted.
 *
 * <p>What is not repainted comes out bit for bit as it went in.
 */
public final class InitImage {
  private static final int OPAQUE = 255;

  private final Picture picture;
  private final Optional<String> warning;

  private InitImage(Picture picture, Optional<String> warning) {
    this.picture = picture;
    this.warning = warning;
  }

  /** A picture that is its own canvas. */
  static InitImage of(Picture picture) {
    return new InitImage(picture, Optional.empty());
  }

  /** Fits a picture to the canvas: as it is, or scaled to cover it with the excess cut off. */
  public static InitImage fit(Picture picture, int width, int height) {
    if (picture.width() == width && picture.height() == height) {
      return new InitImage(picture, Optional.empty());
    }
    String warning =
        "init has %d × %d pixels, the canvas %d × %d; it is scaled to cover the canvas and cut"
            .formatted(picture.width(), picture.height(), width, height);
    return new InitImage(cover(picture, width, height), Optional.of(warning));
  }

  /** Fits a picture to the canvas as diffusers does: resized without keeping proportions. */
  static InitImage stretch(Picture picture, int width, int height) {
    if (picture.width() == width && picture.height() == height) {
      return new InitImage(picture, Optional.empty());
    }
    String warning =
        "init has %d × %d pixels, the canvas %d × %d; it is resized to the canvas, as in diffusers"
            .formatted(picture.width(), picture.height(), width, height);
    return new InitImage(Lanczos.resize(picture, width, height), Optional.of(warning));
  }

  private static Picture cover(Picture picture, int width, int height) {
    double scale = Math.min(picture.width() / (double) width, picture.height() / (double) height);
    Resampling across = axis(picture.width(), width * scale, width);
    Resampling down = axis(picture.height(), height * scale, height);
    double[][] planes =
        Resampling.planes(Integer.BYTES, (y, line) -> read(picture, y, line), across, down);
    int[] argb = new int[width * height];
    for (int channel = 0; channel < planes.length; channel++) {
      for (int i = 0; i < argb.length; i++) {
        double value = Math.max(0, Math.min(OPAQUE, planes[channel][i]));
        argb[i] |= (int) Math.rint(value) << channel * Byte.SIZE;
      }
    }
    return new Picture(width, height, argb);
  }

  /** Blue, green, red and alpha. */
  private static void read(Picture picture, int y, double[][] line) {
    for (int x = 0; x < picture.width(); x++) {
      for (int channel = 0; channel < line.length; channel++) {
        line[channel][x] = picture.argb(x, y) >>> channel * Byte.SIZE & OPAQUE;
      }
    }
  }

  private static Resampling axis(int source, double length, int target) {
    return Resampling.of(source, (source - length) / 2, length, target);
  }

  /** The picture of the canvas' size; alpha says where it may be repainted. */
  public Picture picture() {
    return picture;
  }

  public Optional<String> warning() {
    return warning;
  }

  /** Whether some of it must stay. */
  public boolean keepsSome() {
    for (int pixel : picture.argb()) {
      if (pixel >>> 24 != OPAQUE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where latents may change: 1 for every cell that holds a pixel to repaint, else 0.
   *
   * @param factor canvas pixels per cell
   * @return [1, 1, h, w]
   */
  public Tensor latentMask(int factor) {
    int columns = picture.width() / factor;
    int rows = picture.height() / factor;
    float[] mask = new float[columns * rows];
    for (int y = 0; y < rows * factor; y++) {
      for (int x = 0; x < columns * factor; x++) {
        if (picture.argb(x, y) >>> 24 > 0) {
          mask[y / factor * columns + x / factor] = 1;
        }
      }
    }
    return Tensor.of(mask, 1, 1, rows, columns);
  }

  /**
   * Where latents may change as diffusers decides it: a cell is what its first pixel is.
   *
   * @param factor canvas pixels per cell
   * @return [1, 1, h, w], 1 where it may be repainted
   */
  public Tensor nearestMask(int factor) {
    int columns = picture.width() / factor;
    int rows = picture.height() / factor;
    float[] mask = new float[columns * rows];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = isRepainted(i % columns * factor, i / columns * factor) ? 1 : 0;
    }
    return Tensor.of(mask, 1, 1, rows, columns);
  }

  /**
   * The picture's colours for an encoder.
   *
   * @param blankMask whether what may be repainted is grey
   * @return [1, 3, H, W] in −1…1
   */
  public Tensor pixels(boolean blankMask) {
    int size = picture.width() * picture.height();
    float[] values = new float[3 * size];
    for (int i = 0; i < size; i++) {
      int x = i % picture.width();
      int y = i / picture.width();
      for (int channel = 0; channel < 3; channel++) {
        int color = picture.argb(x, y) >>> (16 - 8 * channel) & 0xFF;
        boolean blank = blankMask && isRepainted(x, y);
        values[channel * size + i] = blank ? 0 : 2 * (color / 255f) - 1;
      }
    }
    return Tensor.of(values, 1, 3, picture.height(), picture.width());
  }

  private boolean isRepainted(int x, int y) {
    return picture.argb(x, y) >>> 24 > OPAQUE / 2;
  }

  /** A generated picture with everything that was not to be repainted put back. */
  public Picture restore(Picture generated) {
    int[] argb = generated.argb();
    int[] original = picture.argb();
    for (int i = 0; i < argb.length; i++) {
      argb[i] = mix(original[i], argb[i], original[i] >>> 24);
    }
    return new Picture(generated.width(), generated.height(), argb);
  }

  private static int mix(int original, int generated, int share) {
    int mixed = 0xFF;
    for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
      int before = original >>> shift & 0xFF;
      int after = generated >>> shift & 0xFF;
      int value = (before * (OPAQUE - share) + after * share + OPAQUE / 2) / OPAQUE;
      mixed = mixed << 8 | value;
    }
    return mixed;
  }
}
