package mumu.tensor;

import java.util.List;
import java.util.stream.Collectors;

/** The extent of a tensor along each axis, outermost first; a scalar has no axis. */
public record Shape(List<Long> extents) {
  public Shape {
    extents = List.copyOf(extents);
    for (long extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("extents must not be negative, were " + extents);
      }
    }
    size(extents);
  }

  /** NB: loops, no streams, here and below: shapes are made in every denoising step. */
  public static Shape of(long... extents) {
    Long[] boxed = new Long[extents.length];
    for (int axis = 0; axis < extents.length; axis++) {
      boxed[axis] = extents[axis];
    }
    return new Shape(List.of(boxed));
  }

  public int rank() {
    return extents.size();
  }

  /** Extent of one axis; a negative axis counts from the innermost, −1. */
  public int extent(int axis) {
    return Math.toIntExact(extents.get(axis < 0 ? rank() + axis : axis));
  }

  /** Number of elements; always fits an int because a tensor is backed by one Java array. */
  public int size() {
    return size(extents);
  }

  public long[] toArray() {
    long[] array = new long[rank()];
    for (int axis = 0; axis < array.length; axis++) {
      array[axis] = extents.get(axis);
    }
    return array;
  }

  /** Extents of all axes but the outermost. */
  List<Long> row() {
    return extents.subList(1, extents.size());
  }

  private static int size(List<Long> extents) {
    long size = 1;
    for (long extent : extents) {
      size = Math.multiplyExact(size, extent);
    }
    return Math.toIntExact(size);
  }

  @Override
  public String toString() {
    return extents.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
