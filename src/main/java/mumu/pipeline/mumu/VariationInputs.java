package mumu.pipeline.mumu;

import java.util.Map;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** The inputs by which a prompt encoder varies its reading; an encoder has both or none. */
final class VariationInputs {
  private static final String NUMBERS = "variation";
  private static final String VARIETY = "variety";

  private VariationInputs() {}

  static boolean isTakenBy(GraphSession graph) {
    return graph.inputs().containsKey(NUMBERS) || graph.inputs().containsKey(VARIETY);
  }

  /** Adds what such a graph must have. */
  static void expect(Signature signature) {
    signature.real(NUMBERS, 1, Port.FREE).real(VARIETY, 1);
  }

  /**
   * @throws GraphException when the graph does not say how many numbers it wants
   */
  static int count(GraphSession graph) {
    long count = graph.inputs().get(NUMBERS).extents().get(1);
    if (count < 1) {
      throw new GraphException(
          "the prompt encoder does not say how many numbers of `variation` it takes: expected"
              + " [1, V] with a fixed V, found "
              + graph.inputs().get(NUMBERS));
    }
    return Math.toIntExact(count);
  }

  static Map<String, Value> feeds(GraphSession graph, Variation variation) {
    float[] variety = {(float) variation.variety()};
    return Map.of(
        NUMBERS, variation.numbers(count(graph)),
        VARIETY, Tensor.of(variety, 1));
  }
}
