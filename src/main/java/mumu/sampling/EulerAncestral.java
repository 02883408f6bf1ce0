package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Euler steps that go too far down and add fresh noise, from <a
 * href="https://github.com/crowsonkb/k-diffusion">k-diffusion</a>.
 */
final class EulerAncestral implements Sampler {
  static final SamplerKind KIND = new SamplerKind("euler_a", EulerAncestral::new);

  private final Schedule schedule;
  private final float[] sigmas;
  private final PredictionType predictionType;

  private EulerAncestral(ScheduleConfig config, int steps) {
    SigmaSchedule levels =
        SigmaSchedule.of(SigmaSchedule.plain(config), steps, AlphaBars.above0(config));
    sigmas = levels.sigmas();
    schedule = levels.schedule(config);
    predictionType = PredictionType.ofSigma(config, KIND);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double sigma = sigmas[call];
    Tensor clean = predictionType.cleanOfSigma(sigma, latents, prediction);
    AncestralStep to = AncestralStep.of(sigmas[call], sigmas[call + 1]);
    double ratio = (to.down() - sigma) / sigma;
    return Arithmetic.sum(
        new double[] {1 + ratio, -ratio, to.up()}, latents, clean, noise.next(latents.shape()));
  }
}
