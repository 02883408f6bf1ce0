package mumu.sampling;

import mumu.tensor.Tensor;

/** The multi-step formulas of DPM-Solver, for all its algorithms. */
final class DpmUpdate {
  private final SolverLevels levels;
  private final DpmAlgorithm algorithm;
  private final boolean heun;

  /** What other solvers' configs say means midpoint. */
  enum SolverType {
    MIDPOINT,
    HEUN,
    LOGRHO,
    BH1,
    BH2
  }

  /**
   * @param heun whether the second order is Heun's, else the midpoint rule
   */
  DpmUpdate(SolverLevels levels, DpmAlgorithm algorithm, boolean heun) {
    this.levels = levels;
    this.algorithm = algorithm;
    this.heun = heun;
  }

  static boolean isHeun(ScheduleConfig config) {
    return config.choice("solver_type", SolverType.MIDPOINT) == SolverType.HEUN;
  }

  /**
   * @param order 1 to 3, at most as many as there are outputs
   * @param outputs of the denoiser, the newest at this call
   */
  Tensor step(int call, int order, Tensor latents, History outputs, NoiseSource noise) {
    DpmAlgorithm.Step numbers = algorithm.step(levels, call, call + 1);
    double[] factors = new double[5];
    factors[0] = numbers.kept();
    factors[1] = numbers.scale() * numbers.gone();
    addSlopes(call, order, factors, numbers);
    Tensor newest = outputs.get(0);
    Tensor second = outputs.size() > 1 ? outputs.get(1) : newest;
    Tensor third = outputs.size() > 2 ? outputs.get(2) : newest;
    if (!algorithm.isStochastic()) {
      return Arithmetic.sum(factors, latents, newest, second, third);
    }
    factors[4] = numbers.added();
    return Arithmetic.sum(factors, latents, newest, second, third, noise.next(latents.shape()));
  }

  /**
   * Spreads the first and second differences over the outputs: factors[1…3] of the newest, second,
   * third.
   */
  private void addSlopes(int call, int order, double[] factors, DpmAlgorithm.Step numbers) {
    double step = levels.lambda(call + 1) - levels.lambda(call);
    double before = order > 1 ? levels.lambda(call) - levels.lambda(call - 1) : 0;
    if (before == 0 || step == 0) { // first order, also where two calls have one noise level
      return;
    }
    double slope = order == 2 && !heun ? 0.5 * numbers.scale() * numbers.gone() : numbers.slope();
    double r0 = before / step;
    double earlier = order > 2 ? levels.lambda(call - 1) - levels.lambda(call - 2) : 0;
    if (earlier == 0) {
      factors[1] += slope / r0;
      factors[2] -= slope / r0;
      return;
    }
    double r1 = earlier / step;
    double bend = algorithm.bend(numbers);
    // D1₀ = (m0 − m1)/r0, D1₁ = (m1 − m2)/r1, D1 = D1₀ + r0/(r0+r1)·(D1₀ − D1₁), D2 = (D1₀ −
    // D1₁)/(r0+r1)
    double difference = (slope * r0 + bend) / (r0 + r1);
    factors[1] += (slope + difference) / r0;
    factors[2] -= (slope + difference) / r0 + difference / r1;
    factors[3] += difference / r1;
  }
}
