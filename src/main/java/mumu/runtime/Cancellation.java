package mumu.runtime;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/** The user's wish to stop; reaches into a running graph, not only between steps. */
public final class Cancellation {
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean canceled;

  /** Asks to stop; may be called from any thread, more than once. */
  public void cancel() {
    canceled = true;
    listeners.forEach(Runnable::run);
  }

  public boolean isCanceled() {
    return canceled;
  }

  /**
   * @throws CancellationException when the user asked to stop
   */
  public void check() {
    if (canceled) {
      throw new CancellationException("canceled by the user");
    }
  }

  /**
   * Runs the action at cancel, at once if that has happened already, until the returned handle is
   * closed.
   */
  Registration onCancel(Runnable action) {
    listeners.add(action);
    if (canceled) {
      action.run();
    }
    return () -> listeners.remove(action);
  }

  /** Takes the action back. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
