package mumu.pipeline;

/**
 * One axis of a resize: every target sample as a weighted mean of source samples; area average when
 * shrinking, bilinear when enlarging.
 */
final class Resampling {
  private final int[] starts;
  private final double[][] weights;

  private Resampling(int target) {
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
    Resampling axis = new Resampling(target);
    double step = length / target;
    for (int i = 0; i < target; i++) {
      if (step >= 1) {
        axis.area(i, from + i * step, from + (i + 1) * step, source);
      } else {
        double centre = from + (i + 0.5) * step - 0.5;
        axis.linear(i, Math.max(from, Math.min(from + length - 1, centre)), source);
      }
    }
    return axis;
  }

  /** Weight by how much of each source sample is covered; what lies outside counts as nothing. */
  private void area(int i, double begin, double end, int source) {
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
  private void linear(int i, double centre, int source) {
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

  int target() {
    return starts.length;
  }

  /**
   * One target sample of a line.
   *
   * @param values samples of the source, {@code stride} apart from {@code offset} on
   */
  double at(int i, double[] values, int offset, int stride) {
    double sum = 0;
    for (int k = 0; k < weights[i].length; k++) {
      sum += weights[i][k] * values[offset + (starts[i] + k) * stride];
    }
    return sum;
  }

  /** Resizes one plane; rows and columns apart. */
  static double[] plane(double[] plane, int width, Resampling across, Resampling down) {
    int height = plane.length / width;
    double[] narrow = new double[across.target() * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < across.target(); x++) {
        narrow[y * across.target() + x] = across.at(x, plane, y * width, 1);
      }
    }
    double[] resized = new double[across.target() * down.target()];
    for (int y = 0; y < down.target(); y++) {
      for (int x = 0; x < across.target(); x++) {
        resized[y * across.target() + x] = down.at(y, narrow, x, across.target());
      }
    }
    return resized;
  }
}
