package mumu.bundle;

import java.util.Arrays;

/**
 * A matrix as adapters store it: left [rows, rank] times right [rank, columns].
 *
 * @param columns of a convolution: inputs × kernel
 */
record Factors(float[] left, float[] right, int rows, int columns, int rank) {
  /** left [rows, rank], right [rank, columns…]. */
  static Factors of(Safetensors file, String left, String right) throws BundleException {
    int[] shape = file.shape(left);
    int rank = file.shape(right).length > 0 ? file.shape(right)[0] : 0;
    if (shape.length != 2 || rank < 1 || shape[1] != rank) {
      throw misfit(file, left, right);
    }
    float[] read = file.read(right);
    return new Factors(file.read(left), read, shape[0], read.length / rank, rank);
  }

  /**
   * Of a convolution with a kernel of its own between the factors (Tucker).
   *
   * @param kernel [rank, rank, k…]
   * @param left [rank, rows]
   * @param right [rank, inputs]
   */
  static Factors around(Safetensors file, String kernel, String left, String right)
      throws BundleException {
    int[] shape = file.shape(left);
    if (shape.length != 2 || shape[0] < 1) {
      throw misfit(file, left, kernel);
    }
    int rank = shape[0];
    int rows = shape[1];
    float[] turned = file.read(left);
    float[] straight = new float[turned.length];
    for (int i = 0; i < straight.length; i++) {
      straight[i] = turned[i % rank * rows + i / rank];
    }
    float[] core = core(file, kernel, right, rank);
    return new Factors(straight, core, rows, core.length / rank, rank);
  }

  /** kernel [r, s, k…] times right [s, in, …] is a right of [r, in, k…]. */
  static float[] core(Safetensors file, String kernel, String right, int rank)
      throws BundleException {
    float[] between = file.read(kernel);
    float[] narrow = file.read(right);
    int ins = narrow.length / Math.max(1, rank);
    int size = between.length / Math.max(1, rank * rank);
    if (rank == 0 || size * rank * rank != between.length || ins * rank != narrow.length) {
      throw misfit(file, kernel, right);
    }
    float[] core = new float[rank * ins * size];
    for (int r = 0; r < rank; r++) {
      for (int j = 0; j < ins * size; j++) {
        float sum = 0;
        for (int s = 0; s < rank; s++) {
          sum += between[(r * rank + s) * size + j % size] * narrow[s * ins + j / size];
        }
        core[r * ins * size + j] = sum;
      }
    }
    return core;
  }

  /** One row of the product, [columns]. */
  float[] row(int row) {
    float[] product = new float[columns];
    add(row, 1, product, 0);
    return product;
  }

  /** Adds one row of the product, scaled, to the numbers from an index on. */
  void add(int row, double scale, float[] sums, int from) {
    for (int r = 0; r < rank; r++) {
      float factor = (float) (scale * left[row * rank + r]);
      for (int i = 0; i < columns; i++) {
        sums[from + i] += factor * right[r * columns + i];
      }
    }
  }

  private static BundleException misfit(Safetensors file, String one, String other) {
    return new BundleException(
        "%s: %s %s and %s %s do not fit each other"
            .formatted(
                file.file(),
                one,
                Arrays.toString(file.shape(one)),
                other,
                Arrays.toString(file.shape(other))));
  }
}
