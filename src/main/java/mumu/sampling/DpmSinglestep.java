package mumu.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mumu.tensor.Tensor;

/**
 * DPM-Solver that looks ahead within a step, <a href="https://arxiv.org/abs/2211.01095">Lu et
 * al.</a>, algorithm 1; calls of order 1, 2 (, 3) take turns.
 */
final class DpmSinglestep implements Sampler {
  static final SamplerKind KIND = kind("dpmpp_single", DpmAlgorithm.CLEAN);
  static final SamplerKind SDE = kind("dpmpp_single_sde", DpmAlgorithm.CLEAN_SDE);
  static final SamplerKind NOISE = kind("dpm_single", DpmAlgorithm.NOISE);

  private final Schedule schedule;
  private final SolverLevels levels;
  private final DpmAlgorithm algorithm;
  private final DpmAlgorithm.Model model;
  private final boolean heun;
  private final List<Integer> orders;
  private final History history;
  private Tensor base;

  private static SamplerKind kind(String name, DpmAlgorithm algorithm) {
    return new SamplerKind(name, (config, steps) -> new DpmSinglestep(config, steps, algorithm));
  }

  private DpmSinglestep(ScheduleConfig written, int steps, DpmAlgorithm algorithm) {
    algorithm.check(written);
    this.algorithm = algorithm;
    ScheduleConfig config = written.with("timestep_spacing", "linspace");
    SigmaSchedule sigmas = SigmaSchedule.ofSolver(config, steps, AlphaBars.unscaled(config));
    levels = new SolverLevels(sigmas.sigmas());
    schedule = Schedule.preserving(sigmas.timesteps(), sigmas.sigmas());
    model = DpmAlgorithm.Model.of(config);
    heun = DpmUpdate.isHeun(config);
    int order = config.order(3);
    boolean endsAtZero = sigmas.sigmas()[schedule.calls()] == 0;
    boolean lowerFinal =
        config.flag("lower_order_final", false) || steps % order != 0 || endsAtZero;
    orders = orders(schedule.calls(), order, lowerFinal);
    if (endsAtZero) {
      orders.set(orders.size() - 1, 1);
    }
    history = new History(order);
  }

  /** 1, 2, 3, 1, 2, 3, …; with {@code lowerFinal} the last step is of lower order. */
  private static List<Integer> orders(int calls, int order, boolean lowerFinal) {
    List<Integer> orders = new ArrayList<>();
    IntStream.range(0, calls).forEach(call -> orders.add(call % order + 1));
    if (lowerFinal && order == 3 && calls % 3 == 0) {
      orders.set(calls - 1, 1); // 1, 2, 1 instead of 1, 2, 3
    } else if (lowerFinal && order == 2 && calls % 2 == 0) {
      orders.set(calls - 1, 1);
    }
    return orders;
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    history.add(
        algorithm.output(model, levels.alpha(call), levels.sigma(call), latents, prediction));
    int order = Math.min(orders.get(call), history.size());
    if (order == 1) {
      base = latents;
    }
    Tensor result = update(call, order);
    if (!algorithm.isStochastic()) {
      return result;
    }
    double added = algorithm.step(levels, call - order + 1, call + 1).added();
    return Arithmetic.sum(1, result, added, noise.next(result.shape()));
  }

  /** From the latents at the step's first call, {@code order − 1} calls ago. */
  private Tensor update(int call, int order) {
    int first = call - order + 1;
    DpmAlgorithm.Step step = algorithm.step(levels, first, call + 1);
    double h = levels.lambda(call + 1) - levels.lambda(first);
    double kept = step.kept();
    double constant = step.scale() * step.gone();
    double r0 = (levels.lambda(call) - levels.lambda(first)) / h;
    if (order == 1 || h == 0 || r0 == 0) { // also where two calls have one noise level
      return Arithmetic.sum(kept, base, constant, history.get(0));
    }
    double slope = step.slope();
    if (order == 2) {
      double half = (heun ? slope : 0.5 * constant) / r0;
      return Arithmetic.sum(
          new double[] {kept, constant - half, half}, base, history.get(1), history.get(0));
    }
    double[] factors = {kept, constant, 0, 0};
    if (heun) {
      double r1 = (levels.lambda(call - 1) - levels.lambda(first)) / h;
      double bend = algorithm.bend(step);
      // D1 = (r0·D1₀ − r1·D1₁)/(r0 − r1), D2 = 2(D1₁ − D1₀)/(r0 − r1)
      double middle = (slope * r0 - 2 * bend) / (r0 - r1) / r1;
      double newest = (2 * bend - slope * r1) / (r0 - r1) / r0;
      factors[1] -= middle + newest;
      factors[2] = middle;
      factors[3] = newest;
    } else {
      factors[1] -= slope / r0;
      factors[3] = slope / r0;
    }
    return Arithmetic.sum(factors, base, history.get(2), history.get(1), history.get(0));
  }
}
