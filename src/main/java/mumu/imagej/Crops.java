package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mumu.request.CropMode;
import mumu.request.Origin;
import mumu.request.Picture;

/**
 * Cuts pictures out of images, as displayed; the image and its ROIs stay untouched.
 *
 * @param warnings what the user should know about the cut
 */
record Crops(Picture picture, Origin origin, List<String> warnings) {
  private static final int OPAQUE = 0xFF000000;

  /**
   * What a slot gets: the ROI's box, transparent (and black) outside its shape.
   *
   * @throws IllegalArgumentException naming the ROI or image that cannot be cut, and why
   */
  static Crops bound(Found found, CropMode mode) {
    return cut(found, mode, false);
  }

  /**
   * What image-to-image starts from: the whole image with all its colours, opaque where it may be
   * repainted (inside the ROI, or everywhere).
   *
   * @throws IllegalArgumentException naming the ROI or image that cannot be used, and why
   */
  static Crops init(Found found, CropMode mode) {
    return cut(found, mode, true);
  }

  /** Share of a region's pixels that are brighter than what is displayed, and so come out alike. */
  static double above(Found found) {
    ImagePlus image = found.image();
    return new Display(image, plane(found, false)).above(Cut.of(found, CropMode.AUTO));
  }

  /** Share of the display range that a region's box takes; 1 where another range shows no more. */
  static double contrast(Found found) {
    Rectangle box = Cut.of(found, CropMode.AUTO).box();
    return new Display(found.image(), plane(found, false)).contrast(box);
  }

  private static Crops cut(Found found, CropMode mode, boolean keepAll) {
    ImagePlus image = found.image();
    if (image.getProcessor() == null) {
      throw new IllegalArgumentException(
          "The image '" + found.title() + "' is closed. Open it again, or bind another one.");
    }
    Cut cut;
    Plane plane;
    try {
      cut = Cut.of(found, mode);
      plane = plane(found, keepAll);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(capitalised(found + " " + e.getMessage()), e);
    }
    Display display = new Display(image, plane);
    Picture picture = keepAll ? repaintable(display, cut, image) : cutOut(display, cut);
    String rule = cut.rule() + "; " + display.rule() + (cut.clipped() ? "; clipped" : "");
    return new Crops(picture, origin(found, rule), warnings(found, cut));
  }

  /** NB: what is painted over is what is seen, wherever a selection was once drawn. */
  private static Plane plane(Found found, boolean keepAll) {
    boolean seen = keepAll && found.roi().filter(roi -> roi == found.image().getRoi()).isPresent();
    return found.roi().isEmpty() || seen
        ? Plane.shown(found.image())
        : Plane.of(found.image(), found.roi().get());
  }

  private static Picture cutOut(Display display, Cut cut) {
    int[] colors = display.colors(cut.box());
    Arrays.setAll(colors, i -> cut.contains(i) ? OPAQUE | colors[i] : 0);
    return new Picture(cut.box().width, cut.box().height, colors);
  }

  private static Picture repaintable(Display display, Cut cut, ImagePlus image) {
    int[] colors = display.colors(new Rectangle(image.getWidth(), image.getHeight()));
    Rectangle box = cut.box();
    for (int i = 0; i < box.width * box.height; i++) {
      if (cut.contains(i)) {
        colors[(box.y + i / box.width) * image.getWidth() + box.x + i % box.width] |= OPAQUE;
      }
    }
    return new Picture(image.getWidth(), image.getHeight(), colors);
  }

  private static Origin origin(Found found, String rule) {
    String bytes =
        found
            .roi()
            .map(roi -> RoiEncoder.saveAsByteArray((Roi) roi.clone()))
            .map(Base64.getEncoder()::encodeToString)
            .orElse("");
    return new Origin(found.title(), found.roiName(), bytes, rule);
  }

  private static List<String> warnings(Found found, Cut cut) {
    return cut.clipped()
        ? List.of(capitalised(found + " reaches outside the image; only the part inside is used."))
        : List.of();
  }

  private static String capitalised(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
