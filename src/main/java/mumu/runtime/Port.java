package mumu.runtime;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import mumu.tensor.Shape;

/**
 * An input or output of a graph.
 *
 * @param extents per axis; {@link #FREE} where the graph takes any
 * @param axes per axis the name that the graph gives it, empty for none; free axes of one name are
 *     equally long
 */
public record Port(String name, Kind kind, List<Long> extents, List<String> axes) {
  /** Extent of an axis that is not fixed. */
  public static final long FREE = -1;

  /** What a graph counts in. */
  public enum Kind {
    FLOAT32(true),
    FLOAT16(true),
    BFLOAT16(true),
    FLOAT64(true),
    INT64(false),
    INT32(false),
    OTHER(false);

    private final boolean real;

    Kind(boolean real) {
      this.real = real;
    }

    /** Real numbers, not whole ones. */
    public boolean isReal() {
      return real;
    }
  }

  public Port {
    extents = List.copyOf(extents);
    axes = List.copyOf(axes);
  }

  /** Of axes without names. */
  public Port(String name, Kind kind, List<Long> extents) {
    this(name, kind, extents, Collections.nCopies(extents.size(), ""));
  }

  /** Whether an axis of this may have another extent than an axis of another port. */
  public boolean isApart(int axis, Port other, int otherAxis) {
    return !axes.get(axis).isEmpty() && !axes.get(axis).equals(other.axes.get(otherAxis));
  }

  /** Number of axes. */
  public int rank() {
    return extents.size();
  }

  /**
   * How many rows it takes at once where so many are wanted.
   *
   * @return more or fewer where the graph was exported for a fixed number
   */
  public int rows(int wanted) {
    long fixed = extents.isEmpty() ? FREE : extents.get(0);
    return fixed == FREE ? wanted : (int) Math.max(1, fixed);
  }

  boolean accepts(Shape shape) {
    if (shape.rank() != extents.size()) {
      return false;
    }
    for (int axis = 0; axis < extents.size(); axis++) {
      if (extents.get(axis) != FREE && extents.get(axis) != shape.extent(axis)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name
        + " "
        + kind
        + extents.stream()
            .map(extent -> extent == FREE ? "any" : extent.toString())
            .collect(Collectors.joining(", ", " [", "]"));
  }
}
