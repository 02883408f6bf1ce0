package mumu.sampling;

/**
 * How few steps are spread over the training schedule, table 2 of <a
 * href="https://arxiv.org/abs/2305.08891">Lin et al.</a>; falling, as numpy computes them.
 */
enum TimestepSpacing {
  /** Every ⌊T/n⌋-th from 0; never reaches pure noise. */
  LEADING,
  /** Backwards from T; begins at T − 1. */
  TRAILING,
  /** From T − 1 to 0 inclusive. */
  LINSPACE;

  static double[] leading(int trainSteps, int count, int offset) {
    double[] times = new double[count];
    int ratio = trainSteps / count;
    for (int i = 0; i < count; i++) {
      times[i] = (double) (count - 1 - i) * ratio + offset;
    }
    return times;
  }

  /**
   * NB: numpy's arange, which diffusers uses, gives one number too many, −1, for 62 of the 1000
   * counts (61 is the smallest) because 1000/n is rounded; here there are always n.
   */
  static double[] trailing(int trainSteps, int count) {
    return trailing(trainSteps, trainSteps, count);
  }

  /**
   * @param from where to begin, at most the number of training steps; from lower down there are
   *     fewer than {@code count}
   */
  static double[] trailing(int trainSteps, int from, int count) {
    double step = -(trainSteps / (double) count);
    double delta = from + step - from; // as arange rounds it
    double[] times = new double[Math.min(count, (int) Math.ceil(from / -step))];
    for (int i = 0; i < times.length; i++) {
      times[i] = Math.rint(i == 1 ? from + step : from + i * delta) - 1;
    }
    return times;
  }

  /** Not rounded. */
  static double[] linspace(int trainSteps, int count) {
    double[] times = new double[count];
    double step = count == 1 ? 0 : (trainSteps - 1) / (double) (count - 1);
    for (int i = 0; i < count; i++) {
      int fromStart = count - 1 - i;
      times[i] = i == 0 && count > 1 ? trainSteps - 1 : fromStart * step;
    }
    return times;
  }

  /** Spread over all training steps; those of linspace stay fractions. */
  double[] spread(ScheduleConfig config, int count) {
    int trainSteps = config.trainSteps();
    return switch (this) {
      case LEADING -> leading(trainSteps, count, config.whole("steps_offset", 0));
      case TRAILING -> trailing(trainSteps, count);
      case LINSPACE -> linspace(trainSteps, count);
    };
  }

  /** As {@link #spread}, to whole numbers that index the training schedule. */
  int[] wholes(ScheduleConfig config, int count) {
    double[] times = spread(config, count);
    int[] wholes = new int[times.length];
    for (int i = 0; i < wholes.length; i++) {
      wholes[i] = (int) Math.rint(times[i]);
    }
    if (wholes[count - 1] < 0) {
      throw ScheduleConfig.wrong(
          "steps_offset", "at least 0 for this scheduler", config.whole("steps_offset", 0));
    }
    if (wholes[0] >= config.trainSteps()) {
      throw new IllegalArgumentException(
          count
              + " steps with `steps_offset` reach training step "
              + wholes[0]
              + " of "
              + config.trainSteps()
              + "; use fewer steps");
    }
    return wholes;
  }
}
