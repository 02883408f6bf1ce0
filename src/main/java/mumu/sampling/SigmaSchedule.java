package mumu.sampling;

import java.util.Arrays;

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
    float[] trainSigmas = AlphaBars.sigmas(bars);
    double[] timesteps = spacing(config).spread(config, steps);
    for (int i = 0; i < steps; i++) {
      timesteps[i] = (float) timesteps[i];
    }
    double[] levels =
        config.choice("interpolation_type", Interpolation.LINEAR).levels(timesteps, trainSigmas);
    SigmaCurve curve = SigmaCurve.of(config);
    if (curve != SigmaCurve.NONE) {
      levels = curve.levels(config, levels[0], levels[levels.length - 1], steps);
      for (int i = 0; i < steps; i++) {
        timesteps[i] = SigmaCurve.timestep(levels[i], trainSigmas);
      }
    }
    float[] sigmas = Arrays.copyOf(withLast(config, levels, trainSigmas[0]), steps + 1);
    config.choice("timestep_type", TimestepType.DISCRETE).write(config, sigmas, timesteps);
    return new SigmaSchedule(timesteps, sigmas);
  }

  /** Where levels come from that no curve gives. */
  enum Interpolation {
    /** From the training steps around each timestep. */
    LINEAR,
    /** Equal ratios over the whole training schedule, its smallest level last. */
    LOG_LINEAR;

    double[] levels(double[] timesteps, float[] trainSigmas) {
      int steps = timesteps.length;
      return this == LINEAR
          ? Arrays.stream(timesteps).map(t -> SigmaCurve.interpolate(t, trainSigmas)).toArray()
          : SigmaCurve.EXPONENTIAL.levels(
              trainSigmas[trainSigmas.length - 1], trainSigmas[0], steps + 1);
    }
  }

  /** What the denoiser is told. */
  enum TimestepType {
    DISCRETE,
    /** ¼ ln σ, in diffusers only for v prediction. */
    CONTINUOUS;

    void write(ScheduleConfig config, float[] sigmas, double[] timesteps) {
      if (this == CONTINUOUS && PredictionType.of(config) == PredictionType.V_PREDICTION) {
        Arrays.setAll(timesteps, i -> 0.25 * Math.log(sigmas[i]));
      }
    }
  }

  /**
   * As the multi-step solvers build it: whole timesteps, and one more than needed because the last
   * step ends below the smallest.
   */
  static SigmaSchedule ofSolver(ScheduleConfig config, int steps, float[] bars) {
    return ofSolver(config, SigmaCurve.of(config), steps, bars, true);
  }

  /**
   * As above, on a curve that the config alone does not choose.
   *
   * @param roundsCurve whether timesteps of Karras' and Lu's levels are rounded, else cut
   */
  static SigmaSchedule ofSolver(
      ScheduleConfig config, SigmaCurve curve, int steps, float[] bars, boolean roundsCurve) {
    if (config.flag("use_flow_sigmas", false)) {
      throw ScheduleConfig.wrong("use_flow_sigmas", "false; no other is implemented here", true);
    }
    float[] trainSigmas = AlphaBars.sigmas(bars);
    double[] timesteps;
    double[] levels;
    if (curve == SigmaCurve.NONE) {
      timesteps = solverTimesteps(config, steps, clipped(config, trainSigmas));
      levels = new double[timesteps.length];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = SigmaCurve.interpolate(timesteps[i], trainSigmas);
      }
    } else {
      levels = curve.levels(config, trainSigmas[trainSigmas.length - 1], trainSigmas[0], steps);
      timesteps = new double[steps];
      for (int i = 0; i < steps; i++) {
        double timestep = SigmaCurve.timestep(levels[i], trainSigmas);
        boolean rounds = roundsCurve && (curve == SigmaCurve.KARRAS || curve == SigmaCurve.LU);
        timesteps[i] = rounds ? Math.rint(timestep) : Math.floor(timestep);
      }
    }
    return new SigmaSchedule(timesteps, withLast(config, levels, trainSigmas[0]));
  }

  /**
   * As the solvers build it that never cut the training schedule; a curve that does not end at zero
   * ends with its own smallest level, twice.
   */
  static SigmaSchedule ofWhole(ScheduleConfig config, int steps, float[] bars) {
    SigmaSchedule built = ofSolver(config.without("lambda_min_clipped"), steps, bars);
    float[] sigmas = built.sigmas();
    int last = built.timesteps().length;
    if (SigmaCurve.of(config) != SigmaCurve.NONE && sigmas[last] != 0) {
      sigmas[last] = sigmas[last - 1];
    }
    return built;
  }

  /** Training steps that are left when those with a signal below the limit are cut off. */
  private static int clipped(ScheduleConfig config, float[] trainSigmas) {
    double least = config.number("lambda_min_clipped", Double.NEGATIVE_INFINITY);
    int left = trainSigmas.length;
    while (left > 1 && -Math.log(trainSigmas[left - 1]) < least) {
      left--;
    }
    return left;
  }

  private static double[] solverTimesteps(ScheduleConfig config, int steps, int last) {
    double[] times =
        switch (spacing(config)) {
          case LEADING -> TimestepSpacing.leading(last, steps + 1, config.whole("steps_offset", 0));
          case TRAILING -> TimestepSpacing.trailing(config.trainSteps(), last, steps);
          case LINSPACE -> TimestepSpacing.linspace(last, steps + 1);
        };
    double[] whole = new double[Math.min(steps, times.length)];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = Math.rint(times[i]);
    }
    return whole;
  }

  /** The config for samplers that know none of Euler's other ways to choose levels. */
  static ScheduleConfig plain(ScheduleConfig config) {
    return endsAtZero(config)
        .without("use_karras_sigmas")
        .without("use_exponential_sigmas")
        .without("use_beta_sigmas");
  }

  /** The config for samplers that know the curves but always end at zero. */
  static ScheduleConfig endsAtZero(ScheduleConfig config) {
    return config
        .without("final_sigmas_type")
        .without("interpolation_type")
        .without("timestep_type");
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

  /** In 32 bit, as diffusers hands them to the denoiser in all classes but KDPM2's. */
  double[] narrowTimesteps() {
    return Arrays.stream(timesteps).map(timestep -> (float) timestep).toArray();
  }

  Schedule schedule(ScheduleConfig config) {
    return Schedule.exploding(narrowTimesteps(), sigmas, initialScale(config));
  }
}
