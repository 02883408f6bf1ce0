package mumu.runtime;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.bundle.BundleException;
import mumu.bundle.WeightChange;

/**
 * Merges fine-tunes into a graph: sums in single precision, stored as the graph stores them.
 *
 * <p>Weights beside the graph are handed to ONNX Runtime before it optimises (its other way is
 * silently ignored where a weight is folded into another); those inside are replaced.
 */
public final class WeightMerge {
  private final GraphFile graph;
  private final List<ProtoField> model;
  private final List<ProtoField> fields;
  private final WeightMap map;
  private final Map<String, Integer> initializers = new LinkedHashMap<>();
  private final List<OtherWeight> others = new ArrayList<>();
  private final List<String> unmatched = new ArrayList<>();
  private boolean rewritten;

  /** A change and how much of it is wanted. */
  public record Strong(WeightChange change, double strength) {}

  /**
   * @param unmatched keys of weights that the graph does not have
   */
  public record Merged(GraphFile graph, List<String> unmatched) {}

  private WeightMerge(GraphFile graph) throws IOException {
    this.graph = graph;
    this.model = ProtoField.read(ByteBuffer.wrap(graph.read()));
    this.fields =
        model.stream()
            .filter(field -> field.number() == GraphNode.MODEL_GRAPH && !field.isNumber())
            .findFirst()
            .map(ProtoField::fields)
            .map(ArrayList::new)
            .orElseThrow(() -> new GraphException(graph.name() + " holds no graph"));
    this.map = new WeightMap(fields);
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).number() == GraphNode.GRAPH_INITIALIZER && !fields.get(i).isNumber()) {
        initializers.put(GraphTensor.nameOf(fields.get(i).fields()), i);
      }
    }
  }

  /**
   * @throws GraphException naming file and key when a change does not fit its weight, or the graph
   *     when it cannot be read
   */
  public static Merged merge(GraphFile graph, List<Strong> changes) {
    try {
      WeightMerge merge = new WeightMerge(graph);
      Map<WeightSlot, List<Strong>> bySlot = new LinkedHashMap<>();
      for (Strong strong : changes) {
        WeightChange change = strong.change();
        Optional<WeightSlot> slot = merge.map.find(change.module(), change.parameter());
        slot.ifPresentOrElse(
            found -> bySlot.computeIfAbsent(found, any -> new ArrayList<>()).add(strong),
            () -> merge.unmatched.add(change.key()));
      }
      Path scratch = Files.createTempFile("mumu-finetune-", ".bin");
      scratch.toFile().deleteOnExit(); // NB: Windows cannot delete what is mapped
      try (FileChannel channel =
          FileChannel.open(scratch, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        for (Map.Entry<WeightSlot, List<Strong>> entry : bySlot.entrySet()) {
          merge.apply(entry.getKey(), entry.getValue(), channel);
        }
      }
      return new Merged(merge.result(), merge.unmatched);
    } catch (BundleException e) {
      throw new GraphException(e.getMessage(), e);
    } catch (IOException | ArithmeticException e) {
      throw new GraphException(
          graph.name() + " cannot be merged with a fine-tune: " + e.getMessage(), e);
    }
  }

  private void apply(WeightSlot slot, List<Strong> changes, FileChannel scratch)
      throws IOException {
    int at = initializers.get(slot.initializer());
    GraphTensor tensor = new GraphTensor(graph, fields.get(at).fields());
    if (!tensor.isReal()) {
      throw new GraphException(
          graph.name()
              + ": "
              + slot.initializer()
              + " is not in half or single precision, so that no fine-tune can be merged with it");
    }
    int[] extents = tensor.extents();
    float[] values = tensor.values();
    boolean turned = slot.stored() && extents.length == 2;
    float[] weight = turned ? transposed(values, extents[0], extents[1]) : values;
    int outs = extents.length == 0 ? 1 : extents[turned ? 1 : 0];
    for (Strong strong : changes) {
      strong.change().apply(weight, outs, strong.strength());
    }
    int rows = outs == 0 ? 0 : weight.length / outs;
    if (map.uses(slot.initializer()) > 1) {
      boolean turn = slot.used() && extents.length == 2;
      addOwn(slot, tensor, turn ? transposed(weight, outs, rows) : weight, turn);
      return;
    }
    float[] changed = turned ? transposed(weight, outs, rows) : weight;
    if (tensor.isExternal()) {
      others.add(mapped(slot.initializer(), extents, tensor.isHalf(), changed, scratch));
    } else {
      List<ProtoField> replaced = new ArrayList<>(tensor.description().toList());
      replaced.add(ProtoField.bytes(GraphTensor.RAW, littleEndian(changed, tensor.isHalf())));
      fields.set(at, ProtoField.message(GraphNode.GRAPH_INITIALIZER, replaced));
      rewritten = true;
    }
  }

  /** NB: exporters store equal weights once; a changed one gets a constant of its own. */
  private void addOwn(WeightSlot slot, GraphTensor tensor, float[] values, boolean turned) {
    int[] extents = tensor.extents();
    if (extents.length == 2 && turned != slot.stored()) {
      extents = new int[] {extents[1], extents[0]};
    }
    String name = slot.initializer() + "/finetuned/" + slot.node() + "/" + slot.input();
    List<ProtoField> own = new ArrayList<>();
    for (int extent : extents) {
      own.add(ProtoField.number(GraphTensor.DIMS, extent));
    }
    own.add(
        ProtoField.number(
            GraphTensor.TYPE, tensor.isHalf() ? GraphTensor.HALF : GraphTensor.FLOAT));
    own.add(ProtoField.text(GraphTensor.NAME, name));
    own.add(ProtoField.bytes(GraphTensor.RAW, littleEndian(values, tensor.isHalf())));
    fields.add(ProtoField.message(GraphNode.GRAPH_INITIALIZER, own));
    List<ProtoField> node = new ArrayList<>();
    int input = 0;
    for (ProtoField field : fields.get(slot.node()).fields()) {
      boolean its = field.number() == GraphNode.INPUT && input++ == slot.input();
      node.add(its ? ProtoField.text(GraphNode.INPUT, name) : field);
    }
    fields.set(slot.node(), ProtoField.message(GraphNode.GRAPH_NODE, node));
    rewritten = true;
  }

  private static OtherWeight mapped(
      String name, int[] extents, boolean half, float[] values, FileChannel scratch)
      throws IOException {
    int bytes = Math.multiplyExact(values.length, half ? Short.BYTES : Float.BYTES);
    ByteBuffer numbers = scratch.map(FileChannel.MapMode.READ_WRITE, scratch.size(), bytes);
    put(values, half, numbers.order(ByteOrder.nativeOrder()));
    return new OtherWeight(name, extents, half, numbers);
  }

  private static ByteBuffer littleEndian(float[] values, boolean half) {
    ByteBuffer numbers =
        ByteBuffer.allocate(Math.multiplyExact(values.length, half ? Short.BYTES : Float.BYTES));
    put(values, half, numbers.order(ByteOrder.LITTLE_ENDIAN));
    return numbers;
  }

  /** Fills the buffer and goes back to its start. */
  private static void put(float[] values, boolean half, ByteBuffer numbers) {
    for (float value : values) {
      if (half) {
        numbers.putShort(Fp16Conversions.floatToFp16(value));
      } else {
        numbers.putFloat(value);
      }
    }
    numbers.flip();
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }

  private GraphFile result() {
    if (!rewritten) {
      return new GraphFile(graph.name(), graph.path(), graph.bytes(), graph.folder(), others);
    }
    List<ProtoField> changed = ProtoField.change(model, GraphNode.MODEL_GRAPH, old -> fields);
    return new GraphFile(
        graph.name(), graph.path(), Optional.of(ProtoField.write(changed)), graph.folder(), others);
  }
}
