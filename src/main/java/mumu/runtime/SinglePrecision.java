package mumu.runtime;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Makes a graph in single precision of one in half precision, whose numbers overflow beyond 65504.
 *
 * <p>Every half-precision weight, input, output and cast becomes a single-precision one (numbers of
 * fields as in onnx.proto3); weights beside the graph are taken into it.
 */
final class SinglePrecision {
  private static final int FLOAT = 1;
  private static final int HALF = 10;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final List<Integer> GRAPH_VALUES = List.of(11, 12, 13);
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_NUMBER = 3;
  private static final List<Integer> ATTRIBUTE_TENSORS = List.of(5, 10);
  private static final List<Integer> ATTRIBUTE_GRAPHS = List.of(6, 11);
  private static final int VALUE_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_TYPE_ELEMENT = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_WHOLES = 5;
  private static final int TENSOR_RAW = 9;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int TENSOR_LOCATION = 14;

  private final GraphFile graph;

  private SinglePrecision(GraphFile graph) {
    this.graph = graph;
  }

  /**
   * @throws GraphException when the file is no graph or its weights cannot be read
   */
  static GraphFile of(GraphFile half) {
    try {
      SinglePrecision conversion = new SinglePrecision(half);
      byte[] bytes = half.path().isPresent() ? Files.readAllBytes(half.path().get()) : half.bytes();
      List<ProtoField> model =
          change(ProtoField.read(ByteBuffer.wrap(bytes)), MODEL_GRAPH, conversion::graph);
      return GraphFile.of(half.name(), ProtoField.write(model));
    } catch (IOException | IllegalArgumentException e) {
      throw new GraphException(
          half.name() + " cannot be changed to single precision: " + e.getMessage(), e);
    }
  }

  private List<ProtoField> graph(List<ProtoField> fields) {
    List<ProtoField> changed = change(fields, GRAPH_NODE, this::node);
    changed = change(changed, GRAPH_INITIALIZER, this::tensor);
    for (int values : GRAPH_VALUES) {
      changed = change(changed, values, SinglePrecision::value);
    }
    return changed;
  }

  private List<ProtoField> node(List<ProtoField> fields) {
    return change(fields, NODE_ATTRIBUTE, this::attribute);
  }

  private List<ProtoField> attribute(List<ProtoField> fields) {
    List<ProtoField> changed = fields;
    for (int tensors : ATTRIBUTE_TENSORS) {
      changed = change(changed, tensors, this::tensor);
    }
    for (int graphs : ATTRIBUTE_GRAPHS) {
      changed = change(changed, graphs, this::graph);
    }
    boolean namesType =
        fields.stream()
            .filter(field -> field.number() == ATTRIBUTE_NAME)
            .anyMatch(field -> List.of("to", "dtype").contains(field.text()));
    return namesType ? singleType(changed, ATTRIBUTE_NUMBER) : changed;
  }

  private static List<ProtoField> value(List<ProtoField> fields) {
    return change(
        fields,
        VALUE_TYPE,
        type -> change(type, TYPE_TENSOR, tensor -> singleType(tensor, TENSOR_TYPE_ELEMENT)));
  }

  /** NB: weights beside the graph are lost when it is opened from memory, so all come in. */
  private List<ProtoField> tensor(List<ProtoField> fields) {
    boolean half =
        fields.stream().anyMatch(field -> field.number() == TENSOR_TYPE && field.value() == HALF);
    boolean external = fields.stream().anyMatch(field -> field.number() == TENSOR_EXTERNAL);
    if (!half && !external) {
      return fields;
    }
    ByteBuffer raw = external ? external(fields) : raw(fields);
    List<ProtoField> rest =
        fields.stream()
            .filter(field -> field.number() != TENSOR_RAW && field.number() != TENSOR_WHOLES)
            .filter(field -> field.number() != TENSOR_EXTERNAL && field.number() != TENSOR_LOCATION)
            .toList();
    List<ProtoField> changed = new ArrayList<>(half ? singleType(rest, TENSOR_TYPE) : rest);
    changed.add(ProtoField.bytes(TENSOR_RAW, half ? singles(raw) : raw));
    return changed;
  }

  /** Half-precision numbers lie in raw bytes or, each as a whole number, in another field. */
  private static ByteBuffer raw(List<ProtoField> fields) {
    for (ProtoField field : fields) {
      if (field.number() == TENSOR_RAW) {
        return field.bytes();
      }
    }
    List<Long> wholes =
        fields.stream()
            .filter(field -> field.number() == TENSOR_WHOLES)
            .flatMap(
                field ->
                    field.isNumber()
                        ? Stream.of(field.value())
                        : ProtoField.varints(field.bytes()).stream())
            .toList();
    ByteBuffer raw =
        ByteBuffer.allocate(wholes.size() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    wholes.forEach(whole -> raw.putShort(whole.shortValue()));
    return raw.flip();
  }

  private ByteBuffer external(List<ProtoField> fields) {
    Map<String, String> entries = new HashMap<>();
    for (ProtoField field : fields) {
      if (field.number() == TENSOR_EXTERNAL) {
        List<ProtoField> entry = field.fields();
        entries.put(entry.get(0).text(), entry.get(1).text());
      }
    }
    Path folder =
        graph
            .path()
            .map(Path::getParent)
            .orElseThrow(() -> new GraphException(graph.name() + " has weights beside it"));
    Path file = folder.resolve(entries.get("location")).normalize();
    if (!file.startsWith(folder)) {
      throw new GraphException(graph.name() + " has weights outside of its folder: " + file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      long rest = channel.size() - offset;
      long length = Long.parseLong(entries.getOrDefault("length", String.valueOf(rest)));
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, Math.min(length, rest));
    } catch (IOException e) {
      throw new GraphException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer singles(ByteBuffer halves) {
    ByteBuffer source = halves.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer singles = ByteBuffer.allocate(source.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
    while (source.remaining() >= Short.BYTES) {
      singles.putFloat(Fp16Conversions.fp16ToFloat(source.getShort()));
    }
    return singles.flip();
  }

  /** The message with all its inner messages of one number changed. */
  private static List<ProtoField> change(
      List<ProtoField> fields, int number, UnaryOperator<List<ProtoField>> inner) {
    return fields.stream()
        .map(
            field ->
                field.number() == number && !field.isNumber()
                    ? ProtoField.message(number, inner.apply(field.fields()))
                    : field)
        .toList();
  }

  private static List<ProtoField> singleType(List<ProtoField> fields, int number) {
    return fields.stream()
        .map(
            field ->
                field.number() == number && field.value() == HALF
                    ? ProtoField.number(number, FLOAT)
                    : field)
        .toList();
  }
}
