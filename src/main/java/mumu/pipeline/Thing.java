package mumu.pipeline;

import java.util.Objects;
import mumu.tensor.Tensor;

/**
 * A thing in a picture: what it is called and what it covers there, as the model itself placed it.
 *
 * @param name the slot's name; of a thing that is named without braces the word as typed
 * @param square where its picture lies on the canvas
 * @param cover [S, S], 0 … 1: how much of each of S × S equal parts of the square the thing covers
 */
public record Thing(String name, Square square, Tensor cover) {
  /**
   * A part of the canvas, in its pixels; it may reach outside.
   *
   * @param top from the canvas' upper edge
   * @param left from the canvas' left edge
   * @param height above 0
   * @param width above 0
   */
  public record Square(double top, double left, double height, double width) {
    public Square {
      boolean placed = Double.isFinite(top) && Double.isFinite(left);
      boolean sized = height > 0 && width > 0 && height < (1 << 16) && width < (1 << 16);
      if (!placed || !sized) {
        throw new IllegalArgumentException(
            "a thing cannot lie at top %s, left %s, %s px high and %s px wide"
                .formatted(top, left, height, width));
      }
    }
  }

  public Thing {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(square, "square");
    boolean isSquare =
        cover.shape().rank() == 2
            && cover.shape().extent(0) == cover.shape().extent(1)
            && cover.shape().extent(0) > 0;
    if (!isSquare) {
      throw new IllegalArgumentException(
          "what a thing covers must be [S, S], was " + cover.shape());
    }
  }
}
