package mumu.pipeline;

import java.util.function.LongSupplier;

/**
 * Says in a line what is going on and how long it may still take, e.g. {@code MUMU: painting 7 of
 * 20, 3 s left} or, of pictures that are made one after another, {@code MUMU: picture 7 of 20, 3 s
 * left}.
 *
 * <p>The first step is left out of the estimate, because it also finds memory and algorithms for
 * the size of the picture.
 */
public final class StatusLine {
  private static final double NANOSECONDS_PER_SECOND = 1e9;
  private static final int SECONDS_PER_MINUTE = 60;

  /** Less is over before it is read. */
  private static final double SHORT_SECONDS = 1;

  private final LongSupplier nanoTime;
  private String picture = "";
  private int firstDone;
  private long firstNanoseconds;

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  public StatusLine(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One of several pictures begins. */
  public void picture(int number, int count) {
    picture = "picture %d of %d".formatted(number, count);
  }

  /** A stage begins. */
  public String stage(Progress.Stage stage) {
    return "MUMU: " + picture + (picture.isEmpty() ? "" : ", ") + stage.words() + "…";
  }

  /** {@code done} of {@code total} steps are finished; begins anew where there are fewer. */
  public String step(int done, int total) {
    long now = nanoTime.getAsLong();
    String line = "MUMU: " + (picture.isEmpty() ? "painting " + done + " of " + total : picture);
    if (firstDone == 0 || done <= firstDone) {
      firstDone = done;
      firstNanoseconds = now;
      return line;
    }
    double perStep = (now - firstNanoseconds) / NANOSECONDS_PER_SECOND / (done - firstDone);
    double left = perStep * (total - done);
    return left < SHORT_SECONDS ? line : line + ", " + duration(left) + " left";
  }

  /** Rounded up: {@code 41 s}, {@code 2 min 5 s}, {@code 75 min}. */
  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    long minutes = whole / SECONDS_PER_MINUTE;
    long rest = whole % SECONDS_PER_MINUTE;
    if (minutes == 0) {
      return rest + " s";
    }
    return minutes >= 10 || rest == 0 ? minutes + " min" : minutes + " min " + rest + " s";
  }
}
