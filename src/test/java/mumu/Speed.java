package mumu;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.WindowManager;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints the table of docs: time to the first and second picture, where it goes, memory, and how
 * long a cancel takes. Not a test; a model and a device may follow as arguments:
 *
 * <pre>{@code
 * mvn -q test-compile exec:exec -Dexec.classpathScope=test \
 *     -Dexec.args="-Djava.awt.headless=true -cp %classpath mumu.Speed"
 * }</pre>
 */
final class Speed {
  private static final int CANCELS = 100;

  private final Scene scene = new Scene();
  private final String options;

  private Speed(String model, String device) {
    this.options =
        "model=[" + model + "] device=" + device + " seed=1 bind=[man=Park:man; dog=Park:dog] ";
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Speed speed =
        new Speed(
            arguments.length > 0 ? arguments[0] : "mumu-tiny",
            arguments.length > 1 ? arguments[1] : "auto");
    String prompt = "prompt=[a {man} and a {dog}]";
    String first = speed.scene.ext("mumuGenerate", speed.options + prompt);
    row("start of Java to first picture", sinceStart());
    long start = System.nanoTime();
    String second = speed.scene.ext("mumuGenerate", speed.options + prompt);
    row("second picture", millisecondsSince(start));
    speed.stages("first", first);
    speed.stages("second", second);
    speed.cancels(prompt, millisecondsSince(start), second);
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .forEach(System.out::println);
    }
    System.exit(0);
  }

  /** Where the time went, and how much of it was ours and not ONNX Runtime's. */
  private void stages(String name, String id) {
    JsonObject result =
        JsonParser.parseString(scene.ext("mumuInfo", id))
            .getAsJsonObject()
            .getAsJsonObject("result");
    JsonObject graphs = result.getAsJsonObject("graphMilliseconds");
    result
        .getAsJsonObject("milliseconds")
        .entrySet()
        .forEach(
            stage ->
                System.out.printf(
                    "| %s: %s | %.1f ms | of that in graphs %s ms |%n",
                    name,
                    stage.getKey(),
                    stage.getValue().getAsDouble(),
                    graphs.get(stage.getKey())));
  }

  /** Cancels at random moments; then the same seed must give the same pixels. */
  private void cancels(String prompt, double picture, String reference)
      throws InterruptedException {
    double[] latencies = EscapeKey.latencies(scene, options, prompt, CANCELS, (int) (2 * picture));
    row("cancel, median of " + CANCELS, latencies[CANCELS / 2]);
    row("cancel, slowest", latencies[CANCELS - 1]);
    String after = scene.ext("mumuGenerate", options + prompt);
    boolean same =
        Arrays.deepEquals(Scene.pixels(Scene.image(reference)), Scene.pixels(Scene.image(after)));
    System.out.println(
        "| the same seed after all cancels | " + (same ? "same pixels" : "DIFFERS") + " |");
    System.out.println("| images open | " + WindowManager.getImageCount() + " |");
  }

  private static double sinceStart() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  private static double millisecondsSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static void row(String what, double milliseconds) {
    System.out.printf("| %s | %.1f ms |%n", what, milliseconds);
  }
}
