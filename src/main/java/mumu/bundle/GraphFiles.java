package mumu.bundle;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files of a part's folder may hold weights of its graph: a model that is published in many
 * formats has all of them side by side, of which a graph needs one.
 */
final class GraphFiles {
  /** Of PyTorch, TensorFlow, Flax and OpenVINO, and texts. */
  private static final Pattern OTHER_FORMATS =
      Pattern.compile(
          ".*\\.(json|safetensors|msgpack|h5|ckpt|pth?|xml)"
              + "|.*/[^/]*(pytorch|openvino)_model[^/]*");

  private GraphFiles() {}

  /**
   * @param part whose graph is meant, not one in another precision and not that one's weights
   * @param paths of all files of the model
   */
  static Stream<String> of(String part, Collection<String> paths) {
    List<String> inside = paths.stream().filter(path -> path.startsWith(part + "/")).toList();
    List<String> otherGraphs =
        inside.stream()
            .filter(path -> path.endsWith(".onnx") && !path.equals(DiffusersBundle.graph(part)))
            .toList();
    return inside.stream()
        .filter(path -> !OTHER_FORMATS.matcher(path).matches())
        .filter(path -> otherGraphs.stream().noneMatch(path::startsWith));
  }

  /** What is there in place of a part's graph, for messages. */
  static String instead(String part, Collection<String> paths) {
    List<String> graphs = paths.stream().filter(path -> path.endsWith(".onnx")).toList();
    return graphs.isEmpty()
        ? "; this is a PyTorch checkpoint, export it to ONNX first"
        : graphs.stream()
            .filter(path -> path.startsWith(part + "/") && !path.endsWith("/model.onnx"))
            .findFirst()
            .map(path -> "; found " + path + ", which must be called model.onnx")
            .orElseGet(() -> elsewhere(part, graphs));
  }

  private static String elsewhere(String part, List<String> graphs) {
    return graphs.stream()
        .filter(path -> path.contains(part))
        .findFirst()
        .map(path -> "; found " + path + ", which belongs there, its weights beside it")
        .orElse("; found only the graphs " + graphs);
  }
}
