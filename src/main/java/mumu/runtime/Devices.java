package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import mumu.tensor.Tensor;

/** What graphs can run on here. */
public final class Devices {
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";
  private static final String PROBE = "probe.onnx";

  private Devices() {}

  /**
   * @param name {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; {@code cuda} never falls
   *     back
   * @throws IllegalArgumentException when the device cannot be used, with the reason and what to do
   */
  public static Device choose(String name) {
    if (name.equals(CPU)) {
      return new Device(CPU, "the CPU was asked for");
    }
    if (name.equals("auto")) {
      Optional<String> reason = whyNotCuda(0);
      return reason.isEmpty()
          ? new Device("cuda:0", "auto took the first CUDA GPU")
          : new Device(CPU, "auto took the CPU: " + reason.get());
    }
    if (!name.matches("cuda(:[0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "device must be auto, cpu, cuda or cuda:N, was '" + name + "'");
    }
    int index = name.equals(CUDA) ? 0 : Integer.parseInt(name.substring(CUDA.length() + 1));
    Optional<String> reason = whyNotCuda(index);
    if (reason.isPresent()) {
      throw new IllegalArgumentException(
          "device="
              + name
              + " cannot be used: "
              + reason.get()
              + "; use device=cpu or device=auto");
    }
    return new Device(CUDA + ":" + index, "CUDA was asked for");
  }

  /** ONNX Runtime's version. */
  public static String runtimeVersion() {
    return Ort.environment().getVersion();
  }

  /** A preflight report: what was tried here and now, and what is missing. */
  public static String report() {
    StringBuilder text = new StringBuilder();
    line(text, "System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    line(
        text,
        "Cores",
        Cores.physical() + " used of " + Runtime.getRuntime().availableProcessors() + " logical");
    line(
        text,
        "Memory",
        "Java may take "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MB; models lie outside of that");
    line(
        text, "Java", System.getProperty("java.version") + " " + System.getProperty("java.vendor"));
    try {
      line(text, "ONNX Runtime", runtimeVersion() + " from " + home());
      line(text, CPU, probe(new Device(CPU, "")));
      line(text, CUDA, whyNotCuda(0).map(reason -> "no: " + reason).orElse("yes, cuda:0 ran"));
      line(text, "auto", choose("auto").name());
    } catch (GraphException e) {
      line(text, "ONNX Runtime", "no: " + e.getMessage());
    }
    return text.toString();
  }

  /** Runs a graph of one addition. */
  private static String probe(Device device) {
    long start = System.nanoTime();
    Signature signature = new Signature().real("x", Port.FREE).output("y", Port.FREE);
    try (GraphSession session = GraphSession.open(probeGraph(), device, signature)) {
      Tensor sum =
          session.run(Map.of("x", Tensor.of(new float[] {20, 21}, 2)), new Cancellation()).get("y");
      boolean right = sum.equals(Tensor.of(new float[] {40, 42}, 2));
      return right
          ? "yes, a test graph ran in " + (System.nanoTime() - start) / 1_000_000 + " ms"
          : "no: a test graph gave wrong numbers";
    }
  }

  private static GraphFile probeGraph() {
    try (InputStream stream = Devices.class.getResourceAsStream(PROBE)) {
      return GraphFile.of(PROBE, stream.readAllBytes());
    } catch (IOException e) {
      throw new GraphException(PROBE + " cannot be read from the plugin's jar", e);
    }
  }

  /**
   * NB: getAvailableProviders() also lists CUDA on machines without a GPU; only opening a session
   * tells.
   */
  private static Optional<String> whyNotCuda(int index) {
    OrtEnvironment environment = Ort.environment();
    try (SessionOptions options = new SessionOptions()) {
      options.addCUDA(index);
      environment.createSession(probeGraph().bytes().orElseThrow(), options).close();
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(explain(e.getMessage()));
    }
  }

  private static String explain(String message) {
    String text = message.replace('\n', ' ').strip();
    if (text.contains("Failed to find CUDA shared provider")) {
      return "this installation has ONNX Runtime for the CPU only";
    }
    return "the CUDA provider did not open (" + text + ")";
  }

  private static String home() {
    CodeSource source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? "an unknown place" : location.getPath();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }
}
