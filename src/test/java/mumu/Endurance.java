package mumu;

import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import mumu.command.Production;

/**
 * Many pictures, cancels and reopened models in one Java, and what is left behind. A short version
 * is a test; the long one prints a table (the heap is fixed, so that growth is native memory):
 *
 * <pre>{@code
 * mvn -q test-compile exec:exec -Dexec.classpathScope=test \
 *     -Dexec.args="-Xms300m -Xmx300m -XX:+AlwaysPreTouch -Djava.awt.headless=true \
 *     -cp %classpath mumu.Endurance 1000 100 100 mumu-tiny"
 * }</pre>
 */
final class Endurance {
  /** Pictures after which every cache and pool has its size. */
  private static final int WARM_UP = 50;

  private static final String PROMPT = "prompt=[a {man} and a {dog}]";

  private final Scene scene;
  private final String options;
  private final int[][] expected;

  /**
   * @param model id or path
   */
  Endurance(Scene scene, String model) {
    this.scene = scene;
    this.options = "model=[" + model + "] steps=2 bind=[man=Park:man; dog=Park:dog] ";
    this.expected = picture(1);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Endurance endurance = new Endurance(new Scene(), arguments[3]);
    long start = System.nanoTime();
    int pictures = Integer.parseInt(arguments[0]);
    endurance.generate(Math.min(WARM_UP, pictures));
    long warm = residentMegabytes();
    row("resident after " + WARM_UP + " pictures", warm + " MB");
    endurance.generate(pictures - WARM_UP);
    row("growth after " + pictures, residentMegabytes() - warm + " MB");
    double[] latencies = endurance.cancel(Integer.parseInt(arguments[1]));
    row("cancels", latencies.length + "");
    row("median", "%.1f ms".formatted(latencies[latencies.length / 2]));
    row("slowest", "%.1f ms".formatted(latencies[latencies.length - 1]));
    row("growth", residentMegabytes() - warm + " MB");
    endurance.reopen(Integer.parseInt(arguments[2]));
    row(
        "growth after opening the model " + arguments[2] + " times",
        residentMegabytes() - warm + " MB");
    row("the same seed gives the same pixels", endurance.isUnchanged() ? "yes" : "NO");
    row("images open", WindowManager.getImageCount() + "");
    row("took", (System.nanoTime() - start) / 1_000_000_000 + " s");
    System.exit(0);
  }

  void generate(int pictures) {
    for (int i = 0; i < pictures; i++) {
      picture(i);
    }
  }

  /**
   * Cancels at random moments.
   *
   * @return milliseconds until the command had ended, sorted
   */
  double[] cancel(int times) throws InterruptedException {
    long begin = System.nanoTime();
    picture(0);
    int longest = (int) Math.max(20, 2 * millisecondsSince(begin));
    return EscapeKey.latencies(scene, options, PROMPT, times, longest);
  }

  /** Unloads the model and opens it again. */
  void reopen(int times) {
    for (int i = 0; i < times; i++) {
      Production.unload();
      picture(i);
    }
  }

  boolean isUnchanged() {
    return Arrays.deepEquals(expected, picture(1));
  }

  private int[][] picture(int seed) {
    String id = scene.ext("mumuGenerate", options + "seed=" + seed + " " + PROMPT);
    ImagePlus image = Scene.image(id);
    int[][] pixels = Scene.pixels(image);
    Interpreter.removeBatchModeImage(image);
    return pixels;
  }

  /** −1 where the system does not say. */
  private static long residentMegabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  private static double millisecondsSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static void row(String what, String value) {
    System.out.println("| " + what + " | " + value + " |");
  }
}
