package mumu.imagej;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;

/**
 * Mixes colours into the pixels of one plane.
 *
 * <p>A plane without colours gets the grey that ImageJ's own conversion to 8 bits makes, spread
 * over the display range, so that it looks there as it looked in the picture; an inverted LUT gets
 * it inverted.
 */
final class PixelMixer {
  private static final int WHITE = 255;

  private final ImageProcessor plane;
  private final int bits;
  private final double low;
  private final double high;
  private final boolean inverted;
  private final double[] weights = ColorProcessor.getWeightingFactors();

  PixelMixer(ImagePlus image, ImageProcessor plane) {
    this.plane = plane;
    bits = image.getBitDepth();
    low = image.getDisplayRangeMin();
    high = image.getDisplayRangeMax();
    inverted = plane.isInvertedLut();
  }

  /**
   * @param rgb the new colour
   * @param share how much of it, 0 to 1; at 1 nothing is left of what was there
   */
  void mix(int x, int y, int rgb, double share) {
    if (share <= 0) {
      return;
    }
    switch (bits) {
      case 24 -> plane.set(x, y, mixed(plane.get(x, y), rgb, share));
      case 32 -> plane.setf(x, y, (float) mixed(plane.getf(x, y), value(rgb), share));
      default -> {
        double largest = bits == 16 ? 65535 : WHITE;
        double mixed = mixed(plane.get(x, y), value(rgb), share);
        plane.set(x, y, (int) Math.rint(Math.max(0, Math.min(largest, mixed))));
      }
    }
  }

  private double value(int rgb) {
    double grey =
        (rgb >> 16 & 0xFF) * weights[0]
            + (rgb >> 8 & 0xFF) * weights[1]
            + (rgb & 0xFF) * weights[2];
    return low + (inverted ? WHITE - grey : grey) / WHITE * (high - low);
  }

  private static int mixed(int before, int after, double share) {
    int mixed = 0xFF;
    for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
      double value = mixed((double) (before >> shift & 0xFF), after >> shift & 0xFF, share);
      mixed = mixed << Byte.SIZE | (int) Math.rint(value);
    }
    return mixed;
  }

  /** NB: not a sum of products at 1, because NaN times 0 is NaN. */
  private static double mixed(double before, double after, double share) {
    return share >= 1 ? after : before + (after - before) * share;
  }
}
