package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Diffusion exponential integrator in log ρ, <a href="https://arxiv.org/abs/2204.13902">Zhang and
 * Chen</a>, order 1 to 3.
 */
final class Deis implements Sampler {
  static final SamplerKind KIND = new SamplerKind("deis", Deis::new);

  private static final int FEW = 15;

  private final Schedule schedule;
  private final SolverLevels levels;
  private final PredictionType predictionType;
  private final Clipping clipping;
  private final int order;
  private final boolean lowerOrderFinal;
  private final History history;

  private Deis(ScheduleConfig config, int steps) {
    // NB: never ends at zero noise, whatever the config says.
    SigmaSchedule sigmas =
        SigmaSchedule.ofWhole(
            config.with("final_sigmas_type", "sigma_min"), steps, AlphaBars.unscaled(config));
    levels = new SolverLevels(sigmas.sigmas());
    schedule = Schedule.preserving(sigmas.timesteps(), sigmas.sigmas());
    predictionType = PredictionType.of(config);
    clipping = Clipping.thresholdOnly(config);
    order = config.order(3);
    lowerOrderFinal = config.flag("lower_order_final", true) && schedule.calls() < FEW;
    history = new History(order);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double alpha = levels.alpha(call);
    double sigma = levels.sigma(call);
    Tensor clean = clipping.apply(predictionType.clean(alpha, sigma, latents, prediction));
    history.add(Arithmetic.sum(1 / sigma, latents, -alpha / sigma, clean));
    int now = Math.min(order, history.size());
    int left = schedule.calls() - call;
    if (lowerOrderFinal && left <= 2) {
      now = Math.min(now, left);
    }
    return update(call, distinct(call, now), latents);
  }

  /**
   * NB: two calls may have one noise level where there are more steps than training steps allow.
   */
  private int distinct(int call, int order) {
    for (int age = 1; age < order; age++) {
      if (levels.lambda(call - age) == levels.lambda(call - age + 1)) {
        return age;
      }
    }
    return order;
  }

  private Tensor update(int call, int order, Tensor latents) {
    double alpha = levels.alpha(call + 1);
    double kept = alpha / levels.alpha(call);
    // logarithms of ρ = σ/α
    double end = -levels.lambda(call + 1);
    double start = -levels.lambda(call);
    if (order == 1) {
      return Arithmetic.sum(
          kept, latents, alpha * (Math.exp(end) - Math.exp(start)), history.get(0));
    }
    double earlier = -levels.lambda(call - 1);
    if (order == 2) {
      return Arithmetic.sum(
          new double[] {
            kept,
            alpha * (linear(end, start, earlier) - linear(start, start, earlier)),
            alpha * (linear(end, earlier, start) - linear(start, earlier, start)),
          },
          latents,
          history.get(0),
          history.get(1));
    }
    double earliest = -levels.lambda(call - 2);
    return Arithmetic.sum(
        new double[] {
          kept,
          alpha * (square(end, start, earlier, earliest) - square(start, start, earlier, earliest)),
          alpha * (square(end, earlier, earliest, start) - square(start, earlier, earliest, start)),
          alpha * (square(end, earliest, start, earlier) - square(start, earliest, start, earlier)),
        },
        latents,
        history.get(0),
        history.get(1),
        history.get(2));
  }

  /** ∫ of the Lagrange polynomial that is 1 at b and 0 at c, over ρ; all in logarithms. */
  private static double linear(double t, double b, double c) {
    return Math.exp(t) * (t - c - 1) / (b - c);
  }

  /** The same for 1 at b and 0 at c and d. */
  private static double square(double t, double b, double c, double d) {
    double numerator = c * (d - t + 1) - d * t + d + t * t - 2 * t + 2;
    return Math.exp(t) * numerator / ((b - c) * (b - d));
  }
}
