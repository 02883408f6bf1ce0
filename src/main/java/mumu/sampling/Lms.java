package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Linear multi-step method: the slopes of up to four calls as a polynomial in σ, integrated over
 * the step; from <a href="https://github.com/crowsonkb/k-diffusion">k-diffusion</a>.
 */
final class Lms implements Sampler {
  static final SamplerKind KIND = new SamplerKind("lms", Lms::new);

  private static final int ORDER = 4;

  private final Schedule schedule;
  private final float[] sigmas;
  private final PredictionType predictionType;
  private final History slopes = new History(ORDER);

  private Lms(ScheduleConfig written, int steps) {
    ScheduleConfig ending = SigmaSchedule.endsAtZero(written);
    // NB: diffusers heeds a curve's bounds in this class too, but not those of Karras' curve.
    ScheduleConfig config =
        SigmaCurve.of(ending) == SigmaCurve.KARRAS ? SigmaCurve.unbounded(ending) : ending;
    SigmaSchedule levels = SigmaSchedule.of(config, steps, AlphaBars.unscaled(config));
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
    slopes.add(Arithmetic.sum(1 / sigma, latents, -1 / sigma, clean));
    // NB: as diffusers, which counts from the schedule's first call, also where the run began later
    // and has fewer slopes than the polynomial has terms.
    int order = Math.min(call + 1, ORDER);
    double[] factors = new double[slopes.size() + 1];
    Tensor[] terms = new Tensor[slopes.size() + 1];
    factors[0] = 1;
    terms[0] = latents;
    for (int age = 0; age < slopes.size(); age++) {
      factors[age + 1] = coefficient(call, order, age);
      terms[age + 1] = slopes.get(age);
    }
    return Arithmetic.sum(factors, terms);
  }

  /** ∫ of the Lagrange polynomial of one slope; three Gauss points are exact up to degree 5. */
  private double coefficient(int call, int order, int age) {
    double middle = ((double) sigmas[call] + sigmas[call + 1]) / 2;
    double half = ((double) sigmas[call + 1] - sigmas[call]) / 2;
    double offset = half * Math.sqrt(0.6);
    return half
        * (8 * lagrange(call, order, age, middle)
            + 5 * lagrange(call, order, age, middle - offset)
            + 5 * lagrange(call, order, age, middle + offset))
        / 9;
  }

  private double lagrange(int call, int order, int age, double sigma) {
    double product = 1;
    for (int other = 0; other < order; other++) {
      double width = (double) sigmas[call - age] - sigmas[call - other];
      if (other != age && width != 0) { // equal levels: more steps than the spacing has room for
        product *= (sigma - sigmas[call - other]) / width;
      }
    }
    return product;
  }
}
