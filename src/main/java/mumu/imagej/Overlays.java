package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import mumu.request.Prompt;

/** Names a selection after a slot and keeps it in the image's overlay, which a TIFF remembers. */
public final class Overlays {
  private static final float STROKE_PIXELS = 2;

  private Overlays() {}

  /** Binds in the slot's colour: a slot of the image keeps its own, a new one gets the next. */
  public static void bind(ImagePlus image, Roi selection, String slot) {
    List<String> names =
        Workspace.overlayRois(image).stream()
            .map(roi -> String.valueOf(roi.getName()))
            .distinct()
            .toList();
    int index = names.contains(slot) ? names.indexOf(slot) : names.size();
    bind(image, selection, slot, SlotColors.of(index));
  }

  /**
   * Adds a copy of the selection to the image's overlay with the slot's name and colour, at the
   * position (C, Z, T) shown now. A ROI of that name already there is replaced: a new selection for
   * the same slot is a correction; outlines of generated things stay. Selection and ROI Manager
   * stay as they are.
   *
   * @throws IllegalArgumentException when the selection has no area
   */
  public static void bind(ImagePlus image, Roi selection, String slot, Color color) {
    try {
      Cut.checkArea(selection);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The selection " + e.getMessage(), e);
    }
    Roi copy = Things.drawnCopy(selection);
    copy.setName(slot);
    if (copy.getGroup() != 0) {
      copy.setGroup(0); // NB: a group's colour would replace the slot's when the file is reopened
    }
    copy.setFillColor(null);
    copy.setStrokeColor(color);
    copy.setStrokeWidth(STROKE_PIXELS);
    copy.setPosition(image);
    image.setOverlay(with(copy, image.getOverlay()));
  }

  /** Whether a selection was bound to the slot, so that another one would take its place. */
  public static boolean has(ImagePlus image, String slot) {
    return Workspace.overlayRois(image).stream().anyMatch(roi -> isReplaced(roi, slot));
  }

  private static boolean isReplaced(Roi roi, String slot) {
    return !Things.isThing(roi) && Prompt.matchKey(slot).equals(key(roi));
  }

  private static String key(Roi roi) {
    return roi.getName() == null ? "" : Prompt.matchKey(roi.getName());
  }

  /** A new overlay, so that nobody sees one half-changed; the other ROIs stay the same objects. */
  private static Overlay with(Roi added, Overlay existing) {
    Overlay overlay = existing == null ? new Overlay() : existing.create();
    if (existing == null) {
      overlay.drawLabels(true);
      overlay.drawNames(true);
    } else {
      Arrays.stream(existing.toArray())
          .filter(roi -> !isReplaced(roi, added.getName()))
          .forEach(overlay::add);
    }
    overlay.add(added);
    return overlay;
  }
}
