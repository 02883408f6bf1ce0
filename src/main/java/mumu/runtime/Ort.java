package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The one environment of ONNX Runtime. */
final class Ort {
  private static final long STACK_BYTES = 64L << 20;

  private Ort() {}

  /**
   * NB: a plain getEnvironment() joins an environment that another plugin made; asking for our log
   * level then would only print a complaint.
   *
   * @throws GraphException when the native library cannot be loaded
   */
  static OrtEnvironment environment() {
    try {
      return Holder.ENVIRONMENT;
    } catch (LinkageError e) {
      throw new GraphException(
          "ONNX Runtime's native library cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + e
              + "); supported are Linux and Windows on x64, Linux and macOS on arm64",
          e);
    }
  }

  private static final class Holder {
    private static final OrtEnvironment ENVIRONMENT = open();
  }

  /**
   * NB: in a thread of its own, for on Linux ONNX Runtime searches the command line with a regular
   * expression that needs about 270 bytes of stack per character; a class path of 4 000 would end
   * Java without a word on a thread of the usual size.
   */
  private static OrtEnvironment open() {
    try {
      return CompletableFuture.supplyAsync(Ort::start, Ort::runOnLargeStack).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private static void runOnLargeStack(Runnable work) {
    new Thread(null, work, "MUMU starts ONNX Runtime", STACK_BYTES).start();
  }

  private static OrtEnvironment start() {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "mumu");
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new IllegalStateException("telemetry of ONNX Runtime cannot be switched off", e);
    }
    return environment;
  }
}
