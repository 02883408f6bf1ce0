package mumu.sampling;

/**
 * Signal α, noise σ and λ = ln(α/σ) before each call and at the end, for solvers in λ; here α² + σ²
 * = 1.
 */
final class SolverLevels {
  private final double[] alphas;
  private final double[] sigmas;
  private final double[] lambdas;

  /**
   * @param ratios noise ÷ signal
   */
  SolverLevels(float[] ratios) {
    alphas = new double[ratios.length];
    sigmas = new double[ratios.length];
    lambdas = new double[ratios.length];
    for (int i = 0; i < ratios.length; i++) {
      alphas[i] = 1 / Math.sqrt((double) ratios[i] * ratios[i] + 1);
      sigmas[i] = ratios[i] * alphas[i];
      lambdas[i] = -Math.log(ratios[i]); // +∞ where no noise is left
    }
  }

  double alpha(int index) {
    return alphas[index];
  }

  double sigma(int index) {
    return sigmas[index];
  }

  double lambda(int index) {
    return lambdas[index];
  }
}
