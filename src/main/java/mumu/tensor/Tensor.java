package mumu.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * Float numbers with a shape, row-major.
 *
 * <p>NB: the array is handed over, not copied (latents pass through hundreds of steps); whoever
 * builds a tensor must not write to its array afterwards.
 */
public record Tensor(Shape shape, float[] values) implements Value {
  public Tensor {
    Objects.requireNonNull(shape, "shape");
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "a tensor " + shape + " must have " + shape.size() + " values, had " + values.length);
    }
  }

  public static Tensor zeros(long... extents) {
    Shape shape = Shape.of(extents);
    return new Tensor(shape, new float[shape.size()]);
  }

  public static Tensor of(float[] values, long... extents) {
    return new Tensor(Shape.of(extents), values);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the outermost axis. */
  public Tensor slice(int from, int to) {
    int row = shape.extent(0) == 0 ? 0 : shape.size() / shape.extent(0);
    long[] extents = shape.toArray();
    extents[0] = (long) to - from;
    return of(Arrays.copyOfRange(values, from * row, to * row), extents);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
