package mumu.command;

import ij.IJ;
import java.util.function.Supplier;
import mumu.pipeline.Progress;
import mumu.request.Picture;
import mumu.runtime.Cancellation;

/**
 * Shows progress in ImageJ's status bar and turns the Esc key into a cancel, until closed.
 *
 * <p>A thread of its own watches the key, because the calling thread is inside a graph most of the
 * time.
 */
final class Work implements Progress, AutoCloseable {
  /** Well below the 100 ms within which a cancel must take effect. */
  private static final int POLL_MILLISECONDS = 10;

  private final Progress onlooker;
  private final Thread watcher = new Thread(this::watch, "MUMU Esc");

  Work() {
    this(Progress.silent());
  }

  /**
   * @param onlooker is told the same; its cancellation is the one that Esc triggers
   */
  Work(Progress onlooker) {
    this.onlooker = onlooker;
    IJ.resetEscape();
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void stage(Stage stage) {
    onlooker.stage(stage);
    IJ.showStatus(
        switch (stage) {
          case LOAD -> "MUMU: loading the model… (Esc cancels)";
          case ENCODE -> "MUMU: reading prompt and images… (Esc cancels)";
          case DENOISE -> "MUMU: painting… (Esc cancels)";
          case DECODE -> "MUMU: finishing… (Esc cancels)";
        });
  }

  @Override
  public void step(int done, int total) {
    onlooker.step(done, total);
    IJ.showStatus("MUMU: step " + done + " of " + total + " (Esc cancels)");
    IJ.showProgress(done, total);
  }

  @Override
  public void sketch(Supplier<Picture> sketch) {
    onlooker.sketch(sketch);
  }

  @Override
  public Cancellation cancellation() {
    return onlooker.cancellation();
  }

  /** Ends the watcher and clears the progress bar. */
  @Override
  public void close() {
    watcher.interrupt();
    IJ.showProgress(1.0);
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      if (IJ.escapePressed()) {
        cancellation().cancel();
        return;
      }
      try {
        Thread.sleep(POLL_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
