package mumu.sampling;

import java.util.function.UnaryOperator;

/** An algorithm by the name users know; starts runs. */
public final class SamplerKind {
  private final String name;
  private final UnaryOperator<ScheduleConfig> meaning;
  private final Starter starter;

  /** Builds the schedule and everything else that does not depend on the image. */
  interface Starter {
    Sampler start(ScheduleConfig config, int steps);
  }

  SamplerKind(String name, Starter starter) {
    this(name, config -> config, starter);
  }

  /**
   * @param meaning what the name says itself, whatever a model's config says
   */
  SamplerKind(String name, UnaryOperator<ScheduleConfig> meaning, Starter starter) {
    this.name = name;
    this.meaning = meaning;
    this.starter = starter;
  }

  public String name() {
    return name;
  }

  /** The config of a model whose own sampler is another, for this one. */
  public ScheduleConfig adapted(ScheduleConfig config) {
    return meaning.apply(config);
  }

  /**
   * A run of so many steps.
   *
   * @throws IllegalArgumentException when the steps or the config do not suit the algorithm
   */
  public Sampler start(ScheduleConfig config, int steps) {
    int most = config.trainSteps();
    if (steps < 1 || steps > most) {
      throw new IllegalArgumentException("steps must be 1 to " + most + ", was " + steps);
    }
    PredictionType.requireKnown(config, this);
    return starter.start(config, steps);
  }
}
