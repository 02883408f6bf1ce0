package mumu.sampling;

/**
 * A step to a lower noise level in two parts that keep the variance.
 *
 * @param down level to step to
 * @param up noise to add there
 */
record AncestralStep(double down, double up) {
  /**
   * NB: in 32 bit as PyTorch, because what is left of the difference is mostly rounding, and is
   * felt; where nothing is left of it, diffusers divides by zero and we take the exact number.
   */
  static AncestralStep of(float from, float to) {
    float variance = to * to * (from * from - to * to) / (from * from);
    float up = (float) Math.sqrt(variance);
    float rest = to * to - up * up;
    double down = rest > 0 ? (float) Math.sqrt(rest) : (double) to * to / from;
    return new AncestralStep(down, up);
  }
}
