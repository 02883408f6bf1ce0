package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Which integral a DPM-Solver takes: over predicted clean images (<a
 * href="https://arxiv.org/abs/2211.01095">DPM-Solver++</a>) or over predicted noise (<a
 * href="https://arxiv.org/abs/2206.00927">DPM-Solver</a>); each as an ODE and as an SDE.
 */
enum DpmAlgorithm {
  CLEAN(false, false),
  CLEAN_SDE(false, true),
  NOISE(true, false),
  NOISE_SDE(true, true);

  private final boolean ofNoise;
  private final boolean stochastic;

  DpmAlgorithm(boolean ofNoise, boolean stochastic) {
    this.ofNoise = ofNoise;
    this.stochastic = stochastic;
  }

  boolean isStochastic() {
    return stochastic;
  }

  /**
   * The numbers of one step: kept · x + scale · ∫ of the outputs over a stretch + added · ε.
   *
   * @param stretch h = λ′ − λ; twice that for the SDE, −h where outputs are noise
   */
  record Step(double kept, double scale, double stretch, double added) {
    /** 1 − e^(−stretch): the weight of an output that does not change. */
    double gone() {
      return -Math.expm1(-stretch);
    }

    /** What each unit of the outputs' slope adds. */
    double slope() {
      return scale * (1 - gone() / stretch);
    }
  }

  /**
   * What each unit of the outputs' curvature adds. NB: the sign of ½ differs between diffusers' ODE
   * and SDE.
   */
  double bend(Step step) {
    double stretch = step.stretch();
    double half = stochastic ? -0.5 : 0.5;
    return step.scale() * ((step.gone() - stretch) / (stretch * stretch) + half);
  }

  Step step(SolverLevels levels, int from, int to) {
    double h = levels.lambda(to) - levels.lambda(from);
    double sigma = levels.sigma(to);
    if (ofNoise) {
      double kept = levels.alpha(to) / levels.alpha(from);
      return stochastic
          ? new Step(kept, 2 * sigma, -h, sigma * root(Math.expm1(2 * h)))
          : new Step(kept, sigma, -h, 0);
    }
    double kept = sigma / levels.sigma(from);
    double alpha = levels.alpha(to);
    return stochastic
        ? new Step(kept * Math.exp(-h), alpha, 2 * h, sigma * root(-Math.expm1(-2 * h)))
        : new Step(kept, alpha, h, 0);
  }

  /** NB: a curve may end a rounding below the smallest training level that follows it. */
  private static double root(double variance) {
    return Math.sqrt(Math.max(0, variance));
  }

  /**
   * What the solver integrates.
   *
   * @param signal and noise, of the latents
   */
  Tensor output(Model model, double signal, double noise, Tensor latents, Tensor prediction) {
    Clipping clipping = model.clipping();
    if (!ofNoise) {
      return clipping.apply(model.type().clean(signal, noise, latents, prediction));
    }
    Tensor epsilon = model.type().epsilon(signal, noise, latents, prediction);
    if (!clipping.threshold()) {
      return epsilon;
    }
    Tensor clean = clipping.apply(Arithmetic.sum(1 / signal, latents, -noise / signal, epsilon));
    return Arithmetic.sum(1 / noise, latents, -signal / noise, clean);
  }

  /** What the denoiser says and what of it is believed. */
  record Model(PredictionType type, Clipping clipping) {
    static Model of(ScheduleConfig config) {
      return new Model(PredictionType.of(config), Clipping.thresholdOnly(config));
    }
  }

  /**
   * NB: integrated over noise, the last step would have to go infinitely far to end without any.
   *
   * @throws IllegalArgumentException when the config ends at zero and this cannot
   */
  void check(ScheduleConfig config) {
    SigmaSchedule.FinalSigma last =
        config.choice("final_sigmas_type", SigmaSchedule.FinalSigma.ZERO);
    if (ofNoise && last == SigmaSchedule.FinalSigma.ZERO) {
      throw new IllegalArgumentException(
          "scheduler config: `final_sigmas_type` must be sigma_min where `algorithm_type` is"
              + " dpmsolver or sde-dpmsolver, was zero");
    }
  }
}
