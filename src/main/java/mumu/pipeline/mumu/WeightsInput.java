package mumu.pipeline.mumu;

import java.util.Map;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/**
 * The input by which a prompt encoder learns how much each shown image counts, where it has it;
 * such a graph weighs the tokens itself and decides how many there are.
 */
final class WeightsInput {
  private static final String WEIGHTS = "image_weights";

  private WeightsInput() {}

  static boolean isTakenBy(GraphSession graph) {
    return graph.inputs().containsKey(WEIGHTS);
  }

  /** Adds what such a graph must have. */
  static void expect(Signature signature) {
    signature.real(WEIGHTS, Port.FREE);
  }

  /**
   * @param weights 1 neutral, 0 hidden; at least one
   */
  static Map<String, Value> feeds(float[] weights) {
    return Map.of(WEIGHTS, Tensor.of(weights, weights.length));
  }
}
