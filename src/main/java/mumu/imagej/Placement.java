package mumu.imagej;

import java.awt.Rectangle;

/**
 * The stretch of a picture that lands on a box, in the picture's pixels; never stretched one way
 * only.
 *
 * @param left where it begins; negative when the picture begins later
 */
record Placement(double left, double top, double width, double height) {
  private static final int SHIFT_RED = 16;

  /** The picture covers the box; what is over at two sides is cut off. */
  static Placement covering(int pictureWidth, int pictureHeight, Rectangle box) {
    double scale = Math.min(pictureWidth / (double) box.width, pictureHeight / (double) box.height);
    double width = box.width * scale;
    double height = box.height * scale;
    return new Placement((pictureWidth - width) / 2, (pictureHeight - height) / 2, width, height);
  }

  /**
   * The picture was made from the whole image, which covered it; the box gets the part that was
   * there.
   */
  static Placement framed(int pictureWidth, int pictureHeight, Rectangle image, Rectangle box) {
    double scale =
        Math.max(pictureWidth / (double) image.width, pictureHeight / (double) image.height);
    double left = (pictureWidth - image.width * scale) / 2;
    double top = (pictureHeight - image.height * scale) / 2;
    return new Placement(
        left + box.x * scale, top + box.y * scale, box.width * scale, box.height * scale);
  }

  /** Whether a pixel of the box lies on the picture. */
  boolean covers(int x, int y, Rectangle box, Rectangle picture) {
    double across = left + (x + 0.5) * width / box.width;
    double down = top + (y + 0.5) * height / box.height;
    return across >= 0 && across < picture.width && down >= 0 && down < picture.height;
  }

  /** The colours {@code 0x00RRGGBB} the box gets, row-major. */
  int[] colors(int[] picture, int pictureWidth, Rectangle box) {
    Taps[] across = Taps.axis(pictureWidth, left, width, box.width);
    Taps[] down = Taps.axis(picture.length / pictureWidth, top, height, box.height);
    int[] colors = new int[box.width * box.height];
    for (int i = 0; i < colors.length; i++) {
      Taps row = down[i / box.width];
      Taps column = across[i % box.width];
      for (int shift = SHIFT_RED; shift >= 0; shift -= Byte.SIZE) {
        colors[i] |= (int) Math.rint(mean(picture, pictureWidth, row, column, shift)) << shift;
      }
    }
    return colors;
  }

  private static double mean(int[] picture, int width, Taps row, Taps column, int shift) {
    double sum = 0;
    for (int y = 0; y < row.samples.length; y++) {
      double line = 0;
      for (int x = 0; x < column.samples.length; x++) {
        int color = picture[row.samples[y] * width + column.samples[x]];
        line += column.weights[x] * (color >>> shift & 0xFF);
      }
      sum += row.weights[y] * line;
    }
    return sum;
  }

  /**
   * What one target sample is made of along an axis. The weights add up to 1; beyond its ends the
   * picture goes on as it ends.
   */
  private record Taps(int[] samples, double[] weights) {
    static Taps[] axis(int size, double from, double length, int target) {
      double step = length / target;
      Taps[] axis = new Taps[target];
      for (int i = 0; i < target; i++) {
        axis[i] = of(from + (i + 0.5) * step, Math.max(1, step), size);
      }
      return axis;
    }

    /** NB: the mean over one source sample's width is linear interpolation. */
    private static Taps of(double middle, double width, int size) {
      double begin = middle - width / 2;
      double end = middle + width / 2;
      int first = (int) Math.floor(begin);
      int count = (int) Math.ceil(end) - first;
      Taps taps = new Taps(new int[count], new double[count]);
      for (int k = 0; k < count; k++) {
        taps.samples[k] = Math.max(0, Math.min(size - 1, first + k));
        double covered = Math.min(first + k + 1, end) - Math.max(first + k, begin);
        taps.weights[k] = covered / width;
      }
      return taps;
    }
  }
}
