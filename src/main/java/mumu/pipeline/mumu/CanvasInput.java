package mumu.pipeline.mumu;

import java.util.Map;
import mumu.pipeline.CanvasSize;
import mumu.runtime.GraphSession;
import mumu.runtime.Signature;
import mumu.tensor.IntTensor;
import mumu.tensor.Value;

/** The input by which a prompt encoder learns how large the result will be, where it has it. */
final class CanvasInput {
  private static final String CANVAS = "canvas";
  private static final int SIDES = 2;

  private CanvasInput() {}

  static boolean isTakenBy(GraphSession graph) {
    return graph.inputs().containsKey(CANVAS);
  }

  /** Adds what such a graph must have. */
  static void expect(Signature signature) {
    signature.whole(CANVAS, SIDES);
  }

  /** Height and width in pixels. */
  static Map<String, Value> feeds(CanvasSize canvas) {
    long[] sides = {canvas.height(), canvas.width()};
    return Map.of(CANVAS, IntTensor.of(sides, SIDES));
  }
}
