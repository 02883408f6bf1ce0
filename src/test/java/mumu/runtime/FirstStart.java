package mumu.runtime;

import java.util.List;
import java.util.Optional;
import mumu.runtime.cuda.Machine;

/**
 * A start of ONNX Runtime in a JVM of its own: waits for a line, then prints where its libraries
 * are, what was told, whether a graph ran, and the preflight report.
 */
final class FirstStart {
  private FirstStart() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready");
    System.in.read();
    Optional<String> note = Devices.prepare(List.of());
    Machine.Trial trial = Trials.run("cpu");
    System.out.println("path=" + System.getProperty("onnxruntime.native.path"));
    System.out.println("note=" + note.orElse("none"));
    System.out.println("ran=" + trial.failure().orElse("yes"));
    System.out.println(Devices.report());
    System.exit(0);
  }
}
