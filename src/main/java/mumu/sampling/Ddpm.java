package mumu.sampling;

import java.util.Locale;
import mumu.tensor.Tensor;

/**
 * Denoising diffusion probabilistic models, ancestral sampling, equation 7 of <a
 * href="https://arxiv.org/abs/2006.11239">Ho et al.</a>.
 */
final class Ddpm implements Sampler {
  static final SamplerKind KIND = new SamplerKind("ddpm", Ddpm::new);

  private static final double LEAST_VARIANCE = 1e-20;

  private final Schedule schedule;
  private final int[] times;
  private final double[] bars;
  private final PredictionType predictionType;
  private final Clipping clipping;
  private final VarianceType varianceType;

  /** Which of the two bounds of the variance is added. */
  enum VarianceType {
    FIXED_SMALL,
    FIXED_SMALL_LOG,
    FIXED_LARGE,
    /** Gives numbers that are not finite in diffusers. */
    FIXED_LARGE_LOG,
    /** Of denoisers that predict their variance, which none of these families has. */
    LEARNED,
    LEARNED_RANGE;

    static VarianceType of(ScheduleConfig config) {
      VarianceType type = config.choice("variance_type", FIXED_SMALL);
      if (type.compareTo(FIXED_LARGE) > 0) {
        throw new UnsuitedSamplerException(
            "scheduler config: `variance_type` must be fixed_small, fixed_small_log or fixed_large"
                + " for ddpm, was %s; another scheduler= works, e.g. euler"
                    .formatted(type.name().toLowerCase(Locale.ROOT)));
      }
      return type;
    }
  }

  private Ddpm(ScheduleConfig config, int steps) {
    float[] alphaBars = AlphaBars.of(config, BetaSchedule.LAPLACE, BetaSchedule.SIGMOID);
    times = config.choice("timestep_spacing", TimestepSpacing.LEADING).wholes(config, steps);
    bars = new double[times.length + 1];
    bars[times.length] = 1;
    double[] timesteps = new double[times.length];
    for (int call = 0; call < times.length; call++) {
      timesteps[call] = times[call];
      bars[call] = alphaBars[times[call]];
    }
    schedule = Schedule.preserving(timesteps, bars);
    predictionType = PredictionType.of(config);
    clipping = Clipping.of(config, true);
    varianceType = VarianceType.of(config);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    double bar = bars[call];
    double next = bars[call + 1];
    double beta = 1 - bar / next;
    Tensor clean =
        clipping.apply(
            predictionType.clean(Math.sqrt(bar), Math.sqrt(1 - bar), latents, prediction));
    double cleanFactor = Math.sqrt(next) * beta / (1 - bar);
    double latentFactor = Math.sqrt(bar / next) * (1 - next) / (1 - bar);
    if (times[call] == 0) {
      return Arithmetic.sum(cleanFactor, clean, latentFactor, latents);
    }
    double small = Math.max(LEAST_VARIANCE, (1 - next) / (1 - bar) * beta);
    double spread = Math.sqrt(varianceType == VarianceType.FIXED_LARGE ? beta : small);
    return Arithmetic.sum(
        new double[] {cleanFactor, latentFactor, spread},
        clean,
        latents,
        noise.next(latents.shape()));
  }
}
