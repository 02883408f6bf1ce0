package mumu;

import java.util.function.Supplier;

/** Waits in programs that use ImageJ's windows as a person would. */
final class Waiting {
  private Waiting() {}

  /**
   * What is wanted, as soon as it is there. NB: windows keep Java alive, so a program that waits in
   * vain ends itself.
   *
   * @param wanted gives null for not yet
   */
  static <T> T await(Supplier<T> wanted, String name, int limitMilliseconds)
      throws InterruptedException {
    long end = System.currentTimeMillis() + limitMilliseconds;
    while (System.currentTimeMillis() < end) {
      T found = wanted.get();
      if (found != null) {
        return found;
      }
      Thread.sleep(20);
    }
    System.err.println("FAILED: waited in vain for " + name);
    System.exit(1);
    return null;
  }

  /**
   * Waits for the end of a command. NB: ImageJ's Recorder knows of one command at a time; of two at
   * once it writes the wrong lines.
   */
  static void untilDone(String label, int limitMilliseconds) throws InterruptedException {
    await(() -> isRunning(label) ? null : "", "the end of " + label, limitMilliseconds);
  }

  /** Whether a thread that ImageJ has made for a command is alive. */
  static boolean isRunning(String label) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(it -> it.equals("Run$_" + label) || it.equals(label));
  }
}
