package mumu.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An ONNX graph to open: by path where it lies on disk, so that ONNX Runtime finds and maps its
 * external weights, else from memory.
 *
 * @param name for messages
 */
public record GraphFile(String name, Optional<Path> path, byte[] bytes) {
  public static GraphFile of(Path path) {
    return new GraphFile(path.toString(), Optional.of(path), new byte[0]);
  }

  public static GraphFile of(String name, byte[] bytes) {
    return new GraphFile(name, Optional.empty(), bytes);
  }

  /**
   * The same graph in single precision, where half precision would overflow.
   *
   * @throws GraphException when the file is no graph or its weights cannot be read
   */
  public GraphFile inSinglePrecision() {
    return SinglePrecision.of(this);
  }

  OrtSession open(SessionOptions options) throws OrtException {
    return path.isPresent()
        ? Ort.environment().createSession(path.get().toString(), options)
        : Ort.environment().createSession(bytes, options);
  }
}
