package mumu.sampling;

import mumu.tensor.Tensor;

/** What a denoiser was trained to predict. */
enum PredictionType {
  /** The noise. */
  EPSILON,
  /** The clean image. */
  SAMPLE,
  /**
   * √ᾱ·noise − √(1 − ᾱ)·clean image, <a href="https://arxiv.org/abs/2202.00512">Salimans and
   * Ho</a>.
   */
  V_PREDICTION;

  private static final String KEY = "prediction_type";
  private static final String OLD_SAMPLE = "original_sample";

  static PredictionType of(ScheduleConfig config) {
    return config.isText(KEY, OLD_SAMPLE) ? SAMPLE : config.choice(KEY, EPSILON);
  }

  /**
   * NB: in diffusers Euler's class alone reads the old name.
   *
   * @throws UnsuitedSamplerException where a config has it for another sampler
   */
  static void requireKnown(ScheduleConfig config, SamplerKind sampler) {
    if (config.isText(KEY, OLD_SAMPLE) && sampler != Euler.KIND) {
      throw new UnsuitedSamplerException(
          "the scheduler %s does not know the `%s` %s; take euler, or write sample"
              .formatted(sampler.name(), KEY, OLD_SAMPLE));
    }
  }

  /**
   * Of a config, for a sampler that does not take predicted clean images.
   *
   * @throws UnsuitedSamplerException where the model predicts them
   */
  static PredictionType ofSigma(ScheduleConfig config, SamplerKind sampler) {
    PredictionType type = of(config);
    if (type == SAMPLE) {
      throw new UnsuitedSamplerException(
          "the scheduler "
              + sampler.name()
              + " does not work with models of `prediction_type` sample; take ddim or euler");
    }
    return type;
  }

  /** The clean image, for latents = signal · clean + noise · ε with signal² + noise² = 1. */
  Tensor clean(double signal, double noise, Tensor latents, Tensor prediction) {
    return switch (this) {
      case EPSILON -> Arithmetic.quotient(latents, -noise, prediction, signal);
      case SAMPLE -> prediction;
      case V_PREDICTION -> Arithmetic.sum(signal, latents, -noise, prediction);
    };
  }

  /** The noise ε, for latents = signal · clean + noise · ε with signal² + noise² = 1. */
  Tensor epsilon(double signal, double noise, Tensor latents, Tensor prediction) {
    return switch (this) {
      case EPSILON -> prediction;
      case SAMPLE -> Arithmetic.sum(1 / noise, latents, -signal / noise, prediction);
      case V_PREDICTION -> Arithmetic.sum(signal, prediction, noise, latents);
    };
  }

  /** The clean image, for latents = clean + σ · ε; the denoiser saw latents / √(σ² + 1). */
  Tensor cleanOfSigma(double sigma, Tensor latents, Tensor prediction) {
    double variance = sigma * sigma + 1;
    return switch (this) {
      case EPSILON -> Arithmetic.sum(1, latents, -sigma, prediction);
      case SAMPLE -> prediction;
      case V_PREDICTION ->
          Arithmetic.sum(1 / variance, latents, -sigma / Math.sqrt(variance), prediction);
    };
  }
}
