package mumu.sampling;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mumu.tensor.Tensor;

/**
 * Unified predictor-corrector, <a href="https://arxiv.org/abs/2302.04867">Zhao et al.</a>: every
 * output of the denoiser first corrects the last step, then predicts the next.
 */
final class UniPc implements Sampler {
  static final SamplerKind KIND = new SamplerKind("unipc", UniPc::new);

  private final Schedule schedule;
  private final SolverLevels levels;
  private final PredictionType predictionType;
  private final Clipping clipping;
  private final UniPcWeights.Rule rule;
  private final boolean lowerOrderFinal;
  private final int order;
  private final Set<Integer> uncorrected = new TreeSet<>();
  private final History history;
  private Optional<Last> last = Optional.empty();

  private record Last(Tensor latents, int order) {}

  private UniPc(ScheduleConfig config, int steps) {
    SigmaSchedule sigmas = SigmaSchedule.ofWhole(config, steps, AlphaBars.above0(config));
    levels = new SolverLevels(sigmas.sigmas());
    schedule = Schedule.preserving(sigmas.timesteps(), sigmas.sigmas());
    predictionType = PredictionType.of(config);
    clipping = Clipping.thresholdOnly(config);
    rule =
        new UniPcWeights.Rule(
            config.choice("solver_type", DpmUpdate.SolverType.BH2) == DpmUpdate.SolverType.BH1,
            config.flag("predict_x0", true));
    lowerOrderFinal = config.flag("lower_order_final", true);
    order = config.order(6);
    if (config.isWritten("disable_corrector")) {
      for (float index : config.floats("disable_corrector")) {
        uncorrected.add((int) index);
      }
    }
    history = new History(order);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    Tensor output = output(call, latents, prediction);
    Tensor corrected = latents;
    if (last.isPresent() && !uncorrected.contains(call - 1)) {
      corrected = correct(call, output);
    }
    history.add(output);
    int now = lowerOrderFinal ? Math.min(order, schedule.calls() - call) : order;
    now = Math.min(now, history.size());
    last = Optional.of(new Last(corrected, now));
    return predict(call, now, corrected);
  }

  private Tensor output(int call, Tensor latents, Tensor prediction) {
    double alpha = levels.alpha(call);
    double sigma = levels.sigma(call);
    return rule.predictsClean()
        ? clipping.apply(predictionType.clean(alpha, sigma, latents, prediction))
        : predictionType.epsilon(alpha, sigma, latents, prediction);
  }

  private Tensor predict(int call, int order, Tensor latents) {
    UniPcWeights weights = new UniPcWeights(levels, call, order, rule);
    if (weights.isStill()) {
      return latents;
    }
    double[] shares = weights.predictor();
    return update(weights, latents, shares, Optional.empty());
  }

  /** Goes the last step again, now that the output at its end is known. */
  private Tensor correct(int call, Tensor output) {
    UniPcWeights weights = new UniPcWeights(levels, call - 1, last.get().order(), rule);
    if (weights.isStill()) {
      return last.get().latents();
    }
    return update(weights, last.get().latents(), weights.corrector(), Optional.of(output));
  }

  /**
   * kept·x − outer·(φ·m0 + B·Σ shares·differences); with the end's output as the last difference.
   */
  private Tensor update(
      UniPcWeights weights, Tensor latents, double[] shares, Optional<Tensor> end) {
    int earlier = weights.earlier();
    double[] factors = new double[earlier + 3];
    Tensor[] terms = new Tensor[earlier + 3];
    factors[0] = weights.kept();
    terms[0] = latents;
    double newest = -weights.outer() * weights.phi();
    for (int i = 0; i < earlier; i++) {
      double share = -weights.outer() * weights.b() * shares[i] / weights.ratio(i);
      factors[i + 2] = share;
      terms[i + 2] = history.get(i + 1);
      newest -= share;
    }
    terms[earlier + 2] = end.orElse(latents);
    if (end.isPresent()) {
      factors[earlier + 2] = -weights.outer() * weights.b() * shares[earlier];
      newest -= factors[earlier + 2];
    }
    factors[1] = newest;
    terms[1] = history.get(0);
    return Arithmetic.sum(factors, terms);
  }
}
