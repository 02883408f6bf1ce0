package mumu.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Weights of a graph that lie anywhere in its model's folder: in one file for several parts, or
 * behind links.
 *
 * <p>ONNX Runtime opens only what really lies in the graph's own folder; for everything else it is
 * given the same graph with the files' real places.
 */
final class ScatteredWeights {
  private static final String BACKSLASH = "\\";

  private final Path graph;
  private final Path model;

  /**
   * @param model folder that no weight may lie outside of, links aside
   */
  ScatteredWeights(Path graph, Path model) {
    this.graph = graph.toAbsolutePath().normalize();
    this.model = model.toAbsolutePath().normalize();
  }

  /** Whether all weights of a graph lie in it. */
  static boolean none(byte[] graph) {
    try {
      return ProtoField.read(ByteBuffer.wrap(graph)).stream()
          .filter(field -> field.number() == GraphNode.MODEL_GRAPH && !field.isNumber())
          .flatMap(field -> field.fields().stream())
          .filter(field -> field.number() == GraphNode.GRAPH_INITIALIZER && !field.isNumber())
          .allMatch(field -> GraphTensor.location(field.fields()).isEmpty());
    } catch (GraphException e) {
      return true; // opening the graph says what is wrong
    }
  }

  GraphFile gathered(GraphFile.Bringer bringer) throws IOException {
    Map<String, Path> real = new TreeMap<>();
    for (String location : locations()) {
      Path file = file(location);
      bringer.bring(slashed(model.relativize(file)));
      real.put(location, real(file));
    }
    if (real.values().stream().allMatch(this::liesBeside)
        && real.keySet().stream().noneMatch(location -> location.contains(BACKSLASH))) {
      return GraphFile.of(graph);
    }
    Path root = graph.toRealPath().getRoot();
    for (Path file : real.values()) {
      if (!file.startsWith(root)) {
        throw new IOException(graph + " and its weights " + file + " must lie on one drive");
      }
    }
    UnaryOperator<String> move = location -> slashed(root.relativize(real.get(location)));
    List<ProtoField> fields =
        ProtoField.change(
            ProtoField.read(ByteBuffer.wrap(Files.readAllBytes(graph))),
            GraphNode.MODEL_GRAPH,
            inside -> ProtoField.change(inside, GraphNode.GRAPH_INITIALIZER, w -> moved(w, move)));
    return new GraphFile(
        graph.toString(),
        Optional.of(graph),
        Optional.of(ProtoField.write(fields)),
        Optional.of(root),
        List.of());
  }

  private static List<ProtoField> moved(List<ProtoField> weight, UnaryOperator<String> move) {
    return GraphTensor.location(weight)
        .map(location -> GraphTensor.movedTo(move.apply(location), weight))
        .orElse(weight);
  }

  private Set<String> locations() {
    try {
      return ExternalWeights.locations(graph);
    } catch (IOException e) {
      return Set.of(); // opening the graph says what is wrong
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }

  private Path real(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "the weights "
              + model.relativize(file)
              + " of "
              + graph
              + " are missing; get the model again, with all files beside its graphs");
    }
    return file.toRealPath();
  }

  /** NB: of the slashes of Windows, which some exporters write, every system is told its own. */
  private Path file(String location) throws IOException {
    try {
      Path path = Path.of(location.replace(BACKSLASH, "/"));
      Path file = graph.resolveSibling(path).normalize();
      if (!path.isAbsolute() && file.startsWith(model) && !file.equals(model)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new IOException(graph + " has weights in '" + location + "', which is no path", e);
    }
    throw new IOException(
        graph
            + " has weights in '"
            + location
            + "': expected a file in the model's folder "
            + model
            + ", by a path that is relative to the graph");
  }

  /** As ONNX Runtime decides it. */
  private boolean liesBeside(Path real) {
    try {
      return real.startsWith(graph.getParent().toRealPath())
          || real.startsWith(graph.toRealPath().getParent());
    } catch (IOException e) {
      return true; // opening it says why not
    }
  }
}
