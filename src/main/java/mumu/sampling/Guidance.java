package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Classifier-free guidance, <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans</a>, scaled
 * back as in section 3.4 of <a href="https://arxiv.org/abs/2305.08891">Lin et al.</a>
 *
 * @param scale how strongly the prompt counts; at most 1 switches guidance off
 * @param rescale 0 to 1, how far the contrast goes back to that of the prediction with prompt
 */
public record Guidance(double scale, double rescale) {
  /** Whether the denoiser must also be asked without the prompt. */
  public boolean isOn() {
    return scale > 1;
  }

  /**
   * unconditional + scale · (conditional − unconditional).
   *
   * @param both [2N, …], unconditional rows first
   * @return [N, …]
   */
  public Tensor combine(Tensor both) {
    long[] extents = both.shape().toArray();
    extents[0] /= 2;
    float[] values = both.values();
    float[] guided = new float[values.length / 2];
    for (int i = 0; i < guided.length; i++) {
      double unconditional = values[i];
      double conditional = values[guided.length + i];
      guided[i] = (float) (unconditional + scale * (conditional - unconditional));
    }
    if (rescale > 0) {
      int row = guided.length / (int) extents[0];
      for (int from = 0; from < guided.length; from += row) {
        double wanted = deviation(values, guided.length + from, row);
        double factor = rescale * wanted / deviation(guided, from, row) + 1 - rescale;
        for (int i = from; i < from + row; i++) {
          guided[i] = (float) (guided[i] * factor);
        }
      }
    }
    return Tensor.of(guided, extents);
  }

  /** Standard deviation of one image, as torch counts it: divided by one less than there are. */
  private static double deviation(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return Math.sqrt(squares / (count - 1));
  }
}
