package mumu.imagej;

import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Locale;
import mumu.request.CropMode;

/**
 * The part of an image a ROI covers.
 *
 * @param box the ROI's bounding box, clipped to the image
 * @param mask one byte per pixel of the box, 0 outside the shape; empty when the whole box counts
 * @param clipped whether the ROI reaches outside the image
 * @param rule {@code mask} or {@code box}
 */
record Cut(Rectangle box, byte[] mask, boolean clipped, String rule) {
  /** Larger shapes need more memory than ImageJ's mask can have. */
  private static final long MAXIMUM_PIXELS = 1L << 28;

  private static final byte[] EVERYTHING = {};

  /**
   * Where a region lies, or all of its image.
   *
   * @throws IllegalArgumentException whose message continues "the ROI 'x' …"
   */
  static Cut of(Found found, CropMode mode) {
    int width = found.image().getWidth();
    int height = found.image().getHeight();
    return found
        .roi()
        .map(roi -> of(roi, width, height, mode))
        .orElseGet(() -> new Cut(new Rectangle(width, height), EVERYTHING, false, "whole image"));
  }

  /**
   * Where the ROI meets an image of this size.
   *
   * @throws IllegalArgumentException whose message continues "the ROI 'x' …"
   */
  static Cut of(Roi roi, int width, int height, CropMode mode) {
    checkArea(roi);
    Rectangle bounds = roi.getBounds();
    Rectangle box = bounds.intersection(new Rectangle(width, height));
    if (box.isEmpty()) {
      throw new IllegalArgumentException(
          "lies outside the image, which has "
              + width
              + " × "
              + height
              + " pixels. Move it there or draw it again.");
    }
    boolean plain = roi.getType() == Roi.RECTANGLE && roi.getCornerDiameter() == 0;
    boolean shaped = mode == CropMode.MASK || mode == CropMode.AUTO && !plain;
    boolean clipped = !box.equals(bounds);
    if (!shaped || plain) {
      return new Cut(box, EVERYTHING, clipped, shaped ? "mask" : "box");
    }
    if ((long) bounds.width * bounds.height > MAXIMUM_PIXELS) {
      throw new IllegalArgumentException(
          "is larger than 2^28 pixels. Draw a smaller one, or write !box.");
    }
    return new Cut(box, mask(roi, box), clipped, "mask");
  }

  boolean contains(int index) {
    return mask.length == 0 || mask[index] != 0;
  }

  /** Whether it encloses something; text and pictures in an overlay only seem to. */
  static boolean hasArea(Roi roi) {
    return roi.isArea() && !(roi instanceof TextRoi) && !(roi instanceof ImageRoi);
  }

  static void checkArea(Roi roi) {
    if (!hasArea(roi)) {
      throw new IllegalArgumentException(
          "is of type \""
              + roi.getTypeAsString().toLowerCase(Locale.ROOT)
              + "\" and has no area. Draw a rectangle, oval, polygon or freehand selection.");
    }
    if (roi.getBounds().isEmpty()) {
      throw new IllegalArgumentException("is empty. Draw it again.");
    }
  }

  /** NB: not on a clone, because the clone of a composite may have other bounds. */
  private static byte[] mask(Roi roi, Rectangle box) {
    Rectangle bounds = roi.getBounds();
    ImageProcessor shape = roi.getMask();
    byte[] mask = new byte[box.width * box.height];
    boolean any = false;
    for (int i = 0; i < mask.length; i++) {
      int x = box.x - bounds.x + i % box.width;
      int y = box.y - bounds.y + i / box.width;
      mask[i] = (byte) shape.getPixel(x, y);
      any |= mask[i] != 0;
    }
    if (!any) {
      throw new IllegalArgumentException("covers no pixel of the image. Draw it again.");
    }
    return mask;
  }
}
