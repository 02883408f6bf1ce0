package mumu.sampling;

import java.util.Optional;
import mumu.tensor.Tensor;

/**
 * Heun's method on the probability flow: a trial Euler step, then the mean of both slopes,
 * algorithm 2 of <a href="https://arxiv.org/abs/2206.00364">Karras et al.</a>; two calls per step.
 */
final class Heun implements Sampler {
  static final SamplerKind KIND = new SamplerKind("heun", Heun::new);

  private final Schedule schedule;

  /** Before every call, and at the end. */
  private final float[] sigmas;

  private final PredictionType predictionType;
  private final Clipping clipping;
  private Optional<Trial> trial = Optional.empty();

  private record Trial(Tensor latents, Tensor slope) {}

  private Heun(ScheduleConfig written, int steps) {
    ScheduleConfig config = SigmaSchedule.endsAtZero(AlphaBars.narrow(written));
    SigmaSchedule levels =
        SigmaSchedule.of(config, steps, AlphaBars.unscaled(config, BetaSchedule.EXP));
    double[] narrow = levels.narrowTimesteps();
    double[] timesteps = new double[2 * steps - 1];
    sigmas = new float[2 * steps];
    for (int call = 0; call < timesteps.length; call++) {
      timesteps[call] = narrow[(call + 1) / 2];
      sigmas[call] = levels.sigmas()[(call + 1) / 2];
    }
    schedule = Schedule.exploding(timesteps, sigmas, levels.initialScale(config), 2);
    predictionType = PredictionType.of(config);
    clipping = Clipping.of(config.without("thresholding"), false);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double sigma = sigmas[call];
    Tensor clean = clipping.apply(predictionType.cleanOfSigma(sigma, latents, prediction));
    Tensor slope = Arithmetic.sum(1 / sigma, latents, -1 / sigma, clean);
    if (trial.isEmpty()) {
      trial = Optional.of(new Trial(latents, slope));
      return Arithmetic.sum(1, latents, sigmas[call + 1] - sigma, slope);
    }
    Trial first = trial.get();
    trial = Optional.empty();
    double half = (sigma - (double) sigmas[call - 1]) / 2;
    return Arithmetic.sum(new double[] {1, half, half}, first.latents(), first.slope(), slope);
  }
}
