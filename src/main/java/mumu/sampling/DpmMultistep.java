package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * DPM-Solver++ of order 1 to 3 from earlier outputs, <a href="https://arxiv.org/abs/2211.01095">Lu
 * et al.</a>, and its stochastic variant.
 */
final class DpmMultistep implements Sampler {
  static final SamplerKind KIND = new SamplerKind("dpmpp_2m", DpmMultistep::deterministic);
  static final SamplerKind KARRAS =
      new SamplerKind(
          "dpmpp_2m_karras",
          (config, steps) ->
              deterministic(
                  config
                      .with("use_karras_sigmas", true)
                      .with("use_exponential_sigmas", false)
                      .with("use_beta_sigmas", false),
                  steps));
  static final SamplerKind SDE =
      new SamplerKind("dpmpp_2m_sde", (config, steps) -> new DpmMultistep(config, steps, true));

  /** Below this many steps the last ones are of lower order. */
  private static final int FEW = 15;

  private final Schedule schedule;
  private final SolverLevels levels;
  private final PredictionType predictionType;
  private final Clipping clipping;
  private final DpmUpdate update;
  private final int order;
  private final boolean lowerOrderFinal;
  private final boolean firstOrderFinal;
  private final History history;

  private static DpmMultistep deterministic(ScheduleConfig config, int steps) {
    return new DpmMultistep(config, steps, false);
  }

  private DpmMultistep(ScheduleConfig config, int steps, boolean stochastic) {
    boolean cosine =
        config.choice("beta_schedule", AlphaBars.BetaSchedule.LINEAR)
            == AlphaBars.BetaSchedule.SQUAREDCOS_CAP_V2;
    SigmaSchedule sigmas = SigmaSchedule.ofSolver(config, steps, AlphaBars.above0(config), !cosine);
    levels = new SolverLevels(sigmas.sigmas());
    schedule = Schedule.preserving(sigmas.timesteps(), sigmas.sigmas());
    predictionType = PredictionType.of(config);
    clipping = Clipping.thresholdOnly(config);
    order = config.order(3);
    update = new DpmUpdate(levels, stochastic, DpmUpdate.isHeun(config));
    lowerOrderFinal = config.flag("lower_order_final", true) && schedule.calls() < FEW;
    firstOrderFinal =
        config.flag("euler_at_final", false)
            || lowerOrderFinal
            || sigmas.sigmas()[schedule.calls()] == 0;
    history = new History(order);
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise) {
    Tensor clean =
        clipping.apply(
            predictionType.clean(levels.alpha(call), levels.sigma(call), latents, prediction));
    history.add(clean);
    int left = schedule.calls() - call;
    int now = Math.min(order, history.size());
    if (left == 1 && firstOrderFinal) {
      now = 1;
    } else if (left == 2 && lowerOrderFinal) {
      now = Math.min(now, 2);
    }
    return update.step(call, now, latents, history, noise);
  }
}
