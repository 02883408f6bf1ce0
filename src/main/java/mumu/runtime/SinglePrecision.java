package mumu.runtime;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a graph in single precision of one in half precision, whose numbers overflow beyond 65504.
 *
 * <p>Every half-precision weight, input, output and cast becomes a single-precision one (numbers of
 * fields as in onnx.proto3); weights beside the graph are taken into it.
 */
final class SinglePrecision {

  private static final List<Integer> GRAPH_VALUES = List.of(11, 12, 13);
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_NUMBER = 3;
  private static final List<Integer> ATTRIBUTE_TENSORS = List.of(5, 10);
  private static final List<Integer> ATTRIBUTE_GRAPHS = List.of(6, 11);
  private static final int VALUE_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_TYPE_ELEMENT = 1;

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
      byte[] bytes = half.read();
      List<ProtoField> model =
          ProtoField.change(
              ProtoField.read(ByteBuffer.wrap(bytes)), GraphNode.MODEL_GRAPH, conversion::graph);
      return GraphFile.of(half.name(), ProtoField.write(model));
    } catch (IOException | IllegalArgumentException e) {
      throw new GraphException(
          half.name() + " cannot be changed to single precision: " + e.getMessage(), e);
    }
  }

  private List<ProtoField> graph(List<ProtoField> fields) {
    List<ProtoField> changed = ProtoField.change(fields, GraphNode.GRAPH_NODE, this::node);
    changed = ProtoField.change(changed, GraphNode.GRAPH_INITIALIZER, this::tensor);
    for (int values : GRAPH_VALUES) {
      changed = ProtoField.change(changed, values, SinglePrecision::value);
    }
    return changed;
  }

  private List<ProtoField> node(List<ProtoField> fields) {
    return ProtoField.change(fields, NODE_ATTRIBUTE, this::attribute);
  }

  private List<ProtoField> attribute(List<ProtoField> fields) {
    List<ProtoField> changed = fields;
    for (int tensors : ATTRIBUTE_TENSORS) {
      changed = ProtoField.change(changed, tensors, this::tensor);
    }
    for (int graphs : ATTRIBUTE_GRAPHS) {
      changed = ProtoField.change(changed, graphs, this::graph);
    }
    boolean namesType =
        fields.stream()
            .filter(field -> field.number() == ATTRIBUTE_NAME)
            .anyMatch(field -> List.of("to", "dtype").contains(field.text()));
    return namesType ? singleType(changed, ATTRIBUTE_NUMBER) : changed;
  }

  private static List<ProtoField> value(List<ProtoField> fields) {
    return ProtoField.change(
        fields,
        VALUE_TYPE,
        type ->
            ProtoField.change(
                type, TYPE_TENSOR, tensor -> singleType(tensor, TENSOR_TYPE_ELEMENT)));
  }

  /** NB: weights beside the graph are lost when it is opened from memory, so all come in. */
  private List<ProtoField> tensor(List<ProtoField> fields) {
    GraphTensor tensor = new GraphTensor(graph, fields);
    boolean half = tensor.isHalf();
    if (!half && !tensor.isExternal()) {
      return fields;
    }
    List<ProtoField> rest = tensor.description().toList();
    List<ProtoField> changed = new ArrayList<>(half ? singleType(rest, GraphTensor.TYPE) : rest);
    ByteBuffer raw = tensor.bytes();
    changed.add(ProtoField.bytes(GraphTensor.RAW, half ? singles(raw) : raw));
    return changed;
  }

  private static ByteBuffer singles(ByteBuffer halves) {
    ByteBuffer source = halves.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer singles = ByteBuffer.allocate(source.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
    while (source.remaining() >= Short.BYTES) {
      singles.putFloat(Fp16Conversions.fp16ToFloat(source.getShort()));
    }
    return singles.flip();
  }

  private static List<ProtoField> singleType(List<ProtoField> fields, int number) {
    return fields.stream()
        .map(
            field ->
                field.number() == number && field.value() == GraphTensor.HALF
                    ? ProtoField.number(number, GraphTensor.FLOAT)
                    : field)
        .toList();
  }
}
