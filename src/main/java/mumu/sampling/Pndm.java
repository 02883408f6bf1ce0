package mumu.sampling;

import java.util.stream.IntStream;
import mumu.tensor.Tensor;

/**
 * Pseudo numerical methods on manifolds, <a href="https://arxiv.org/abs/2202.09778">Liu et al.</a>:
 * Runge–Kutta for the first three steps (unless {@code skip_prk_steps}), then linear multi-step.
 */
final class Pndm implements Sampler {
  static final SamplerKind KIND = new SamplerKind("pndm", Pndm::new);

  private static final int RUNGE_KUTTA_STEPS = 3;
  private static final int RUNGE_KUTTA_CALLS = 4 * RUNGE_KUTTA_STEPS;

  private final Schedule schedule;
  private final PredictionType predictionType;
  private final float[] bars;
  private final float finalBar;
  private final int stride;
  private final boolean rungeKutta;
  private final int[] times;
  private final History outputs = new History(4);

  /** Calls of this run; not the index, which begins later in image-to-image. */
  private int calls;

  private Tensor base;
  private Tensor sum;

  private Pndm(ScheduleConfig config, int steps) {
    bars = AlphaBars.unscaled(config);
    finalBar = config.flag("set_alpha_to_one", false) ? 1 : bars[0];
    stride = config.trainSteps() / steps;
    int[] spaced = config.choice("timestep_spacing", TimestepSpacing.LEADING).wholes(config, steps);
    // NB: diffusers refuses fewer than four steps with Runge–Kutta; the multi-step rule takes any.
    rungeKutta = !config.flag("skip_prk_steps", false) && steps > RUNGE_KUTTA_STEPS;
    times = rungeKutta ? rungeKutta(spaced) : secondTwice(spaced);
    double[] timesteps = IntStream.of(times).asDoubleStream().toArray();
    double[] levels = new double[times.length + 1];
    for (int call = 0; call < times.length; call++) {
      levels[call] = bars[clamp(times[call])];
    }
    levels[times.length] = finalBar;
    schedule = Schedule.preserving(timesteps, levels);
    predictionType = PredictionType.ofSigma(config, KIND);
  }

  /** The second timestep is called twice: once to correct the first step. */
  private static int[] secondTwice(int[] spaced) {
    int n = spaced.length;
    return IntStream.range(0, n == 1 ? 1 : n + 1)
        .map(call -> spaced[call < 2 ? call : call - 1])
        .toArray();
  }

  /** t, t − h/2 twice, t − h for each of three steps, then the others. */
  private int[] rungeKutta(int[] spaced) {
    int half = stride / 2;
    IntStream.Builder builder = IntStream.builder();
    for (int step = 0; step < RUNGE_KUTTA_STEPS; step++) {
      builder.add(spaced[step]);
      builder.add(spaced[step + 1] + half);
      builder.add(spaced[step + 1] + half);
      builder.add(spaced[step + 1]);
    }
    return IntStream.concat(
            builder.build(), IntStream.range(RUNGE_KUTTA_STEPS, spaced.length).map(i -> spaced[i]))
        .toArray();
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    Tensor next =
        rungeKutta && calls < RUNGE_KUTTA_CALLS
            ? rungeKutta(call, latents, prediction)
            : multistep(call, latents, prediction);
    calls++;
    return next;
  }

  private Tensor rungeKutta(int call, Tensor latents, Tensor prediction) {
    int quarter = calls % 4;
    int to = times[call] - (calls % 2 == 0 ? stride / 2 : 0);
    int from = times[calls / 4 * 4];
    Tensor slope = prediction;
    if (quarter == 0) {
      outputs.add(prediction);
      base = latents;
      sum = prediction.map(value -> value / 6);
    } else if (quarter < 3) {
      sum = Arithmetic.sum(1, sum, 1 / 3.0, prediction);
    } else {
      slope = Arithmetic.sum(1, sum, 1 / 6.0, prediction);
    }
    return transfer(base, from, to, slope);
  }

  private Tensor multistep(int call, Tensor latents, Tensor prediction) {
    if (!rungeKutta && calls == 1) { // the first step again, with the mean of both ends
      Tensor mean = Arithmetic.sum(0.5, prediction, 0.5, outputs.get(0));
      return transfer(base, times[call] + stride, times[call], mean);
    }
    outputs.add(prediction);
    if (!rungeKutta && calls == 0) {
      base = latents;
    }
    return transfer(latents, times[call], times[call] - stride, blended());
  }

  /** Adams–Bashforth of as many outputs as there are. */
  private Tensor blended() {
    return switch (outputs.size()) {
      case 1 -> outputs.get(0);
      case 2 -> Arithmetic.sum(1.5, outputs.get(0), -0.5, outputs.get(1));
      case 3 ->
          Arithmetic.sum(
              new double[] {23 / 12.0, -16 / 12.0, 5 / 12.0},
              outputs.get(0),
              outputs.get(1),
              outputs.get(2));
      default ->
          Arithmetic.sum(
              new double[] {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0},
              outputs.get(0),
              outputs.get(1),
              outputs.get(2),
              outputs.get(3));
    };
  }

  /** Equation 11 of the paper; NB: factors in 32 bit as diffusers, the rule magnifies roundings. */
  private Tensor transfer(Tensor latents, int from, int to, Tensor slope) {
    float bar = bars[clamp(from)];
    float next = to >= 0 ? bars[clamp(to)] : finalBar;
    Tensor epsilon = predictionType.epsilon(root(bar), root(1 - bar), latents, slope);
    float denominator = bar * root(1 - next) + root(bar * (1 - bar) * next);
    return Arithmetic.sum(root(next / bar), latents, (bar - next) / denominator, epsilon);
  }

  private static float root(float value) {
    return (float) Math.sqrt(value);
  }

  private int clamp(int timestep) {
    return Math.max(0, Math.min(bars.length - 1, timestep));
  }
}
