package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;

/** Names a selection after a slot and keeps it in the image's overlay, which a TIFF remembers. */
public final class Overlays {
  private static final float STROKE_PIXELS = 2;

  private Overlays() {}

  /**
   * Adds a copy of the selection to the image's overlay with the slot's name and colour, at the
   * position (C, Z, T) shown now. A ROI of that name already there is replaced: a new selection for
   * the same slot is a correction. Selection and ROI Manager stay as they are.
   *
   * @throws IllegalArgumentException when the selection has no area
   */
  public static void bind(ImagePlus image, Roi selection, String slot, Color color) {
    throw new UnsupportedOperationException(
        "not yet: " + image + selection + slot + color + STROKE_PIXELS + new Overlay());
  }
}
