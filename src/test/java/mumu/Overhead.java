package mumu;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.macro.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Prints how much of the time for a picture is not ONNX Runtime's, and what memory it takes. Models
 * of diffusers' layout are named by their folder (one is made by make_medium_model.py):
 *
 * <pre>{@code
 * mvn -q test-compile exec:exec -Dexec.classpathScope=test \
 *     -Dexec.args="-Djava.awt.headless=true -cp %classpath mumu.Overhead 20 10 mumu-tiny bind"
 * }</pre>
 *
 * The arguments are steps, pictures, the model, and whether regions are bound to words.
 */
final class Overhead {
  private static final int WARM_UP = 2;

  private final Scene scene = new Scene();
  private final String options;

  private Overhead(String steps, String model, boolean binds) {
    this.options =
        "model=["
            + model
            + "] seed=1 steps="
            + steps
            + (binds
                ? " bind=[man=Park:man; dog=Park:dog] prompt=[a {man} and a {dog}]"
                : " prompt=[a man and a dog]");
  }

  public static void main(String[] arguments) throws IOException {
    Overhead overhead =
        new Overhead(arguments[0], arguments[2], arguments[arguments.length - 1].equals("bind"));
    int pictures = Integer.parseInt(arguments[1]);
    System.out.println(
        "| picture | wall ms | stages ms | graphs ms | wall ÷ graphs | stages ÷ graphs |");
    double[] ratios = new double[pictures];
    for (int i = 0; i < WARM_UP + pictures; i++) {
      double ratio = overhead.picture(i);
      if (i >= WARM_UP) {
        ratios[i - WARM_UP] = ratio;
      }
    }
    Arrays.sort(ratios);
    System.out.printf("| median of the last %d | | | | %.3f | |%n", pictures, ratios[pictures / 2]);
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM") || line.startsWith("VmRSS")) {
        System.out.println("| " + line.replaceAll("\\s+", " ") + " |");
      }
    }
    System.exit(0);
  }

  private double picture(int number) {
    long start = System.nanoTime();
    String id = scene.ext("mumuGenerate", options);
    double wall = (System.nanoTime() - start) / 1e6;
    JsonObject result =
        JsonParser.parseString(scene.ext("mumuInfo", id))
            .getAsJsonObject()
            .getAsJsonObject("result");
    double stages = sum(result.getAsJsonObject("milliseconds"));
    double graphs = sum(result.getAsJsonObject("graphMilliseconds"));
    Interpreter.removeBatchModeImage(Scene.image(id));
    System.out.printf(
        "| %d | %.1f | %.1f | %.1f | %.3f | %.3f | %s |%n",
        number,
        wall,
        stages,
        graphs,
        wall / graphs,
        stages / graphs,
        result.getAsJsonObject("milliseconds"));
    return wall / graphs;
  }

  /** Without loading, which happens once. */
  private static double sum(JsonObject stages) {
    return stages.entrySet().stream()
        .filter(stage -> !stage.getKey().equals("load"))
        .map(Map.Entry::getValue)
        .mapToDouble(JsonElement::getAsDouble)
        .sum();
  }
}
