package mumu.sampling;

/**
 * The natural logarithm of 32-bit numbers as numpy computes it on x86, to the bit; where a timestep
 * is cut to a whole number, the last bit of a logarithm decides which.
 *
 * <p>Source: numpy's {@code loops_exponent_log.dispatch.c.src}; x = 2ᵉ · (1 + y) with 1 + y up to
 * √2, then a ratio of polynomials of y. In a twelfth of all numbers it is not the nearest one.
 */
final class NumpyLog {
  private static final float ROOT = (float) Math.sqrt(2);
  private static final float LOG_2 = (float) Math.log(2);
  private static final float[] ABOVE = {
    0,
    1,
    2.112677543073053063722f,
    1.480000633576506585156f,
    0.3808837741388407920751f,
    0.02589979117907922693523f
  };
  private static final float[] BELOW = {
    1,
    2.612677543073109236779f,
    2.453006071784736363091f,
    0.9864942958519418960339f,
    0.1546476374983906719538f,
    0.005875095403124574342950f
  };

  private NumpyLog() {}

  /**
   * @param value above 0, finite and not subnormal
   */
  static float of(float value) {
    int exponent = Math.getExponent(value);
    float mantissa = Math.scalb(value, -exponent); // 1 to 2
    if (mantissa > ROOT) {
      exponent++;
      mantissa /= 2;
    }
    float y = mantissa - 1;
    return Math.fma(exponent, LOG_2, polynomial(ABOVE, y) / polynomial(BELOW, y));
  }

  private static float polynomial(float[] factors, float y) {
    float sum = factors[factors.length - 1];
    for (int i = factors.length - 2; i >= 0; i--) {
      sum = Math.fma(sum, y, factors[i]);
    }
    return sum;
  }
}
