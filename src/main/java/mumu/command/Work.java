package mumu.command;

import ij.IJ;
import mumu.pipeline.Progress;
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

  private final Cancellation cancellation = new Cancellation();
  private final Thread watcher = new Thread(this::watch, "MUMU Esc");

  Work() {
    IJ.resetEscape();
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void stage(Stage stage) {
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
    IJ.showStatus("MUMU: step " + done + " of " + total + " (Esc cancels)");
    IJ.showProgress(done, total);
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
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
        cancellation.cancel();
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
