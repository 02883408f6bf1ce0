package mumu.pipeline;

import java.util.Arrays;

/**
 * One axis of a resize: every target sample as a weighted mean of source samples; area average when
 * shrinking, bilinear when enlarging.
 */
final class Resampling {
  private final int source;
  private final int[] starts;
  private final double[][] weights;

  /** Where a picture's lines come from. */
  interface Lines {
    /**
     * @param line gets row y of every channel
     */
    void read(int y, double[][] line);
  }

  private Resampling(int source, int target) {
    this.source = source;
    starts = new int[target];
    weights = new double[target][];
  }

  /**
   * A stretch of the source axis onto all of the target axis.
   *
   * @param source number of source samples
   * @param from where the stretch begins, in source samples; may be negative
   * @param length of the stretch in source samples; may reach past the end
   * @param target number of target samples
   */
  static Resampling of(int source, double from, double length, int target) {
    Resampling axis = new Resampling(source, target);
    double step = length / target;
    for (int i = 0; i < target; i++) {
      if (step >= 1) {
        axis.area(i, from + i * step, from + (i + 1) * step);
      } else {
        double centre = from + (i + 0.5) * step - 0.5;
        axis.linear(i, Math.max(from, Math.min(from + length - 1, centre)));
      }
    }
    return axis;
  }

  /** Weight by how much of each source sample is covered; what lies outside counts as nothing. */
  private void area(int i, double begin, double end) {
    int first = Math.max(0, (int) Math.floor(begin));
    int last = Math.min(source, (int) Math.ceil(end));
    starts[i] = first;
    weights[i] = new double[Math.max(0, last - first)];
    for (int s = first; s < last; s++) {
      double covered = Math.min(s + 1, end) - Math.max(s, begin);
      weights[i][s - first] = Math.max(0, covered) / (end - begin);
    }
  }

  /**
   * Between two neighbours; the stretch's own ends go on for ever, beyond the source is nothing.
   */
  private void linear(int i, double centre) {
    int below = (int) Math.floor(centre);
    double share = centre - below;
    double[] both = {1 - share, share};
    int first = Math.max(0, below);
    int last = Math.min(source, below + 2);
    starts[i] = first;
    weights[i] = new double[Math.max(0, last - first)];
    for (int s = first; s < last; s++) {
      weights[i][s - first] = both[s - below];
    }
  }

  /**
   * One target sample of a line.
   *
   * @param values samples of the source, {@code stride} apart from {@code offset} on
   */
  private double at(int i, double[] values, int offset, int stride) {
    double sum = 0;
    for (int k = 0; k < weights[i].length; k++) {
      sum += weights[i][k] * values[offset + (starts[i] + k) * stride];
    }
    return sum;
  }

  /**
   * Resizes the channels of a picture; rows and columns apart.
   *
   * <p>NB: line by line, as the picture may be large and what is left of it is small.
   *
   * @return a plane per channel, row-major
   */
  static double[][] planes(int channels, Lines picture, Resampling across, Resampling down) {
    double[][] line = new double[channels][across.source];
    double[][] narrow = new double[channels][across.starts.length * down.source];
    for (int y = 0; y < down.source; y++) {
      picture.read(y, line);
      for (int channel = 0; channel < channels; channel++) {
        across.line(line[channel], narrow[channel], y);
      }
    }
    return Arrays.stream(narrow)
        .map(plane -> down.columns(plane, across.starts.length))
        .toArray(double[][]::new);
  }

  private void line(double[] line, double[] plane, int y) {
    for (int i = 0; i < starts.length; i++) {
      plane[y * starts.length + i] = at(i, line, 0, 1);
    }
  }

  private double[] columns(double[] plane, int width) {
    double[] resized = new double[width * starts.length];
    for (int i = 0; i < resized.length; i++) {
      resized[i] = at(i / width, plane, i % width, width);
    }
    return resized;
  }
}
