package mumu.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

/**
 * Stops a running graph at its next node when the user cancels.
 *
 * <p>NB: the canceling thread may arrive when the run is over; terminating and closing exclude each
 * other so that it never touches freed memory.
 */
final class Terminator implements AutoCloseable {
  private final RunOptions options;
  private final Cancellation.Registration registration;
  private boolean closed;

  /**
   * @param options owned by this from now on
   */
  Terminator(RunOptions options, Cancellation cancellation) {
    this.options = options;
    registration = cancellation.onCancel(this::terminate);
  }

  RunOptions options() {
    return options;
  }

  private synchronized void terminate() {
    if (closed) {
      return;
    }
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new GraphException("a running graph cannot be stopped: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    registration.close();
    options.close();
  }
}
