package mumu.imagej;

import ij.plugin.filter.EDM;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import mumu.request.CropMode;
import mumu.request.Picture;

/**
 * A cut-out with what its light does to the pixels around its outline.
 *
 * <p>Optics blur a cell's edge over several pixels, partly outside of any outline. A hard cut loses
 * that, and a program that learns from hard edges does not know soft ones. So the cut-out gets a
 * rim whose cover falls from under a half to nothing; its colour is chosen so that over a ground
 * like its own all pixels are those of the image. More than half covered is what the outline holds,
 * no more and no less.
 */
final class SoftRim {
  /** Cover next to the outline, inside; outside it is the rest, so that half lies between. */
  private static final double INNER = 0.6;

  /** Times the usual difference: what differs more, such as another cell nearby, is cut off. */
  private static final double NOISE = 4;

  private static final int OPAQUE = 255;
  private static final int[] CHANNELS = {16, 8, 0};

  private final int pixels;
  private final Rectangle area;
  private final int[] colors;

  /** [area], pixels to the next one inside of the outline, 0 inside. */
  private final FloatProcessor outside;

  /** [area], pixels to the next one outside of the outline, 0 outside. */
  private final FloatProcessor inside;

  private SoftRim(Found found, Cut cut, int pixels) {
    this.pixels = pixels;
    Rectangle grown = new Rectangle(cut.box());
    grown.grow(pixels, pixels);
    this.area =
        grown.intersection(new Rectangle(found.image().getWidth(), found.image().getHeight()));
    Plane plane = Plane.of(found.image(), found.roi().orElseThrow());
    this.colors = new Display(found.image(), plane).colors(area);
    this.outside = distance(cut, false);
    this.inside = distance(cut, true);
  }

  /**
   * @param found a ROI with an area, cut out before
   * @param pixels width of the rim, at least 1
   * @return larger than the ROI's box by the rim, as far as the image goes
   */
  static Picture of(Found found, int pixels) {
    int width = found.image().getWidth();
    int height = found.image().getHeight();
    Cut cut = Cut.of(found.roi().orElseThrow(), width, height, CropMode.AUTO);
    return new SoftRim(found, cut, pixels).picture();
  }

  /** Of each pixel for which {@code held} is whether the outline holds it, to the next other. */
  private FloatProcessor distance(Cut cut, boolean held) {
    Rectangle box = cut.box();
    ByteProcessor mask = new ByteProcessor(area.width, area.height);
    for (int i = 0; i < mask.getPixelCount(); i++) {
      int x = area.x + i % area.width;
      int y = area.y + i / area.width;
      boolean within = box.contains(x, y) && cut.contains((y - box.y) * box.width + x - box.x);
      mask.set(i, within == held ? OPAQUE : 0);
    }
    FloatProcessor distance = new EDM().makeFloatEDM(mask, 0, false);
    if (distance == null) {
      throw new CancellationException("interrupted");
    }
    return distance;
  }

  private Picture picture() {
    int[] argb = new int[colors.length];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = (int) Math.round(OPAQUE * share(i)) << 24;
    }
    for (int channel : CHANNELS) {
      addChannel(argb, channel);
    }
    for (int i = 0; i < argb.length; i++) {
      argb[i] = argb[i] >>> 24 == 0 ? 0 : argb[i];
    }
    return new Picture(area.width, area.height, argb);
  }

  /** How much of a pixel the cut-out covers, 0 to 1. */
  private double share(int i) {
    if (outside.getf(i) == 0) {
      return inside.getf(i) > 1 ? 1 : INNER;
    }
    return outside.getf(i) > pixels ? 0 : (1 - INNER) * (1 - (outside.getf(i) - 1) / pixels);
  }

  private void addChannel(int[] argb, int channel) {
    int[] values = IntStream.of(colors).map(color -> color >> channel & OPAQUE).toArray();
    double ground = usual(values, outermost());
    for (int ring = 0; ring <= pixels; ring++) {
      double usual = usual(values, ring);
      double most = ring == 0 ? OPAQUE : NOISE * usualDifference(values, ring, usual);
      for (int i : ring(ring).toArray()) {
        double light = Math.max(usual - most, Math.min(usual + most, values[i])) - ground;
        double color = ground + light / Math.max(share(i), 1.0 / OPAQUE);
        argb[i] |= (int) Math.max(0, Math.min(OPAQUE, Math.round(color))) << channel;
      }
    }
  }

  /** The ring that shows the ground around the cut-out: the last of which the image has pixels. */
  private int outermost() {
    int ring = pixels;
    while (ring > 0 && ring(ring).findAny().isEmpty()) {
      ring--;
    }
    return ring;
  }

  private double usual(int[] values, int ring) {
    return median(ring(ring).mapToDouble(i -> values[i]).toArray());
  }

  private double usualDifference(int[] values, int ring, double usual) {
    return median(ring(ring).mapToDouble(i -> Math.abs(values[i] - usual)).toArray());
  }

  /** The pixels so far outside: more than {@code ring - 1}, at most {@code ring}; 0 are inside. */
  private IntStream ring(int ring) {
    return IntStream.range(0, colors.length)
        .filter(i -> outside.getf(i) > ring - 1 && outside.getf(i) <= ring);
  }

  /** 0 of none, which no pixel then asks for. */
  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }
}
