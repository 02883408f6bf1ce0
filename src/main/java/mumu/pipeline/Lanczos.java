package mumu.pipeline;

import mumu.request.Picture;

/**
 * Resizes a picture as Pillow's {@code resize(…, LANCZOS)}, with which diffusers makes every
 * picture to start from fit: whole numbers, rounded after each axis (Pillow,
 * src/libImaging/Resample.c).
 */
final class Lanczos {
  private static final int LOBES = 3;
  private static final int PRECISION = 32 - 8 - 2;
  private static final int MOST = 255;

  private final int[] starts;
  private final int[][] weights;

  /** One axis. */
  private Lanczos(int source, int target) {
    starts = new int[target];
    weights = new int[target][];
    double scale = (double) source / target;
    double stretch = Math.max(scale, 1);
    for (int i = 0; i < target; i++) {
      double center = (i + 0.5) * scale;
      int from = Math.max(0, (int) (center - LOBES * stretch + 0.5));
      int to = Math.min(source, (int) (center + LOBES * stretch + 0.5));
      double[] shares = new double[to - from];
      double sum = 0;
      for (int k = 0; k < shares.length; k++) {
        shares[k] = kernel((k + from - center + 0.5) / stretch);
        sum += shares[k];
      }
      starts[i] = from;
      weights[i] = new int[shares.length];
      for (int k = 0; k < shares.length; k++) {
        double share = shares[k] / sum * (1 << PRECISION);
        weights[i][k] = (int) (share + Math.copySign(0.5, share));
      }
    }
  }

  private static double kernel(double x) {
    return -LOBES <= x && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }

  /** Colours and alpha apart, without keeping proportions. */
  static Picture resize(Picture picture, int width, int height) {
    int before = picture.width();
    int[] argb = picture.argb();
    if (isDownFirst(picture, width, height)) {
      return new Picture(width, height, across(down(argb, before, height), before, width));
    }
    return new Picture(width, height, down(across(argb, before, width), width, height));
  }

  /** NB: seen of Pillow 13; between the two ways numbers are rounded, so that it shows. */
  private static boolean isDownFirst(Picture picture, int width, int height) {
    int lost = picture.height() - height;
    return lost > 0 && lost > 2 * (picture.width() - width);
  }

  private static int[] across(int[] argb, int before, int width) {
    return width == before ? argb : new Lanczos(before, width).rows(argb, before, width);
  }

  private static int[] down(int[] argb, int width, int height) {
    int before = argb.length / width;
    return height == before ? argb : new Lanczos(before, height).columns(argb, width, height);
  }

  private int[] rows(int[] argb, int width, int target) {
    int[] resized = new int[argb.length / width * target];
    for (int i = 0; i < resized.length; i++) {
      resized[i] = at(i % target, argb, i / target * width, 1);
    }
    return resized;
  }

  private int[] columns(int[] argb, int width, int target) {
    int[] resized = new int[width * target];
    for (int i = 0; i < resized.length; i++) {
      resized[i] = at(i / width, argb, i % width, width);
    }
    return resized;
  }

  /**
   * One target pixel of a line.
   *
   * @param argb pixels of the source, {@code stride} apart from {@code offset} on
   */
  private int at(int target, int[] argb, int offset, int stride) {
    int pixel = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      int sum = 1 << PRECISION - 1;
      for (int k = 0; k < weights[target].length; k++) {
        int value = argb[offset + (starts[target] + k) * stride] >>> shift & 0xFF;
        sum += value * weights[target][k];
      }
      pixel |= Math.max(0, Math.min(MOST, sum >> PRECISION)) << shift;
    }
    return pixel;
  }
}
