package mumu;

import java.util.Locale;
import mumu.pipeline.Progress;
import mumu.runtime.Cancellation;
import org.scijava.task.Task;

/** Progress as a SciJava task, which Fiji shows as a bar with a cancel button. */
final class TaskProgress implements Progress {
  private final Task task;
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
  public void stage(Stage stage) {
    task.setStatusMessage(stage.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void step(int done, int total) {
    if (task.getProgressMaximum() != total) {
      task.setProgressMaximum(total);
    }
    task.setProgressValue(done);
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }
}
