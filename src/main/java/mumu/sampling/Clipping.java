package mumu.sampling;

import java.util.Arrays;
import mumu.tensor.Tensor;

/**
 * Keeps predicted clean images within bounds: not at all, by clipping, or by the dynamic
 * thresholding of <a href="https://arxiv.org/abs/2205.11487">Imagen</a>.
 */
record Clipping(boolean threshold, double ratio, double maximum, boolean clip, double range) {
  private static final String RATIO = "dynamic_thresholding_ratio";

  /**
   * @param clipDefault whether the sampler clips where the config does not say
   */
  static Clipping of(ScheduleConfig config, boolean clipDefault) {
    boolean threshold = config.flag("thresholding", false);
    double ratio = config.number(RATIO, 0.995);
    if (threshold && !(ratio >= 0 && ratio <= 1)) {
      throw ScheduleConfig.wrong(RATIO, "0 to 1", ratio);
    }
    return new Clipping(
        threshold,
        ratio,
        config.number("sample_max_value", 1),
        config.flag("clip_sample", clipDefault),
        config.number("clip_sample_range", 1));
  }

  /** Of a config, for samplers that never clip. */
  static Clipping thresholdOnly(ScheduleConfig config) {
    return of(config.with("clip_sample", false), false);
  }

  /**
   * @param clean [N, …]
   */
  Tensor apply(Tensor clean) {
    if (threshold) {
      return threshold(clean);
    }
    return clip ? clean.map(value -> Math.max(-range, Math.min(range, value))) : clean;
  }

  private Tensor threshold(Tensor clean) {
    int rows = clean.shape().extent(0);
    int row = clean.values().length / Math.max(1, rows);
    float[] bounded = clean.values().clone();
    for (int start = 0; start < bounded.length; start += row) {
      double bound = bound(Arrays.copyOfRange(bounded, start, start + row));
      for (int i = start; i < start + row; i++) {
        bounded[i] = (float) (Math.max(-bound, Math.min(bound, bounded[i])) / bound);
      }
    }
    return new Tensor(clean.shape(), bounded);
  }

  /** Quantile of the magnitudes, interpolated as torch.quantile does, from 1 to the maximum. */
  private double bound(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    Arrays.sort(values);
    double rank = ratio * (values.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, values.length - 1);
    double quantile = values[below] + (rank - below) * (values[above] - values[below]);
    return Math.min(Math.max(quantile, 1), maximum);
  }
}
