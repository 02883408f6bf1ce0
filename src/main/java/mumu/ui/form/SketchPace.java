package mumu.ui.form;

/**
 * Keeps previews cheap: they may take a fifth of the time, and come at most some times a second.
 */
final class SketchPace {
  private static final long PAUSE_PER_COST = 4;
  private static final long SHORTEST_PAUSE_NANOSECONDS = 150_000_000;

  private long next;

  /**
   * @param begin when the work begins, by {@link System#nanoTime}
   */
  SketchPace(long begin) {
    next = begin + SHORTEST_PAUSE_NANOSECONDS;
  }

  boolean isDue(long now) {
    return now - next >= 0;
  }

  /** A preview was made. */
  void made(long start, long end) {
    next = end + Math.max(SHORTEST_PAUSE_NANOSECONDS, PAUSE_PER_COST * (end - start));
  }
}
