package mumu.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** Noise levels laid on a curve instead of on the training steps. */
enum SigmaCurve {
  /** As the training steps give them. */
  NONE,
  /** Equation 5 of <a href="https://arxiv.org/abs/2206.00364">Karras et al.</a> with ρ = 7. */
  KARRAS,
  /** Equal ratios. */
  EXPONENTIAL,
  /**
   * Equal steps of λ, for <a href="https://arxiv.org/abs/2206.00927">DPM-Solver</a>: equal ratios,
   * with whole timesteps.
   */
  LU,
  /** Quantiles of a beta distribution: dense at both ends. */
  BETA;

  private static final double RHO = 7;
  private static final String SMALLEST = "sigma_min";
  private static final String LARGEST = "sigma_max";

  static SigmaCurve of(ScheduleConfig config) {
    List<SigmaCurve> chosen = new ArrayList<>();
    for (SigmaCurve curve : List.of(KARRAS, EXPONENTIAL, BETA)) {
      if (config.flag("use_" + curve.name().toLowerCase(Locale.ROOT) + "_sigmas", false)) {
        chosen.add(curve);
      }
    }
    if (chosen.size() > 1) {
      throw new IllegalArgumentException(
          "scheduler config: only one sigma curve can be used, were " + chosen);
    }
    return chosen.isEmpty() ? NONE : chosen.get(0);
  }

  /**
   * As {@link #of} for the multi-step solver, the only one that heeds the key for {@link #LU}; that
   * goes before all but Karras'.
   */
  static SigmaCurve ofMultistep(ScheduleConfig config) {
    SigmaCurve curve = of(config);
    return curve != KARRAS && config.flag("use_lu_lambdas", false) ? LU : curve;
  }

  /**
   * As {@link #levels(double, double, int)}, between the bounds that a config may set ({@link #LU}
   * heeds none).
   *
   * @throws IllegalArgumentException when they are not above 0 or the wrong way round
   */
  double[] levels(ScheduleConfig config, double largest, double smallest, int count) {
    if (this == LU) {
      return levels(largest, smallest, count);
    }
    double most = config.above0(LARGEST, largest);
    double least = config.above0(SMALLEST, smallest);
    // NB: one step needs no smallest level, which may then be written above the only one.
    boolean used = count > 1 || config.isWritten(LARGEST) && config.isWritten(SMALLEST);
    if (least > most && used) {
      throw ScheduleConfig.wrong(SMALLEST, "at most the largest level " + most, least);
    }
    return levels(most, least, count);
  }

  /** A config without the bounds of its curve, for samplers that do not heed them. */
  static ScheduleConfig unbounded(ScheduleConfig config) {
    return config.without(SMALLEST).without(LARGEST);
  }

  /** {@code count} levels falling from the largest to the smallest. */
  double[] levels(double largest, double smallest, int count) {
    IntToDoubleFunction level =
        switch (this) {
          case KARRAS -> {
            double start = Math.pow(largest, 1 / RHO);
            double end = Math.pow(smallest, 1 / RHO);
            yield i -> Math.pow(start + ramp(i, count) * (end - start), RHO);
          }
          case EXPONENTIAL -> ratios(Math.log(largest), Math.log(smallest), count);
          case LU -> ratios(NumpyLog.of((float) largest), NumpyLog.of((float) smallest), count);
          case BETA -> i -> smallest + BetaQuantile.of(1 - ramp(i, count)) * (largest - smallest);
          case NONE -> throw new IllegalStateException("there is no curve");
        };
    double[] levels = new double[count];
    for (int i = 0; i < count; i++) {
      levels[i] = level.applyAsDouble(i);
    }
    return levels;
  }

  private static IntToDoubleFunction ratios(double start, double end, int count) {
    return i -> Math.exp(start + ramp(i, count) * (end - start));
  }

  private static double ramp(int i, int count) {
    return count == 1 ? 0 : i / (double) (count - 1);
  }

  /** The training step, as a fraction, that has this noise level. */
  static double timestep(double sigma, float[] trainSigmas) {
    double log = Math.log(Math.max(sigma, 1e-10));
    int low = below(log, trainSigmas);
    float below = NumpyLog.of(trainSigmas[low]);
    float above = NumpyLog.of(trainSigmas[low + 1]);
    double weight = Math.max(0, Math.min(1, (below - log) / (below - above)));
    return (1 - weight) * low + weight * (low + 1);
  }

  /**
   * As {@link #timestep}, in 32 bit as diffusers where it works on PyTorch's tensors; where a
   * denoiser is told whole timesteps, the last bit decides which.
   */
  static float narrowTimestep(float sigma, float[] trainSigmas) {
    float log = NumpyLog.of(Math.max(sigma, 1e-10f));
    int low = below(log, trainSigmas);
    float below = NumpyLog.of(trainSigmas[low]);
    float above = NumpyLog.of(trainSigmas[low + 1]);
    float weight = Math.max(0, Math.min(1, (below - log) / (below - above)));
    return (1 - weight) * low + weight * (low + 1);
  }

  /**
   * The last training step that has no more noise, at most the last but one. NB: with zero terminal
   * SNR those before the last have more noise than it.
   */
  private static int below(double log, float[] trainSigmas) {
    int low = trainSigmas.length - 1;
    while (low > 0 && NumpyLog.of(trainSigmas[low]) > log) {
      low--;
    }
    return Math.min(low, trainSigmas.length - 2);
  }

  /** Noise level at a fraction of a training step. */
  static double interpolate(double timestep, float[] trainSigmas) {
    int last = trainSigmas.length - 1;
    int below = (int) Math.floor(timestep);
    if (below < 0) {
      return trainSigmas[0];
    }
    if (below >= last) {
      return trainSigmas[last];
    }
    double slope = (double) trainSigmas[below + 1] - trainSigmas[below];
    return slope * (timestep - below) + trainSigmas[below];
  }
}
