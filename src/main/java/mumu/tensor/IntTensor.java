package mumu.tensor;

import java.util.Arrays;

/** Whole numbers with a shape, row-major: token ids, positions, timesteps. */
public record IntTensor(Shape shape, long[] values) implements Value {
  public IntTensor {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "a tensor " + shape + " must have " + shape.size() + " values, had " + values.length);
    }
  }

  public static IntTensor of(long[] values, long... extents) {
    return new IntTensor(Shape.of(extents), values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntTensor that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }
}
