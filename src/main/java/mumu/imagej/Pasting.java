package mumu.imagej;

import ij.ImagePlus;
import ij.Undo;
import ij.VirtualStack;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Locale;
import mumu.request.CropMode;

/**
 * Puts a picture into a selection of another image, in that image's own kind of pixels; ImageJ's
 * Undo takes it back.
 *
 * @param feather width of the soft edge inside the selection, in pixels; 0 for a hard one
 * @param place how the picture lies on the image
 */
public record Pasting(double feather, Place place) {
  /** Wider edges than any selection can have are a mistake. */
  public static final double WIDEST = 10_000;

  /** How a picture lies on the image it is put into. */
  public enum Place {
    /** {@link #FRAME} for a picture made from an init image, else {@link #BOX}. */
    AUTO,
    /** The picture covers the selection's bounding box. */
    BOX,
    /** The picture shows the whole image, and the selection gets the part at its own place. */
    FRAME;

    /**
     * @throws IllegalArgumentException when the text names none
     */
    public static Place of(String text) {
      for (Place place : values()) {
        if (place.toString().equals(text)) {
          return place;
        }
      }
      throw new IllegalArgumentException("place must be auto, box or frame, found '" + text + "'");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** NB: written so that NaN fails. */
  public Pasting {
    if (!(feather >= 0 && feather <= WIDEST)) {
      throw new IllegalArgumentException(
          "feather must be 0 to %.0f pixels, found %s".formatted(WIDEST, feather));
    }
  }

  /**
   * Pastes into the target's own selection.
   *
   * @throws IllegalArgumentException also when it has none
   */
  public static void intoSelection(ImagePlus picture, ImagePlus target, Pasting how) {
    if (target.getRoi() == null) {
      throw new IllegalArgumentException(
          "'%s' has no selection to paste into: expected an area selection. Draw one."
              .formatted(target.getTitle()));
    }
    how.paste(picture, target, target.getRoi());
  }

  /**
   * Changes the pixels of one plane inside the ROI, the plane the ROI belongs to; all else stays.
   *
   * @param picture what is put in, as displayed
   * @throws IllegalArgumentException naming the image that cannot be changed or the ROI without
   *     area
   */
  public void paste(ImagePlus picture, ImagePlus target, Roi roi) {
    check(picture, target);
    Cut cut;
    Plane plane;
    try {
      cut = Cut.of(roi, target.getWidth(), target.getHeight(), CropMode.AUTO);
      plane = Plane.of(target, roi);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The selection of '" + target.getTitle() + "' " + e.getMessage(), e);
    }
    if (!target.lockSilently()) {
      throw new IllegalArgumentException(
          "The image '" + target.getTitle() + "' is in use by another command. Wait for its end.");
    }
    try {
      change(picture, target, cut, plane);
    } finally {
      target.unlock();
    }
  }

  private void change(ImagePlus picture, ImagePlus target, Cut cut, Plane plane) {
    Rectangle frame = new Rectangle(picture.getWidth(), picture.getHeight());
    Placement placement = placement(picture, target, cut.box());
    int[] source = new Display(picture, Plane.shown(picture)).colors(frame);
    int[] colors = placement.colors(source, frame.width, cut.box());
    float[] shares = Feather.shares(cut, target.getWidth(), target.getHeight(), feather);
    target.setPosition(plane.channel(), plane.slice(), plane.frame());
    ImageProcessor pixels = target.getProcessor();
    Undo.setup(Undo.FILTER, target);
    pixels.snapshot();
    PixelMixer mixer = new PixelMixer(target, pixels);
    Rectangle box = cut.box();
    for (int i = 0; i < colors.length; i++) {
      int x = i % box.width;
      int y = i / box.width;
      if (placement.covers(x, y, box, frame)) {
        mixer.mix(box.x + x, box.y + y, colors[i], shares[i]);
      }
    }
    if (Results.isGenerated(picture)) {
      AiOrigin.markComposite(target);
    }
    target.changes = true;
    target.updateAndDraw();
  }

  private Placement placement(ImagePlus picture, ImagePlus target, Rectangle box) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    boolean framed = place == Place.FRAME || place == Place.AUTO && Results.hasInit(picture);
    return framed
        ? Placement.framed(width, height, new Rectangle(target.getWidth(), target.getHeight()), box)
        : Placement.covering(width, height, box);
  }

  private static void check(ImagePlus picture, ImagePlus target) {
    for (ImagePlus image : new ImagePlus[] {picture, target}) {
      if (image.getProcessor() == null) {
        throw new IllegalArgumentException(
            "The image '" + image.getTitle() + "' is closed. Open it again, or name another one.");
      }
    }
    if (picture == target) {
      throw new IllegalArgumentException(
          "'%s' cannot be pasted into itself: expected two images.".formatted(target.getTitle()));
    }
    if (target.getType() == ImagePlus.COLOR_256) {
      throw new IllegalArgumentException(
          "'%s' has indexed colours, which cannot be mixed. Convert it: Image ▸ Type ▸ RGB Color."
              .formatted(target.getTitle()));
    }
    if (target.getStackSize() > 1 && target.getStack() instanceof VirtualStack) {
      throw new IllegalArgumentException(
          "'%s' is a virtual stack, whose pixels cannot be changed. Duplicate it: Image ▸ Duplicate…."
              .formatted(target.getTitle()));
    }
    double low = target.getDisplayRangeMin();
    double high = target.getDisplayRangeMax();
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "'%s' is displayed from %s to %s, which leaves no values for the picture's greys. Choose a range: Image ▸ Adjust ▸ Brightness/Contrast…."
              .formatted(target.getTitle(), low, high));
    }
  }
}
