package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Denoising diffusion implicit models with η = 0, equation 12 of <a
 * href="https://arxiv.org/abs/2010.02502">Song et al.</a>.
 */
final class Ddim implements Sampler {
  static final SamplerKind KIND = new SamplerKind("ddim", Ddim::new);

  private final Schedule schedule;
  private final PredictionType predictionType;
  private final Clipping clipping;

  /** ᾱ before and after each call. */
  private final double[] bars;

  private final double[] nextBars;

  private Ddim(ScheduleConfig config, int steps) {
    float[] alphaBars = AlphaBars.of(config);
    double last = config.flag("set_alpha_to_one", true) ? 1 : alphaBars[0];
    int[] times = config.choice("timestep_spacing", TimestepSpacing.LEADING).wholes(config, steps);
    int stride = config.trainSteps() / steps;
    double[] timesteps = new double[times.length];
    bars = new double[times.length + 1];
    nextBars = new double[times.length];
    bars[times.length] = last;
    for (int i = 0; i < times.length; i++) {
      timesteps[i] = times[i];
      bars[i] = alphaBars[times[i]];
      // NB: one stride back, which is the next timestep only where the strides are equal.
      int next = times[i] - stride;
      nextBars[i] = next >= 0 ? alphaBars[next] : last;
    }
    schedule = Schedule.preserving(timesteps, bars);
    predictionType = PredictionType.of(config);
    clipping = Clipping.of(config, true);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double signal = Math.sqrt(bars[call]);
    double spread = Math.sqrt(1 - bars[call]);
    Tensor clean = clipping.apply(predictionType.clean(signal, spread, latents, prediction));
    Tensor epsilon = predictionType.epsilon(signal, spread, latents, prediction);
    double next = nextBars[call];
    return Arithmetic.sum(Math.sqrt(next), clean, Math.sqrt(1 - next), epsilon);
  }
}
