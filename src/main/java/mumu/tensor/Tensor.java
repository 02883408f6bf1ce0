package mumu.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

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

  /** Tensors on top of each other along the outermost axis; the other axes must be equal. */
  public static Tensor stack(List<Tensor> tensors) {
    Shape first = tensors.get(0).shape;
    long[] extents = first.toArray();
    extents[0] = 0;
    int size = 0;
    for (Tensor tensor : tensors) {
      if (!tensor.shape.row().equals(first.row())) {
        throw new IllegalArgumentException("cannot stack " + tensor.shape + " on " + first);
      }
      extents[0] += tensor.shape.extent(0);
      size += tensor.values.length;
    }
    float[] values = new float[size];
    int start = 0;
    for (Tensor tensor : tensors) {
      System.arraycopy(tensor.values, 0, values, start, tensor.values.length);
      start += tensor.values.length;
    }
    return of(values, extents);
  }

  /** What a function makes of every number. */
  public Tensor map(DoubleUnaryOperator function) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = (float) function.applyAsDouble(values[i]);
    }
    return new Tensor(shape, mapped);
  }

  /** Whether it holds no infinity and nothing that is not a number. */
  public boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
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
