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
    int rows = both.shape().extent(0) / 2;
    Tensor unconditional = both.slice(0, rows);
    Tensor conditional = both.slice(rows, 2 * rows);
    return Arithmetic.sum(1 - scale, unconditional, scale, conditional);
  }
}
