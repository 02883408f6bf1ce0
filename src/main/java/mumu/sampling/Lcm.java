package mumu.sampling;

import java.util.stream.IntStream;
import mumu.tensor.Tensor;

/**
 * Latent consistency models: predict the clean image, add less noise, again; <a
 * href="https://arxiv.org/abs/2310.04378">Luo et al.</a>, algorithm 3.
 */
final class Lcm implements Sampler {
  static final SamplerKind KIND = new SamplerKind("lcm", Lcm::new);

  /** Variance of images that the boundary condition assumes: 0.5². */
  private static final double DATA_VARIANCE = 0.25;

  private final Schedule schedule;
  private final int[] times;
  private final double[] bars;
  private final double timestepScaling;
  private final PredictionType predictionType;
  private final Clipping clipping;

  private Lcm(ScheduleConfig written, int steps) {
    ScheduleConfig config = DistilledTimesteps.withDefaults(written);
    float[] alphaBars = AlphaBars.of(config);
    times = DistilledTimesteps.of(config, steps);
    bars = new double[steps + 1];
    bars[steps] = 1;
    for (int call = 0; call < steps; call++) {
      bars[call] = alphaBars[times[call]];
    }
    schedule = Schedule.preserving(IntStream.of(times).asDoubleStream().toArray(), bars);
    timestepScaling = config.number("timestep_scaling", 10);
    predictionType = PredictionType.of(config);
    clipping = Clipping.of(config, false);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double bar = bars[call];
    Tensor clean =
        clipping.apply(
            predictionType.clean(Math.sqrt(bar), Math.sqrt(1 - bar), latents, prediction));
    double time = times[call] * timestepScaling;
    double skip = DATA_VARIANCE / (time * time + DATA_VARIANCE);
    double out = time / Math.sqrt(time * time + DATA_VARIANCE);
    Tensor denoised = Arithmetic.sum(out, clean, skip, latents);
    if (call == schedule.calls() - 1) {
      return denoised;
    }
    return schedule.noised(call + 1, denoised, noise.next(latents.shape()));
  }
}
