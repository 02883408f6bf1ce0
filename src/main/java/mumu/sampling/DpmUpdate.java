package mumu.sampling;

import mumu.tensor.Tensor;

/** The multi-step formulas of DPM-Solver++, for the ODE and for the SDE. */
final class DpmUpdate {
  private final SolverLevels levels;
  private final boolean stochastic;
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
  DpmUpdate(SolverLevels levels, boolean stochastic, boolean heun) {
    this.levels = levels;
    this.stochastic = stochastic;
    this.heun = heun;
  }

  static boolean isHeun(ScheduleConfig config) {
    return config.choice("solver_type", SolverType.MIDPOINT) == SolverType.HEUN;
  }

  /**
   * @param order 1 to 3, at most as many as there are outputs
   * @param cleans predicted clean images, the newest at this call
   */
  Tensor step(int call, int order, Tensor latents, History cleans, NoiseSource noise) {
    double h = levels.lambda(call + 1) - levels.lambda(call);
    double rate = stochastic ? 2 : 1;
    double kept = levels.sigma(call + 1) / levels.sigma(call);
    double gone = -Math.expm1(-rate * h); // 1 − e^(−h), twice as fast in the SDE
    double alpha = levels.alpha(call + 1);
    double[] factors = new double[5];
    factors[0] = stochastic ? kept * Math.exp(-h) : kept;
    factors[1] = alpha * gone;
    addSlopes(call, order, factors, alpha, rate * h);
    Tensor newest = cleans.get(0);
    Tensor second = cleans.size() > 1 ? cleans.get(1) : newest;
    Tensor third = cleans.size() > 2 ? cleans.get(2) : newest;
    if (!stochastic) {
      return Arithmetic.sum(factors, latents, newest, second, third);
    }
    factors[4] = levels.sigma(call + 1) * Math.sqrt(gone);
    return Arithmetic.sum(factors, latents, newest, second, third, noise.next(latents.shape()));
  }

  /**
   * Spreads the first and second differences over the outputs: factors[1…3] of the newest, second,
   * third.
   */
  private void addSlopes(int call, int order, double[] factors, double alpha, double rh) {
    double step = levels.lambda(call + 1) - levels.lambda(call);
    double before = order > 1 ? levels.lambda(call) - levels.lambda(call - 1) : 0;
    if (before == 0 || step == 0) { // first order, also where two calls have one noise level
      return;
    }
    double gone = -Math.expm1(-rh);
    double slope = order == 2 && !heun ? 0.5 * alpha * gone : alpha * (1 - gone / rh);
    double r0 = before / step;
    double earlier = order > 2 ? levels.lambda(call - 1) - levels.lambda(call - 2) : 0;
    if (earlier == 0) {
      factors[1] += slope / r0;
      factors[2] -= slope / r0;
      return;
    }
    double r1 = earlier / step;
    // NB: the sign of ½ differs between diffusers' ODE and SDE.
    double bend = alpha * ((gone - rh) / (rh * rh) + (stochastic ? -0.5 : 0.5));
    // D1₀ = (m0 − m1)/r0, D1₁ = (m1 − m2)/r1, D1 = D1₀ + r0/(r0+r1)·(D1₀ − D1₁), D2 = (D1₀ −
    // D1₁)/(r0+r1)
    double difference = (slope * r0 + bend) / (r0 + r1);
    factors[1] += (slope + difference) / r0;
    factors[2] -= (slope + difference) / r0 + difference / r1;
    factors[3] += difference / r1;
  }
}
