package mumu.imagej;

import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.util.Optional;
import mumu.pipeline.Thing;

/**
 * What a thing covers of a canvas, as one ROI: a composite where it has parts or holes.
 *
 * <p>A pixel belongs to the thing where its cover, scaled to the canvas bilinearly (between the
 * centres of its parts, the outermost going on to the edge of the square), is above 0.5.
 */
final class Outline {
  private static final int INSIDE = 255;
  private static final double ENOUGH = 0.5;

  private final Thing thing;
  private final int size;

  private Outline(Thing thing) {
    this.thing = thing;
    this.size = thing.cover().shape().extent(0);
  }

  /** The ROI on a canvas of this size; absent when no pixel belongs to the thing. */
  static Optional<Roi> of(Thing thing, int width, int height) {
    ByteProcessor mask = new Outline(thing).mask(width, height);
    if (mask.getStats().max == 0) {
      return Optional.empty();
    }
    mask.setThreshold(INSIDE, INSIDE, ImageProcessor.NO_LUT_UPDATE);
    return Optional.of(new ThresholdToSelection().convert(mask));
  }

  private ByteProcessor mask(int width, int height) {
    ByteProcessor mask = new ByteProcessor(width, height);
    Thing.Square square = thing.square();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double row = (y + 0.5 - square.top()) / square.height();
        double column = (x + 0.5 - square.left()) / square.width();
        boolean within = row >= 0 && row < 1 && column >= 0 && column < 1;
        if (within && cover(row * size - 0.5, column * size - 0.5) > ENOUGH) {
          mask.set(x, y, INSIDE);
        }
      }
    }
    return mask;
  }

  /**
   * @param row 0 in the middle of the first row of parts
   * @param column 0 in the middle of the first column
   */
  private double cover(double row, double column) {
    int above = (int) Math.floor(row);
    int before = (int) Math.floor(column);
    double down = row - above;
    double over = column - before;
    double upper = part(above, before) * (1 - over) + part(above, before + 1) * over;
    double lower = part(above + 1, before) * (1 - over) + part(above + 1, before + 1) * over;
    return upper * (1 - down) + lower * down;
  }

  private double part(int row, int column) {
    int y = Math.max(0, Math.min(size - 1, row));
    int x = Math.max(0, Math.min(size - 1, column));
    return thing.cover().values()[y * size + x];
  }
}
