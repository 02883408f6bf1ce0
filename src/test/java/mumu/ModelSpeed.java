package mumu;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints one line of JSON with the times of a diffusers-layout model; called by
 * src/test/python/benchmark_sdxl.py, which makes the table. Not a test.
 *
 * <pre>{@code java -cp … mumu.ModelSpeed MODEL STEPS SIDE BATCH DEVICE}</pre>
 */
final class ModelSpeed {
  private final Scene scene = new Scene();
  private final String options;

  private ModelSpeed(String[] arguments) {
    this.options =
        "model=[%s] guidance=5 steps=%s width=%s height=%s device=%s "
            .formatted(arguments[0], arguments[1], arguments[2], arguments[2], arguments[4]);
  }

  /** Wall and ONNX Runtime's time of one request, in seconds. */
  private record Run(double wall, double graphs, double denoiseAndDecode) {}

  public static void main(String[] arguments) {
    ModelSpeed speed = new ModelSpeed(arguments);
    int batch = Integer.parseInt(arguments[3]);
    Map<String, Double> times = new TreeMap<>();
    speed.run("seed=1 prompt=[warm up]");
    Run fresh = speed.run("seed=1 prompt=[a fox under a tree]");
    Run same = speed.run("seed=2 prompt=[a fox under a tree]");
    times.put("generate", fresh.wall());
    times.put("graphs", fresh.graphs());
    times.put("same prompt", same.wall());
    times.put("same prompt, denoise and decode", same.denoiseAndDecode());
    if (batch > 1) {
      times.put(
          "batch", speed.run("seed=1 count=" + batch + " prompt=[a fox under a tree]").wall());
      double singles = 0;
      for (int i = 0; i < batch; i++) {
        singles += speed.run("seed=" + (1 + i) + " prompt=[a fox under a tree]").wall();
      }
      times.put("singles", singles);
    }
    JsonObject json = new JsonObject();
    times.forEach(json::addProperty);
    System.out.println(json);
    System.exit(0);
  }

  private Run run(String request) {
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
    return new Run(wall, graphs, drawing);
  }
}
