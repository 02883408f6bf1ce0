package mumu.sampling;

/**
 * Timesteps and the noise levels between them, as Euler and its relatives build them.
 *
 * @param timesteps n, fractions where the spacing or a curve gives them
 * @param sigmas n + 1, falling to the last
 */
record SigmaSchedule(double[] timesteps, float[] sigmas) {
  /**
   * @param bars ᾱ of the training steps
   */
  static SigmaSchedule of(ScheduleConfig config, int steps, float[] bars) {
    config.require("interpolation_type", "linear");
    config.require("timestep_type", "discrete");
    float[] trainSigmas = AlphaBars.sigmas(bars);
    double[] timesteps = spacing(config).spread(config, steps);
    double[] levels = new double[steps];
    for (int i = 0; i < steps; i++) {
      timesteps[i] = (float) timesteps[i];
      levels[i] = SigmaCurve.interpolate(timesteps[i], trainSigmas);
    }
    SigmaCurve curve = SigmaCurve.of(config);
    if (curve != SigmaCurve.NONE) {
      double largest = config.number("sigma_max", levels[0]);
      double smallest = config.number("sigma_min", levels[steps - 1]);
      levels = curve.levels(largest, smallest, steps);
      for (int i = 0; i < steps; i++) {
        timesteps[i] = SigmaCurve.timestep(levels[i], trainSigmas);
      }
    }
    return new SigmaSchedule(timesteps, withLast(config, levels, trainSigmas[0]));
  }

  static TimestepSpacing spacing(ScheduleConfig config) {
    return config.choice("timestep_spacing", TimestepSpacing.LINSPACE);
  }

  /** What is left at the end. */
  enum FinalSigma {
    ZERO,
    SIGMA_MIN
  }

  static float[] withLast(ScheduleConfig config, double[] levels, float smallest) {
    float[] sigmas = new float[levels.length + 1];
    for (int i = 0; i < levels.length; i++) {
      sigmas[i] = (float) levels[i];
    }
    boolean zero = config.choice("final_sigmas_type", FinalSigma.ZERO) == FinalSigma.ZERO;
    sigmas[levels.length] = zero ? 0 : smallest;
    return sigmas;
  }

  /** √(σ² + 1) for leading spacing, which starts below full noise; else σ. */
  double initialScale(ScheduleConfig config) {
    double largest = sigmas[0];
    return spacing(config) == TimestepSpacing.LEADING ? Math.sqrt(largest * largest + 1) : largest;
  }

  Schedule schedule(ScheduleConfig config) {
    return Schedule.exploding(timesteps, sigmas, initialScale(config));
  }
}
