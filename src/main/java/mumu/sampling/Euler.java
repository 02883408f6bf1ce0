package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Euler's method on the probability flow, algorithm 2 of <a
 * href="https://arxiv.org/abs/2206.00364">Karras et al.</a> without churn.
 */
final class Euler implements Sampler {
  static final SamplerKind KIND = new SamplerKind("euler", Euler::new);

  private final Schedule schedule;
  private final float[] sigmas;
  private final PredictionType predictionType;

  private Euler(ScheduleConfig config, int steps) {
    SigmaSchedule levels = SigmaSchedule.of(config, steps, AlphaBars.above0(config));
    sigmas = levels.sigmas();
    schedule = levels.schedule(config);
    predictionType = PredictionType.of(config);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double sigma = sigmas[call];
    Tensor clean = predictionType.cleanOfSigma(sigma, latents, prediction);
    // x + (x − clean)/σ · (σ′ − σ)
    double ratio = (sigmas[call + 1] - sigma) / sigma;
    return Arithmetic.sum(1 + ratio, latents, -ratio, clean);
  }
}
