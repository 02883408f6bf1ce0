package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * Classifier-free guidance, <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans</a>.
 *
 * @param scale how strongly the prompt counts; at most 1 switches guidance off
 */
public record Guidance(double scale) {
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
    return Tensor.of(guided, extents);
  }
}
