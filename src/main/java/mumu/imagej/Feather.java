package mumu.imagej;

import ij.plugin.filter.EDM;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.awt.Rectangle;
import java.util.concurrent.CancellationException;

/**
 * How much of a new pixel a selection takes: all of it inside, less towards its edge, nothing
 * beyond it.
 */
final class Feather {
  private static final byte INSIDE = (byte) 255;

  private Feather() {}

  /**
   * One share per pixel of the cut's box, 0 to 1: the distance to the nearest pixel outside the
   * selection, as a part of {@code pixels + 1}. The image's border is no edge.
   *
   * @param pixels width of the soft edge, 0 for a hard one
   */
  static float[] shares(Cut cut, int imageWidth, int imageHeight, double pixels) {
    Rectangle box = cut.box();
    float[] shares = new float[box.width * box.height];
    if (pixels == 0) {
      for (int i = 0; i < shares.length; i++) {
        shares[i] = cut.contains(i) ? 1 : 0;
      }
      return shares;
    }
    Rectangle around = new Rectangle(box);
    around.grow(1, 1);
    around = around.intersection(new Rectangle(imageWidth, imageHeight));
    FloatProcessor distance = distance(cut, around);
    for (int i = 0; i < shares.length; i++) {
      int x = box.x - around.x + i % box.width;
      int y = box.y - around.y + i / box.width;
      shares[i] = (float) Math.min(1, distance.getf(x, y) / (pixels + 1));
    }
    return shares;
  }

  /** Distance of each pixel to the nearest one outside the selection; huge where there is none. */
  private static FloatProcessor distance(Cut cut, Rectangle around) {
    Rectangle box = cut.box();
    ByteProcessor mask = new ByteProcessor(around.width, around.height);
    byte[] pixels = (byte[]) mask.getPixels();
    for (int i = 0; i < box.width * box.height; i++) {
      int x = box.x - around.x + i % box.width;
      int y = box.y - around.y + i / box.width;
      pixels[y * around.width + x] = cut.contains(i) ? INSIDE : 0;
    }
    FloatProcessor distance = new EDM().makeFloatEDM(mask, 0, false);
    if (distance == null) {
      throw new CancellationException("interrupted");
    }
    return distance;
  }
}
