package mumu.command;

import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;
import mumu.runtime.SystemMemory;

/**
 * Frees the memory of a large model that nobody uses: after ten minutes, and after one where the
 * computer runs short of memory. The next request loads it again.
 *
 * <p>NB: Java's own low-memory notices are about its heap, where models are not.
 */
final class IdleModel {
  private static final long MINUTE_NANOSECONDS = 60_000_000_000L;
  private static final long PATIENCE_NANOSECONDS = 10 * MINUTE_NANOSECONDS;
  private static final long CHECK_MILLISECONDS = 60_000;

  /** Smaller models stay: they cost less memory than it would cost time to load them. */
  private static final long LARGE_BYTES = 256L << 20;

  private static final long SCARCE_BYTES = 1L << 30;

  private final Runnable unload;
  private boolean isWatching;
  private long lastUse;

  /**
   * @param unload frees the model unless it is in use at that moment
   */
  IdleModel(Runnable unload) {
    this.unload = unload;
  }

  /** A request has ended. */
  synchronized void used(long bytes) {
    lastUse = System.nanoTime();
    if (isWatching || bytes < LARGE_BYTES) {
      return;
    }
    isWatching = true;
    Timer timer = new Timer("MUMU idle model", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            if (isDue()) {
              timer.cancel();
              unload.run();
            }
          }
        },
        CHECK_MILLISECONDS,
        CHECK_MILLISECONDS);
  }

  private synchronized boolean isDue() {
    if (!isDue(System.nanoTime() - lastUse, SystemMemory.available())) {
      return false;
    }
    isWatching = false;
    return true;
  }

  static boolean isDue(long idleNanoseconds, OptionalLong available) {
    boolean scarce = available.orElse(Long.MAX_VALUE) < SCARCE_BYTES;
    return idleNanoseconds >= (scarce ? MINUTE_NANOSECONDS : PATIENCE_NANOSECONDS);
  }
}
