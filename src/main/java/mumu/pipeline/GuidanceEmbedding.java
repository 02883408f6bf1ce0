package mumu.pipeline;

import mumu.tensor.Tensor;

/**
 * The guidance scale as sines and cosines, an input of latent consistency models (<a
 * href="https://arxiv.org/abs/2310.04378">Luo et al.</a>).
 */
final class GuidanceEmbedding {
  private static final double LONGEST_PERIOD = 10_000;

  private GuidanceEmbedding() {}

  /**
   * @return [1, width]; the embedding of scale − 1, in thousandths
   */
  static Tensor of(double scale, int width) {
    int half = width / 2;
    float step = (float) (Math.log(LONGEST_PERIOD) / (half - 1));
    float thousandths = (float) (scale - 1) * 1000;
    float[] values = new float[width];
    for (int i = 0; i < half; i++) {
      float angle = thousandths * (float) Math.exp(-step * i);
      values[i] = (float) Math.sin(angle);
      values[half + i] = (float) Math.cos(angle);
    }
    return Tensor.of(values, 1, width);
  }
}
