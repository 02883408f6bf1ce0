package mumu.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * One operation of a graph (numbers of fields as in onnx.proto3).
 *
 * @param scope module whose operation it is, with slashes or dots; empty where nothing says it
 */
record GraphNode(
    List<ProtoField> fields, String operator, String scope, List<String> inputs, String output) {
  static final int MODEL_GRAPH = 7;
  static final int GRAPH_NODE = 1;
  static final int GRAPH_INITIALIZER = 5;
  static final int INPUT = 1;

  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;
  private static final int METADATA = 9;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_NUMBER = 3;

  static GraphNode of(List<ProtoField> fields) {
    List<String> inputs = new ArrayList<>();
    String output = "";
    String name = "";
    String operator = "";
    List<ProtoField> metadata = new ArrayList<>();
    for (ProtoField field : fields) {
      switch (field.number()) {
        case INPUT -> inputs.add(field.text());
        case OUTPUT -> output = output.isEmpty() ? field.text() : output;
        case NAME -> name = field.text();
        case OPERATOR -> operator = field.text();
        case METADATA -> metadata.add(field);
        default -> {}
      }
    }
    String scope = name.startsWith("/") ? name.substring(1) : "";
    int last = scope.lastIndexOf('/');
    return new GraphNode(
        fields,
        operator,
        last < 0 ? toldBesides(metadata) : scope.substring(0, last),
        List.copyOf(inputs),
        output);
  }

  /**
   * What torch's newer exporter says of where an operation is from, of which the module is the last
   * but one: {@code mid_block: a.Block/mid_block.proj: a.Linear/linear_5: aten.linear.default}.
   */
  private static String toldBesides(List<ProtoField> metadata) {
    String[] steps = GraphTensor.pairs(metadata).getOrDefault("namespace", "").split("/");
    String module = steps.length < 2 ? "" : steps[steps.length - 2];
    return module.substring(0, Math.max(0, module.indexOf(':')));
  }

  /** A whole-number attribute, 0 where it is not written. */
  long number(String attribute) {
    for (ProtoField field : fields) {
      if (field.number() == ATTRIBUTE && isNamed(field.fields(), attribute)) {
        return field.fields().stream()
            .filter(part -> part.number() == ATTRIBUTE_NUMBER)
            .mapToLong(ProtoField::value)
            .findFirst()
            .orElse(0);
      }
    }
    return 0;
  }

  private static boolean isNamed(List<ProtoField> attribute, String name) {
    return attribute.stream()
        .anyMatch(part -> part.number() == ATTRIBUTE_NAME && part.text().equals(name));
  }
}
