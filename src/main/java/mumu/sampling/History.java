package mumu.sampling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import mumu.tensor.Tensor;

/** The last few outputs of the denoiser, the newest first. */
final class History {
  private final int length;
  private final Deque<Tensor> outputs = new ArrayDeque<>();

  /**
   * @param length how many are kept
   */
  History(int length) {
    this.length = length;
  }

  void add(Tensor output) {
    outputs.addFirst(output);
    if (outputs.size() > length) {
      outputs.removeLast();
    }
  }

  int size() {
    return outputs.size();
  }

  /**
   * @param age 0 for the newest
   */
  Tensor get(int age) {
    Iterator<Tensor> iterator = outputs.iterator();
    for (int i = 0; i < age; i++) {
      iterator.next();
    }
    return iterator.next();
  }
}
