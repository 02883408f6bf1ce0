package mumu.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import mumu.runtime.cuda.Machine;
import mumu.tensor.Tensor;

/**
 * Runs a graph of one addition on a device.
 *
 * <p>NB: getAvailableProviders() also lists CUDA on machines without a GPU; only a session tells.
 */
final class Trials {
  private static final String PROBE = "probe.onnx";

  private Trials() {}

  static Machine.Trial run(String device) {
    long start = System.nanoTime();
    Optional<String> failure = failure(new Device(device, ""));
    return new Machine.Trial(device, failure, (System.nanoTime() - start) / 1_000_000);
  }

  private static Optional<String> failure(Device device) {
    Signature signature = new Signature().real("x", Port.FREE).output("y", Port.FREE);
    try (GraphSession session = GraphSession.open(graph(), device, signature)) {
      Tensor sum =
          session.run(Map.of("x", Tensor.of(new float[] {20, 21}, 2)), new Cancellation()).get("y");
      return sum.equals(Tensor.of(new float[] {40, 42}, 2))
          ? Optional.empty()
          : Optional.of("a test graph gave wrong numbers");
    } catch (GraphException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip());
    }
  }

  private static GraphFile graph() {
    try (InputStream stream = Trials.class.getResourceAsStream(PROBE)) {
      return GraphFile.of(PROBE, stream.readAllBytes());
    } catch (IOException e) {
      throw new GraphException(PROBE + " cannot be read from the plugin's jar", e);
    }
  }
}
