package mumu;

import mumu.pipeline.Progress;
import mumu.pipeline.StatusLine;
import mumu.runtime.Cancellation;
import org.scijava.task.Task;

/** Progress as a SciJava task, which Fiji shows as a bar with a cancel button. */
final class TaskProgress implements Progress {
  private final Task task;
  private final StatusLine line = new StatusLine(System::nanoTime);
  private final Cancellation cancellation = new Cancellation();

  TaskProgress(Task task) {
    this.task = task;
    task.setCancelCallBack(cancellation::cancel);
    // NB: whoever saw the task begin may have canceled it before the callback was known.
    if (task.isCanceled()) {
      cancellation.cancel();
    }
  }

  @Override
  public void picture(int number, int count) {
    line.picture(number, count);
  }

  @Override
  public void stage(Stage stage) {
    task.setStatusMessage(line.stage(stage));
  }

  @Override
  public void step(int done, int total) {
    if (task.getProgressMaximum() != total) {
      task.setProgressMaximum(total);
    }
    task.setProgressValue(done);
    task.setStatusMessage(line.step(done, total));
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }
}
