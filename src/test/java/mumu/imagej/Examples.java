package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.util.List;
import java.util.function.IntBinaryOperator;
import mumu.request.Picture;

/** Tiny images, ROIs and workspaces whose pixels follow from arithmetic. */
final class Examples {
  private Examples() {}

  /** An 8-bit image; the operator gets x and y. */
  static ImagePlus gray(String title, int width, int height, IntBinaryOperator value) {
    return new ImagePlus(title, filled(new ByteProcessor(width, height), value));
  }

  static ImagePlus rgb(String title, int width, int height, IntBinaryOperator value) {
    return new ImagePlus(title, filled(new ColorProcessor(width, height), value));
  }

  static <P extends ImageProcessor> P filled(P processor, IntBinaryOperator value) {
    for (int y = 0; y < processor.getHeight(); y++) {
      for (int x = 0; x < processor.getWidth(); x++) {
        processor.set(x, y, value.applyAsInt(x, y));
      }
    }
    return processor;
  }

  static Roi named(String name, Roi roi) {
    roi.setName(name);
    return roi;
  }

  static ImagePlus withOverlay(ImagePlus image, Roi... rois) {
    Overlay overlay = new Overlay();
    for (Roi roi : rois) {
      overlay.add(roi);
    }
    image.setOverlay(overlay);
    return image;
  }

  /** A workspace whose first image is the active one. */
  static Workspace workspace(List<Roi> managerRois, ImagePlus... images) {
    return new Workspace(List.of(images).stream().findFirst(), List.of(images), managerRois);
  }

  /** Opaque pixels as {@code #}, transparent ones as {@code .}, one line per row. */
  static String mask(Picture picture) {
    StringBuilder art = new StringBuilder();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int alpha = picture.argb(x, y) >>> 24;
        art.append(alpha == 255 ? '#' : alpha == 0 ? '.' : '?');
      }
      art.append('\n');
    }
    return art.toString();
  }

  /** The level of each pixel, which must be opaque and grey. */
  static int[] levels(Picture picture) {
    int[] levels = new int[picture.width() * picture.height()];
    for (int i = 0; i < levels.length; i++) {
      int argb = picture.argb(i % picture.width(), i / picture.width());
      int level = argb & 0xFF;
      if (argb != (0xFF000000 | level << 16 | level << 8 | level)) {
        throw new AssertionError("not opaque grey: " + Integer.toHexString(argb));
      }
      levels[i] = level;
    }
    return levels;
  }
}
