package mumu.pipeline.mumu;

import java.util.List;
import mumu.request.Prompt;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/**
 * How one picture's reading of the sentence differs from others.
 *
 * @param variety 0 … 1, how far
 * @param seed of the picture; 0 where nothing varies, so that all pictures share one reading
 */
record Variation(double variety, long seed) {
  /** The sentence as the model reads it, every bound image shown. */
  static final Variation NONE = new Variation(0, 0);

  static Variation of(double variety, long seed) {
    return variety == 0 ? NONE : new Variation(variety, seed);
  }

  private boolean varies() {
    return variety > 0;
  }

  /** Which images the parts of the sentence show: with variety one of a slot's for each thing. */
  Examples examples(List<Prompt.Part> parts, List<String> slots, NumberWords numbers) {
    return varies() ? Examples.drawn(parts, slots, numbers, seed) : Examples.all(parts, slots);
  }

  /**
   * The picture's own unit normal numbers, [1, count]; zeros where nothing varies.
   *
   * <p>{@code torch.randn(1, count, generator=torch.Generator("cpu").manual_seed(seed))}.
   */
  Tensor numbers(int count) {
    return varies() ? TorchNoise.of(seed, 1).next(Shape.of(1, count)) : Tensor.zeros(1, count);
  }
}
