package mumu.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** How much noise each training step adds, by the names that diffusers uses. */
enum BetaSchedule {
  LINEAR {
    @Override
    float[] betas(double start, double end, int steps) {
      return line(start, end, steps);
    }
  },
  SCALED_LINEAR {
    @Override
    float[] betas(double start, double end, int steps) {
      float[] roots = line(Math.sqrt(start), Math.sqrt(end), steps);
      for (int i = 0; i < steps; i++) {
        roots[i] *= roots[i];
      }
      return roots;
    }
  },
  /** Nichol and Dhariwal, <a href="https://arxiv.org/abs/2102.09672">paper</a>. */
  SQUAREDCOS_CAP_V2 {
    @Override
    float[] betas(double start, double end, int steps) {
      return ofBar(steps, BetaSchedule::cosineBar);
    }
  },
  /** Only in the class of {@code heun}. */
  EXP {
    @Override
    float[] betas(double start, double end, int steps) {
      return ofBar(steps, time -> Math.exp(-12 * time));
    }
  },
  /** Only in the class of {@code ddpm}. */
  LAPLACE {
    @Override
    float[] betas(double start, double end, int steps) {
      return ofBar(steps, BetaSchedule::laplaceBar);
    }
  },
  /** Only in the class of {@code ddpm}. */
  SIGMOID {
    @Override
    float[] betas(double start, double end, int steps) {
      float[] betas = line(-6, 6, steps);
      for (int i = 0; i < steps; i++) {
        betas[i] = (float) (1 / (1 + Math.exp(-betas[i]))) * (float) (end - start) + (float) start;
      }
      return betas;
    }
  };

  private static final double MAXIMUM_BETA = 0.999;
  private static final List<BetaSchedule> OF_ALL =
      List.of(LINEAR, SCALED_LINEAR, SQUAREDCOS_CAP_V2);

  /**
   * @param more that a sampler's class has besides those that all have
   * @throws IllegalArgumentException naming the key when the class has no such schedule
   */
  static BetaSchedule of(ScheduleConfig config, BetaSchedule... more) {
    BetaSchedule found = config.choice("beta_schedule", LINEAR);
    if (!OF_ALL.contains(found) && !Arrays.asList(more).contains(found)) {
      throw ScheduleConfig.wrong(
          "beta_schedule",
          "linear, scaled_linear or squaredcos_cap_v2 for this scheduler",
          found.name().toLowerCase(Locale.ROOT));
    }
    return found;
  }

  /** Of so many training steps, between two bounds where the schedule has bounds. */
  abstract float[] betas(double start, double end, int steps);

  /** torch.linspace: from both ends to the middle, one rounding per number. */
  private static float[] line(double from, double to, int steps) {
    float start = (float) from;
    float end = (float) to;
    float[] line = new float[steps];
    if (steps == 1) {
      line[0] = start;
      return line;
    }
    float step = (end - start) / (steps - 1);
    for (int i = 0; i < steps; i++) {
      line[i] = i < steps / 2 ? Math.fma(step, i, start) : Math.fma(-step, steps - i - 1, end);
    }
    return line;
  }

  /**
   * @param bar ᾱ of a time from 0 to 1
   */
  private static float[] ofBar(int steps, DoubleUnaryOperator bar) {
    float[] betas = new float[steps];
    for (int i = 0; i < steps; i++) {
      double ratio =
          bar.applyAsDouble((i + 1) / (double) steps) / bar.applyAsDouble(i / (double) steps);
      betas[i] = (float) Math.min(1 - ratio, MAXIMUM_BETA);
    }
    return betas;
  }

  private static double cosineBar(double time) {
    double cosine = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
    return cosine * cosine;
  }

  private static double laplaceBar(double time) {
    double middle = 0.5 - time;
    double level = -0.5 * Math.copySign(1, middle) * Math.log(1 - 2 * Math.abs(middle) + 1e-6);
    double snr = Math.exp(level);
    return Math.sqrt(snr / (1 + snr));
  }
}
