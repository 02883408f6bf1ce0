package mumu.sampling;

import mumu.tensor.Tensor;

/** Sums of tensors; numbers are 64 bit until the result is stored. */
final class Arithmetic {
  private Arithmetic() {}

  /** a·x + b·y. */
  static Tensor sum(double a, Tensor x, double b, Tensor y) {
    float[] left = x.values();
    float[] right = values(x, y);
    float[] sum = new float[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (a * left[i] + b * right[i]);
    }
    return new Tensor(x.shape(), sum);
  }

  /** (x + b·y) / d; infinite where d is 0 (1/d times each would be no number there). */
  static Tensor quotient(Tensor x, double b, Tensor y, double d) {
    float[] left = x.values();
    float[] right = values(x, y);
    float[] quotient = new float[left.length];
    for (int i = 0; i < quotient.length; i++) {
      quotient[i] = (float) ((left[i] + b * right[i]) / d);
    }
    return new Tensor(x.shape(), quotient);
  }

  /** a·x + b·y + c·z. */
  static Tensor sum(double[] factors, Tensor... terms) {
    float[] sum = new float[terms[0].values().length];
    double[] exact = new double[sum.length];
    for (int term = 0; term < terms.length; term++) {
      float[] values = values(terms[0], terms[term]);
      for (int i = 0; i < exact.length; i++) {
        exact[i] += factors[term] * values[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) exact[i];
    }
    return new Tensor(terms[0].shape(), sum);
  }

  private static float[] values(Tensor like, Tensor tensor) {
    if (!tensor.shape().equals(like.shape())) {
      throw new IllegalArgumentException(
          "shapes must be equal, were " + like.shape() + " and " + tensor.shape());
    }
    return tensor.values();
  }
}
