package mumu;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;

/**
 * Makes a picture of a diffusers-layout model for every line it reads and prints its times as one
 * line of JSON; called by src/test/python/benchmark_sdxl.py, which makes the table. Not a test.
 *
 * <pre>{@code java -cp … mumu.ModelSpeed MODEL STEPS SIDE DEVICE}</pre>
 *
 * A line is what a request says besides, as {@code seed=1 prompt=[a fox]}.
 */
final class ModelSpeed {
  private final Scene scene = new Scene();
  private final String options;

  private ModelSpeed(String[] arguments) {
    this.options =
        "model=[%s] guidance=5 steps=%s width=%s height=%s device=%s "
            .formatted(arguments[0], arguments[1], arguments[2], arguments[2], arguments[3]);
  }

  public static void main(String[] arguments) {
    ModelSpeed speed = new ModelSpeed(arguments);
    Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      System.out.println(speed.run(lines.nextLine()));
    }
    System.exit(0);
  }

  /** Wall and ONNX Runtime's time of one request, in seconds. */
  private JsonObject run(String request) {
    long start = System.nanoTime();
    String id = scene.ext("mumuGenerate", options + request);
    double wall = (System.nanoTime() - start) / 1e9;
    JsonObject result =
        JsonParser.parseString(scene.ext("mumuInfo", id))
            .getAsJsonObject()
            .getAsJsonObject("result");
    JsonObject stages = result.getAsJsonObject("milliseconds");
    double graphs =
        result.getAsJsonObject("graphMilliseconds").asMap().values().stream()
            .mapToDouble(value -> value.getAsDouble() / 1e3)
            .sum();
    double drawing =
        (stages.get("denoise").getAsDouble() + stages.get("decode").getAsDouble()) / 1e3;
    JsonObject times = new JsonObject();
    Map.of("wall", wall, "graphs", graphs, "denoise and decode", drawing)
        .forEach(times::addProperty);
    return times;
  }
}
