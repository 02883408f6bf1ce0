package mumu.sampling;

import java.util.Optional;
import mumu.tensor.Tensor;

/**
 * DPM-Solver-2: the slope is taken half-way (in log σ) through the step, algorithm 2 of <a
 * href="https://arxiv.org/abs/2206.00364">Karras et al.</a> with the midpoint of <a
 * href="https://arxiv.org/abs/2206.00927">Lu et al.</a>; two calls per step.
 */
final class Kdpm2 implements Sampler {
  static final SamplerKind KIND =
      new SamplerKind("kdpm2", (config, steps) -> new Kdpm2(config, steps, false));

  /** With fresh noise after every step. */
  static final SamplerKind ANCESTRAL =
      new SamplerKind("kdpm2_a", (config, steps) -> new Kdpm2(config, steps, true));

  private final Schedule schedule;
  private final boolean ancestral;

  /** Between steps, n + 1. */
  private final float[] sigmas;

  /** Half-way through each step, n; the last step goes straight to its end. */
  private final float[] middles;

  private final PredictionType predictionType;
  private Optional<Tensor> base = Optional.empty();

  private Kdpm2(ScheduleConfig written, int steps, boolean ancestral) {
    this.ancestral = ancestral;
    ScheduleConfig config = SigmaSchedule.endsAtZero(AlphaBars.narrow(written));
    float[] bars = AlphaBars.unscaled(config);
    SigmaSchedule levels = SigmaSchedule.of(config, steps, bars);
    sigmas = levels.sigmas();
    middles = new float[steps];
    float[] trainSigmas = AlphaBars.sigmas(bars);
    boolean rounds = SigmaCurve.of(config) == SigmaCurve.KARRAS;
    double[] timesteps = new double[2 * steps - 1];
    float[] callSigmas = new float[2 * steps];
    float[] kept = new float[2 * steps];
    for (int step = 0; step < steps; step++) {
      double timestep = levels.timesteps()[step];
      timesteps[2 * step] = rounds ? Math.rint(timestep) : timestep;
      callSigmas[2 * step] = sigmas[step];
      kept[2 * step] = sigmas[step];
      if (step < steps - 1) {
        middles[step] = middle(step);
        timesteps[2 * step + 1] = SigmaCurve.narrowTimestep(middles[step], trainSigmas);
        callSigmas[2 * step + 1] = middles[step];
        kept[2 * step + 1] = sigmas[step + 1]; // NB: as diffusers, which looks a call ahead
      }
    }
    schedule = Schedule.exploding(timesteps, callSigmas, kept, levels.initialScale(config), 2);
    predictionType = PredictionType.ofSigma(config, ancestral ? ANCESTRAL : KIND);
  }

  /** NB: in 32 bit and from that end as diffusers, which computes exp(lerp(log, log)). */
  private float middle(int step) {
    float from = (float) Math.log(sigmas[step]);
    float to = (float) Math.log(target(step).down());
    return (float) Math.exp(ancestral ? to - (to - from) / 2 : from - (from - to) / 2);
  }

  /** Where a step goes, and the noise that is added there. */
  private AncestralStep target(int step) {
    return ancestral
        ? AncestralStep.of(sigmas[step], sigmas[step + 1])
        : new AncestralStep(sigmas[step + 1], 0);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    int step = call / 2;
    double sigma = sigmas[step];
    double here = call % 2 == 0 ? sigma : middles[step];
    Tensor clean = predictionType.cleanOfSigma(here, latents, prediction);
    if (call % 2 == 0) {
      base = Optional.of(latents);
      double ratio = (middles[step] - sigma) / here;
      return Arithmetic.sum(1 + ratio, latents, -ratio, clean);
    }
    AncestralStep target = target(step);
    double ratio = (target.down() - sigma) / here;
    double[] factors = {1, ratio, -ratio, target.up()};
    Tensor start = base.orElseThrow();
    return ancestral
        ? Arithmetic.sum(factors, start, latents, clean, noise.next(latents.shape()))
        : Arithmetic.sum(factors, start, latents, clean);
  }
}
