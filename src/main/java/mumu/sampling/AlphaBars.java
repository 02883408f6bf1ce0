package mumu.sampling;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * ᾱ of every training step: the share of the clean image's variance that is left.
 *
 * <p>Rounded as PyTorch rounds (32-bit betas, products in 64 bit), because near t = 0 the samplers
 * use 1 − ᾱ, which magnifies every bit.
 */
final class AlphaBars {
  /** Written over the last ᾱ with zero terminal SNR, so that the first σ is not infinite. */
  static final float NEARLY_ZERO = 0x1p-24f;

  private AlphaBars() {}

  /**
   * Of a config; with {@code rescale_betas_zero_snr} the last one is exactly 0.
   *
   * @param more schedules that the sampler's class has besides those that all have
   */
  static float[] of(ScheduleConfig config, BetaSchedule... more) {
    return of(config, config.flag("rescale_betas_zero_snr", false), more);
  }

  /** Of a config, for samplers that divide by ᾱ: zero terminal SNR ends just above 0. */
  static float[] above0(ScheduleConfig config) {
    float[] bars = of(config);
    if (config.flag("rescale_betas_zero_snr", false)) {
      bars[bars.length - 1] = NEARLY_ZERO;
    }
    return bars;
  }

  /** Of a config, for samplers that do not know {@code rescale_betas_zero_snr}. */
  static float[] unscaled(ScheduleConfig config, BetaSchedule... more) {
    return of(config, false, more);
  }

  private static float[] of(ScheduleConfig config, boolean zeroSnr, BetaSchedule... more) {
    float[] betas = betas(config, more);
    return product(zeroSnr ? rescale(betas) : betas);
  }

  /** The config with the betas that some samplers take where nothing is written. */
  static ScheduleConfig narrow(ScheduleConfig config) {
    return config.withDefault("beta_start", 0.00085).withDefault("beta_end", 0.012);
  }

  private static float[] betas(ScheduleConfig config, BetaSchedule... more) {
    int steps = config.trainSteps();
    if (config.isWritten("trained_betas")) {
      float[] trained = config.floats("trained_betas");
      if (trained.length != steps) {
        throw new IllegalArgumentException(
            "scheduler config: `trained_betas` must have "
                + steps
                + " numbers, had "
                + trained.length);
      }
      outside(trained)
          .ifPresent(
              beta -> {
                throw ScheduleConfig.wrong("trained_betas", "numbers from 0 to 1", beta);
              });
      return trained;
    }
    double start = config.number("beta_start", 0.0001);
    double end = config.number("beta_end", 0.02);
    float[] betas = BetaSchedule.of(config, more).betas(start, end, steps);
    if (outside(betas).isPresent()) {
      boolean first = !(start >= 0 && start <= 1);
      throw ScheduleConfig.wrong(first ? "beta_start" : "beta_end", "0 to 1", first ? start : end);
    }
    return betas;
  }

  /** A beta that leaves less than nothing of an image, or more than all. */
  private static OptionalDouble outside(float[] betas) {
    return IntStream.range(0, betas.length)
        .mapToDouble(i -> betas[i])
        .filter(beta -> !(beta >= 0 && beta <= 1))
        .findFirst();
  }

  private static float[] product(float[] betas) {
    float[] bars = new float[betas.length];
    double bar = 1;
    for (int i = 0; i < betas.length; i++) {
      bar *= 1f - betas[i];
      bars[i] = (float) bar;
    }
    return bars;
  }

  /** Algorithm 1 of <a href="https://arxiv.org/abs/2305.08891">Lin et al.</a>. */
  private static float[] rescale(float[] betas) {
    float[] roots = product(betas);
    for (int i = 0; i < roots.length; i++) {
      roots[i] = (float) Math.sqrt(roots[i]);
    }
    float first = roots[0];
    float last = roots[roots.length - 1];
    float scale = first / (first - last);
    float[] bars = roots;
    for (int i = 0; i < bars.length; i++) {
      float root = (roots[i] - last) * scale;
      bars[i] = root * root;
    }
    float[] rescaled = new float[bars.length];
    rescaled[0] = 1f - bars[0];
    for (int i = 1; i < bars.length; i++) {
      rescaled[i] = 1f - bars[i] / bars[i - 1];
    }
    return rescaled;
  }

  /** σ = √((1 − ᾱ) / ᾱ) of every training step, growing. */
  static float[] sigmas(float[] bars) {
    float[] sigmas = Arrays.copyOf(bars, bars.length);
    for (int i = 0; i < sigmas.length; i++) {
      sigmas[i] = (float) Math.sqrt((1f - bars[i]) / bars[i]);
    }
    return sigmas;
  }
}
