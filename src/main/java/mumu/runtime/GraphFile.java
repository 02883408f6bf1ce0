package mumu.runtime;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ONNX graph to open: by path where it lies on disk, so that ONNX Runtime finds and maps its
 * external weights, else from memory.
 *
 * @param name for messages
 * @param path where it lies
 * @param bytes the graph, where it does not lie there as it is
 * @param folder what the graph says of places of weights is relative to
 * @param weights to take instead of those outside of the graph
 */
public record GraphFile(
    String name,
    Optional<Path> path,
    Optional<byte[]> bytes,
    Optional<Path> folder,
    List<OtherWeight> weights) {
  private static final String FOLDER = "session.model_external_initializers_file_folder_path";

  public GraphFile {
    weights = List.copyOf(weights);
  }

  public static GraphFile of(Path path) {
    return new GraphFile(
        path.toString(),
        Optional.of(path),
        Optional.empty(),
        Optional.ofNullable(path.toAbsolutePath().getParent()),
        List.of());
  }

  public static GraphFile of(String name, byte[] bytes) {
    return new GraphFile(name, Optional.empty(), Optional.of(bytes), Optional.empty(), List.of());
  }

  /** Makes a file of a model lie where it is looked for. */
  public interface Bringer {
    /**
     * @param path in the model's folder, with forward slashes
     */
    void bring(String path) throws IOException;
  }

  /**
   * A part of a model that lies on disk, with weights anywhere in the model's folder.
   *
   * @param model the model's folder
   * @param bringer told of each file with weights before it is looked for
   * @throws IOException when the graph cannot be read, or names weights that are outside of the
   *     model or missing
   */
  public static GraphFile of(Path path, Path model, Bringer bringer) throws IOException {
    return new ScatteredWeights(path, model).gathered(bringer);
  }

  /** Whether nothing outside of the bytes given is needed. */
  public boolean isAlone() {
    return bytes.filter(ScatteredWeights::none).isPresent();
  }

  byte[] read() throws IOException {
    return bytes.isPresent() ? bytes.get() : Files.readAllBytes(path.orElseThrow());
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
    boolean asItLies = bytes.isEmpty() && weights.isEmpty();
    Optional<OptimisedGraph> copy =
        path.filter(file -> asItLies).flatMap(file -> copies.copy(file, device));
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
      return open(options);
    }
  }

  private OrtSession open(SessionOptions options) throws OrtException {
    Map<String, OnnxTensorLike> others = new LinkedHashMap<>();
    try (Owned tensors = new Owned()) {
      for (OtherWeight weight : weights) {
        others.put(weight.name(), tensors.add(weight.open()).tensor());
      }
      if (!others.isEmpty()) {
        options.addExternalInitializers(others); // NB: copies them
      }
      if (bytes.isEmpty()) {
        return Ort.environment().createSession(path.orElseThrow().toString(), options);
      }
      if (folder.isPresent()) {
        options.addConfigEntry(FOLDER, folder.get().toString());
      }
      return Ort.environment().createSession(bytes.get(), options);
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
      copy.make(path.orElseThrow(), options);
    } catch (OrtException | IOException e) {
      // NB: where the graph itself is at fault, opening it without a copy will say so.
      OptimisedGraphs.log("no optimised copy of " + name + ": " + e.getMessage());
      return Optional.empty();
    }
    copies.evict();
    return openCopy(copy, device);
  }
}
