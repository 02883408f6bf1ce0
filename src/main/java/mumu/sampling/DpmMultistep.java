package mumu.sampling;

import mumu.tensor.Tensor;

/** DPM-Solver of order 1 to 3 from earlier outputs, see {@link DpmAlgorithm}. */
final class DpmMultistep implements Sampler {
  static final SamplerKind KIND = kind("dpmpp_2m", DpmAlgorithm.CLEAN);
  static final SamplerKind KARRAS =
      new SamplerKind(
          "dpmpp_2m_karras",
          DpmMultistep::ofSecondOrder,
          (config, steps) ->
              new DpmMultistep(
                  config
                      .with("use_karras_sigmas", true)
                      .with("use_exponential_sigmas", false)
                      .with("use_beta_sigmas", false),
                  steps,
                  DpmAlgorithm.CLEAN));
  static final SamplerKind SDE = kind("dpmpp_2m_sde", DpmAlgorithm.CLEAN_SDE);
  static final SamplerKind NOISE = kind("dpm_2m", DpmAlgorithm.NOISE);
  static final SamplerKind NOISE_SDE = kind("dpm_2m_sde", DpmAlgorithm.NOISE_SDE);

  /** Below this many steps the last ones are of lower order. */
  private static final int FEW = 15;

  private final Schedule schedule;
  private final SolverLevels levels;
  private final DpmAlgorithm algorithm;
  private final DpmAlgorithm.Model model;
  private final DpmUpdate update;
  private final int order;
  private final boolean lowerOrderFinal;
  private final boolean firstOrderFinal;
  private final History history;

  private static SamplerKind kind(String name, DpmAlgorithm algorithm) {
    return new SamplerKind(
        name,
        DpmMultistep::ofSecondOrder,
        (config, steps) -> new DpmMultistep(config, steps, algorithm));
  }

  /** NB: the 2 of the names; a model's own sampler keeps the order that its config says. */
  private static ScheduleConfig ofSecondOrder(ScheduleConfig config) {
    return config.with("solver_order", 2);
  }

  private DpmMultistep(ScheduleConfig config, int steps, DpmAlgorithm algorithm) {
    algorithm.check(config);
    this.algorithm = algorithm;
    boolean cosine = BetaSchedule.of(config) == BetaSchedule.SQUAREDCOS_CAP_V2;
    SigmaSchedule sigmas =
        SigmaSchedule.ofSolver(
            config, SigmaCurve.ofMultistep(config), steps, AlphaBars.above0(config), !cosine);
    levels = new SolverLevels(sigmas.sigmas());
    schedule = Schedule.preserving(sigmas.timesteps(), sigmas.sigmas());
    model = DpmAlgorithm.Model.of(config);
    order = config.order(algorithm == DpmAlgorithm.NOISE_SDE ? 2 : 3); // diffusers has no third
    update = new DpmUpdate(levels, algorithm, DpmUpdate.isHeun(config));
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
    history.add(
        algorithm.output(model, levels.alpha(call), levels.sigma(call), latents, prediction));
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
