package mumu.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mumu.tensor.Tensor;

/** Rows for graphs that were exported for a fixed number of them. */
final class Rows {
  private Rows() {}

  /** NB: what reaches past the end is the last row again; its results are dropped. */
  static Tensor of(Tensor tensor, int from, int to) {
    int rows = tensor.shape().extent(0);
    if (from == 0 && to == rows) {
      return tensor;
    }
    List<Tensor> some = new ArrayList<>(List.of(tensor.slice(from, Math.min(to, rows))));
    some.addAll(Collections.nCopies(Math.max(0, to - rows), tensor.slice(rows - 1, rows)));
    return some.size() == 1 ? some.get(0) : Tensor.stack(some);
  }

  /** The first row. */
  static Tensor first(Tensor tensor) {
    return of(tensor, 0, 1);
  }
}
