package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;

/** The one environment of ONNX Runtime and how its sessions are set up. */
final class Ort {
  private static final String CUDA = "cuda";

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

  /** All cores for one graph at a time; errors come as exceptions, nothing is printed. */
  static SessionOptions options(Device device) throws OrtException {
    environment();
    SessionOptions options = new SessionOptions();
    try {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(Cores.physical());
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (device.name().startsWith(CUDA)) {
        options.addCUDA(cudaIndex(device.name()));
      }
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }

  private static int cudaIndex(String name) {
    return name.equals(CUDA) ? 0 : Integer.parseInt(name.substring(CUDA.length() + 1));
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
