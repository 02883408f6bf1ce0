package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;

/** The one environment of ONNX Runtime. */
final class Ort {
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

    private static OrtEnvironment open() {
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
}
