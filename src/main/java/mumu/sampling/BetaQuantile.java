package mumu.sampling;

/**
 * Quantiles of the beta distribution with α = β = 0.6, the curve of <a
 * href="https://arxiv.org/abs/2407.12173">Beta sampling is all you need</a>.
 */
final class BetaQuantile {
  private static final double SHAPE = 0.6;

  /** B(0.6, 0.6) = Γ(0.6)² / Γ(1.2). */
  private static final double BETA = 1.489192248812817 * 1.489192248812817 / 0.9181687423997607;

  private static final int BISECTIONS = 200; // far below the smallest double near 0
  private static final int FRACTIONS = 200;
  private static final double TINY = 1e-300;

  private BetaQuantile() {}

  /** The x in 0…1 below which a share of the distribution lies. */
  static double of(double share) {
    if (share <= 0 || share >= 1) {
      return share <= 0 ? 0 : 1;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (below(middle) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The regularised incomplete beta function; symmetric, so the half that converges is used. */
  private static double below(double x) {
    return x > 0.5 ? 1 - lower(1 - x) : lower(x);
  }

  private static double lower(double x) {
    double front = Math.pow(x, SHAPE) * Math.pow(1 - x, SHAPE) / (SHAPE * BETA);
    return front * fraction(x);
  }

  /** Continued fraction 26.5.8 of Abramowitz and Stegun by Lentz's method. */
  private static double fraction(double x) {
    double c = 1;
    double d = 1 / nonZero(1 - 2 * SHAPE * x / (SHAPE + 1));
    double value = d;
    for (int m = 1; m <= FRACTIONS; m++) {
      double even = m * (SHAPE - m) * x / ((SHAPE + 2 * m - 1) * (SHAPE + 2 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      value *= d * c;
      double odd = -(SHAPE + m) * (2 * SHAPE + m) * x / ((SHAPE + 2 * m) * (SHAPE + 2 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) {
        return value;
      }
    }
    return value;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}
