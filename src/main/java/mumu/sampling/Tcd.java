package mumu.sampling;

import java.util.stream.IntStream;
import mumu.tensor.Tensor;

/**
 * Trajectory consistency distillation, <a href="https://arxiv.org/abs/2402.19159">Zheng et al.</a>,
 * with γ = 0 as diffusers' Stable Diffusion pipelines call it, so that no noise is added.
 */
final class Tcd implements Sampler {
  static final SamplerKind KIND = new SamplerKind("tcd", Tcd::new);

  private final Schedule schedule;
  private final double[] bars;
  private final PredictionType predictionType;

  private Tcd(ScheduleConfig written, int steps) {
    ScheduleConfig config = DistilledTimesteps.withDefaults(written);
    float[] alphaBars = AlphaBars.of(config);
    int[] times = DistilledTimesteps.of(config, steps);
    bars = new double[steps + 1];
    bars[steps] = alphaBars[0]; // NB: the last step goes to training step 0, not to a clean image
    for (int call = 0; call < steps; call++) {
      bars[call] = alphaBars[times[call]];
    }
    schedule = Schedule.preserving(IntStream.of(times).asDoubleStream().toArray(), bars);
    predictionType = PredictionType.of(config);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double signal = Math.sqrt(bars[call]);
    double spread = Math.sqrt(1 - bars[call]);
    Tensor clean = predictionType.clean(signal, spread, latents, prediction);
    Tensor epsilon = predictionType.epsilon(signal, spread, latents, prediction);
    return schedule.noised(call + 1, clean, epsilon);
  }
}
