package mumu;

import ij.IJ;
import java.awt.event.KeyEvent;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Presses Esc at random moments of a request that would go on for long. */
final class EscapeKey {
  private EscapeKey() {}

  /**
   * @param options without {@code count} and prompt
   * @param longest milliseconds before the latest press, after the command has begun to listen
   * @return milliseconds from press to end of each request, sorted
   */
  static double[] latencies(Scene scene, String options, String prompt, int times, int longest)
      throws InterruptedException {
    Random random = new Random(1);
    double[] latencies = new double[times];
    for (int i = 0; i < times; i++) {
      AtomicLong pressed = new AtomicLong();
      // NB: a key pressed before the command listens is not meant for it.
      int delay = 30 + random.nextInt(longest);
      Thread finger =
          new Thread(
              () -> {
                IJ.wait(delay);
                pressed.set(System.nanoTime());
                IJ.setKeyDown(KeyEvent.VK_ESCAPE);
              });
      finger.start();
      try {
        scene.ext("mumuGenerate", options + "count=1000 " + prompt);
        throw new AssertionError("the cancel was not seen");
      } catch (Entry.Aborted e) {
        latencies[i] = (System.nanoTime() - pressed.get()) / 1e6;
      }
      finger.join();
    }
    Arrays.sort(latencies);
    return latencies;
  }
}
