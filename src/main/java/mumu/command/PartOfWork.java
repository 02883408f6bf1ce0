package mumu.command;

import mumu.pipeline.Progress;
import mumu.runtime.Cancellation;

/**
 * One of several pictures of the same size, watched as one piece of work.
 *
 * @param index from 0
 */
record PartOfWork(Progress whole, int index, int count) implements Progress {
  @Override
  public void stage(Stage stage) {
    whole.picture(index + 1, count);
    whole.stage(stage);
  }

  @Override
  public void step(int done, int total) {
    whole.step(index * total + done, count * total);
  }

  @Override
  public Cancellation cancellation() {
    return whole.cancellation();
  }
}
