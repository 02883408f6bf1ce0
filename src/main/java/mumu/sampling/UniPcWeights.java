package mumu.sampling;

/** The numbers of one step of UniPC, between two noise levels. */
final class UniPcWeights {
  private final double h;
  private final double kept;
  private final double outer;
  private final double phi;
  private final double b;
  private final double[] ratios;
  private final double[] right;

  /**
   * @param bh1 whether B(h) is h, else eʰ − 1
   * @param predictsClean whether outputs are clean images, else noise
   */
  record Rule(boolean bh1, boolean predictsClean) {}

  /**
   * @param from call at which the step begins
   * @param order how many outputs take part, the newest included
   */
  UniPcWeights(SolverLevels levels, int from, int order, Rule rule) {
    int to = from + 1;
    boolean predictsClean = rule.predictsClean();
    h = levels.lambda(to) - levels.lambda(from);
    kept =
        predictsClean
            ? levels.sigma(to) / levels.sigma(from)
            : levels.alpha(to) / levels.alpha(from);
    outer = predictsClean ? levels.alpha(to) : levels.sigma(to);
    double hh = predictsClean ? -h : h;
    phi = Math.expm1(hh);
    b = rule.bh1() ? hh : phi;
    int distinct = 0;
    while (distinct < order - 1 && levels.lambda(from - distinct - 1) != levels.lambda(from)) {
      distinct++;
    }
    ratios = new double[distinct];
    for (int i = 0; i < distinct; i++) {
      ratios[i] = (levels.lambda(from - i - 1) - levels.lambda(from)) / h;
    }
    right = new double[distinct + 1];
    double next = phi / hh - 1;
    double factorial = 1;
    for (int i = 0; i <= distinct; i++) {
      right[i] = next * factorial / b;
      factorial *= i + 2;
      next = next / hh - 1 / factorial;
    }
  }

  /** Whether the noise level does not change. */
  boolean isStill() {
    return h == 0;
  }

  double kept() {
    return kept;
  }

  double outer() {
    return outer;
  }

  double phi() {
    return phi;
  }

  double b() {
    return b;
  }

  /** How many outputs before the newest take part. */
  int earlier() {
    return ratios.length;
  }

  double ratio(int i) {
    return ratios[i];
  }

  /** Shares of the earlier outputs. */
  double[] predictor() {
    // NB: of second order the paper takes ½ for all h.
    return ratios.length == 1 ? new double[] {0.5} : solve(ratios.length);
  }

  /** Shares of the earlier outputs and, last, of the output at the end. */
  double[] corrector() {
    return ratios.length == 0 ? new double[] {0.5} : solve(ratios.length + 1);
  }

  /** Solves Σ ratioᵏ·share = right for k = 0, 1, …; the ratio of the end is 1. */
  private double[] solve(int size) {
    double[][] rows = new double[size][size + 1];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size; i++) {
        rows[k][i] = Math.pow(i < ratios.length ? ratios[i] : 1, k);
      }
      rows[k][size] = right[k];
    }
    for (int pivot = 0; pivot < size; pivot++) {
      eliminate(rows, pivot);
    }
    double[] shares = new double[size];
    for (int i = 0; i < size; i++) {
      shares[i] = rows[i][size] / rows[i][i];
    }
    return shares;
  }

  /** NB: a Vandermonde matrix of distinct ratios needs no exchange of rows. */
  private static void eliminate(double[][] rows, int pivot) {
    for (int k = 0; k < rows.length; k++) {
      if (k == pivot) {
        continue;
      }
      double factor = rows[k][pivot] / rows[pivot][pivot];
      for (int i = pivot; i < rows[k].length; i++) {
        rows[k][i] -= factor * rows[pivot][i];
      }
    }
  }
}
