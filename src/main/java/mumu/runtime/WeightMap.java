package mumu.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the constants of a graph by the names that PyTorch's modules had.
 *
 * <p>Two rules. A constant that is still called {@code <module>.weight} or {@code .bias} is that
 * one. Tracing transposes the weights of linear layers and renames them ({@code
 * onnx::MatMul_1926}), but the node keeps the module as its scope: {@code /<module>/MatMul}. What
 * stands before the module's path, e.g. {@code model.}, does not count.
 */
final class WeightMap {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  private final Map<String, WeightSlot> slots = new LinkedHashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();

  /** A constant, or a copy of one under another name. */
  private record Source(String initializer, boolean transposed) {}

  /** How an operator uses one of its inputs. */
  private record Use(String parameter, boolean transposed) {}

  /**
   * @param graph fields of the graph
   */
  WeightMap(List<ProtoField> graph) {
    for (ProtoField field : graph) {
      if (field.number() == GraphNode.GRAPH_INITIALIZER && !field.isNumber()) {
        String name = GraphTensor.nameOf(field.fields());
        sources.put(name, new Source(name, false));
      }
    }
    for (int i = 0; i < graph.size(); i++) {
      if (graph.get(i).number() == GraphNode.GRAPH_NODE && !graph.get(i).isNumber()) {
        add(i, GraphNode.of(graph.get(i).fields()));
      }
    }
  }

  private void add(int index, GraphNode node) {
    List<String> inputs = node.inputs();
    boolean copies = node.operator().equals("Identity");
    boolean turns = node.operator().equals("Transpose");
    for (int i = 0; i < inputs.size(); i++) {
      Source source = sources.get(inputs.get(i));
      if (source == null) {
        continue;
      }
      if (copies || turns) {
        sources.put(node.output(), new Source(source.initializer(), source.transposed() ^ turns));
        continue;
      }
      uses.merge(source.initializer(), 1, Integer::sum);
      Optional<Use> use = use(node, i);
      if (use.isPresent()) {
        boolean stored = use.get().transposed() ^ source.transposed();
        WeightSlot slot =
            new WeightSlot(index, i, source.initializer(), stored, use.get().transposed());
        register(slot, use.get().parameter(), node);
      }
    }
  }

  /** NB: under every name that says what it is: equal constants are stored once, as one of them. */
  private void register(WeightSlot slot, String parameter, GraphNode node) {
    String given = node.inputs().get(slot.input());
    for (String name : List.of(given, slot.initializer(), node.scope())) {
      key(name, parameter, node).ifPresent(key -> slots.putIfAbsent(key, slot));
    }
  }

  /** NB: names that tracing made say nothing; scopes are modules without a parameter's name. */
  private static Optional<String> key(String name, String parameter, GraphNode node) {
    if (name.equals(node.scope())) {
      return name.isEmpty() ? Optional.empty() : Optional.of(flat(name) + "." + parameter);
    }
    String end = "." + parameter;
    return name.endsWith(end)
        ? Optional.of(flat(name.substring(0, name.length() - end.length())) + end)
        : Optional.empty();
  }

  private static String flat(String module) {
    return module.replace('.', '_').replace('/', '_');
  }

  private static Optional<Use> use(GraphNode node, int input) {
    return switch (node.operator()) {
      case "MatMul" -> input == 1 ? Optional.of(new Use(WEIGHT, true)) : Optional.empty();
      case "Gemm" ->
          input == 1
              ? Optional.of(new Use(WEIGHT, node.number("transB") == 0))
              : Optional.of(new Use(BIAS, false)).filter(use -> input == 2);
      case "Conv", "LayerNormalization" ->
          input == 0 ? Optional.empty() : Optional.of(new Use(input == 1 ? WEIGHT : BIAS, false));
      case "Gather" -> input == 0 ? Optional.of(new Use(WEIGHT, false)) : Optional.empty();
      case "Mul" -> Optional.of(new Use(WEIGHT, false));
      case "Add" -> Optional.of(new Use(BIAS, false));
      default -> Optional.empty();
    };
  }

  /**
   * @param module with underscores
   * @param parameter {@code weight} or {@code bias}
   */
  Optional<WeightSlot> find(String module, String parameter) {
    String key = module + "." + parameter;
    if (slots.containsKey(key)) {
      return Optional.of(slots.get(key));
    }
    List<String> longer = new ArrayList<>();
    for (String candidate : slots.keySet()) {
      if (candidate.endsWith("_" + key)) {
        longer.add(candidate);
      }
    }
    return longer.stream().min((a, b) -> Integer.compare(a.length(), b.length())).map(slots::get);
  }

  /** In how many places a constant is used. */
  int uses(String initializer) {
    return uses.getOrDefault(initializer, 0);
  }
}
