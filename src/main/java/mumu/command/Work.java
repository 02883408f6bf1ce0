package mumu.command;

import ij.IJ;
import java.util.function.Supplier;
import mumu.pipeline.Progress;
import mumu.pipeline.StatusLine;
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

  private static final String CANCELS = " (Esc cancels)";

  private final Progress onlooker;
  private final StatusLine line = new StatusLine(System::nanoTime);
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
  public void picture(int number, int count) {
    onlooker.picture(number, count);
    line.picture(number, count);
  }

  @Override
  public void stage(Stage stage) {
    onlooker.stage(stage);
    IJ.showStatus(line.stage(stage) + CANCELS);
  }

  @Override
  public void step(int done, int total) {
    onlooker.step(done, total);
    IJ.showStatus(line.step(done, total) + CANCELS);
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

  /** Ends the watcher, clears the progress bar and, after a cancel, the status line. */
  @Override
  public void close() {
    watcher.interrupt();
    IJ.showProgress(1.0);
    if (cancellation().isCanceled()) {
      IJ.showStatus("MUMU: canceled");
    }
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
