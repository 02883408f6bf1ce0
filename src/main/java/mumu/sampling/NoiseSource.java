package mumu.sampling;

import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/** Unit normal numbers in a fixed order. */
public interface NoiseSource {
  /**
   * The next numbers.
   *
   * @param shape [N, …]; row i comes from the stream of image i
   */
  Tensor next(Shape shape);
}
