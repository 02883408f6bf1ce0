package mumu.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
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

  /**
   * @param copies where an optimised copy may be
   * @param compiles told when one is made now, which takes longer
   */
  OrtSession open(DeviceOptions device, OptimisedGraphs copies, Runnable compiles)
      throws OrtException {
    Optional<OptimisedGraph> copy = path.flatMap(file -> copies.copy(file, device));
    if (copy.isPresent()) {
      Optional<OrtSession> session =
          copy.get().isWhole()
              ? openCopy(copy.get(), device)
              : makeCopy(copy.get(), copies, device, compiles);
      if (session.isPresent()) {
        return session.get();
      }
    }
    try (SessionOptions options = device.open()) {
      return path.isPresent()
          ? Ort.environment().createSession(path.get().toString(), options)
          : Ort.environment().createSession(bytes, options);
    }
  }

  private Optional<OrtSession> openCopy(OptimisedGraph copy, DeviceOptions device) {
    try (SessionOptions options = device.open()) {
      return Optional.of(copy.open(options));
    } catch (OrtException e) {
      OptimisedGraphs.log("the optimised copy of " + name + " does not open: " + e.getMessage());
      copy.refuse();
      return Optional.empty();
    }
  }

  private Optional<OrtSession> makeCopy(
      OptimisedGraph copy, OptimisedGraphs copies, DeviceOptions device, Runnable compiles) {
    if (copy.isThere()) {
      OptimisedGraphs.log("the optimised copy of " + name + " is damaged and made anew");
    }
    if (!copies.hasRoom(path.orElseThrow())) {
      return Optional.empty();
    }
    compiles.run();
    try (SessionOptions options = device.open()) {
      OrtSession session = copy.make(path.orElseThrow(), options);
      copies.evict();
      return Optional.of(session);
    } catch (OrtException | IOException e) {
      // NB: where the graph itself is at fault, opening it without a copy will say so.
      OptimisedGraphs.log("no optimised copy of " + name + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
