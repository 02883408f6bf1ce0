package mumu.sampling;

/**
 * Timesteps of models distilled to few steps: spread over the {@code original_inference_steps} that
 * the teacher took, 50 where nothing is written.
 */
final class DistilledTimesteps {
  private DistilledTimesteps() {}

  static int[] of(ScheduleConfig config, int steps) {
    int original = config.whole("original_inference_steps", 50);
    if (original > config.trainSteps()) {
      throw ScheduleConfig.wrong(
          "original_inference_steps", "at most `num_train_timesteps`", original);
    }
    int length = (int) (original * config.number(ScheduleConfig.STRENGTH, 1));
    if (steps > length) {
      throw new IllegalArgumentException(
          "this model and scheduler take 1 to "
              + length
              + " steps (`original_inference_steps`"
              + (length < original ? " times strength" : "")
              + "), was "
              + steps);
    }
    int stride = config.trainSteps() / original;
    int[] times = new int[steps];
    for (int i = 0; i < steps; i++) {
      int back = (int) Math.floor(i * (length / (double) steps));
      times[i] = (length - back) * stride - 1;
    }
    return times;
  }

  /** The betas that the distilled models' schedulers take where nothing is written. */
  static ScheduleConfig withDefaults(ScheduleConfig config) {
    return AlphaBars.narrow(config).withDefault("beta_schedule", "scaled_linear");
  }
}
