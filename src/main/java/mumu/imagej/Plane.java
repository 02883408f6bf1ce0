package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;

/** One position in a stack or hyperstack, all from 1. */
record Plane(int channel, int slice, int frame) {
  /** The plane the image shows now. */
  static Plane shown(ImagePlus image) {
    int[] position = image.convertIndexToPosition(image.getCurrentSlice());
    return new Plane(position[0], position[1], position[2]);
  }

  /**
   * The plane a ROI belongs to: its own position, and the shown one where it has none.
   *
   * @throws IllegalArgumentException when the image has no such plane
   */
  static Plane of(ImagePlus image, Roi roi) {
    Plane shown = shown(image);
    int size = image.getStackSize();
    if (size == 1) {
      return shown;
    }
    if (roi.hasHyperStackPosition()) {
      Plane plane =
          new Plane(
              orElse(roi.getCPosition(), shown.channel),
              orElse(roi.getZPosition(), shown.slice),
              orElse(roi.getTPosition(), shown.frame));
      check("channel", plane.channel, image.getNChannels());
      check("slice", plane.slice, image.getNSlices());
      check("frame", plane.frame, image.getNFrames());
      return plane;
    }
    if (roi.getPosition() > 0) {
      check("stack position", roi.getPosition(), size);
      int[] position = image.convertIndexToPosition(roi.getPosition());
      return new Plane(position[0], position[1], position[2]);
    }
    return shown;
  }

  /** Index in the image's stack, from 1. */
  int index(ImagePlus image, int ofChannel) {
    return image.getStackIndex(ofChannel, slice, frame);
  }

  private static int orElse(int position, int shown) {
    return position > 0 ? position : shown;
  }

  private static void check(String dimension, int value, int size) {
    if (value > size) {
      throw new IllegalArgumentException(
          "lies on "
              + dimension
              + " "
              + value
              + " of a stack that has "
              + size
              + ". Set its position again (Edit ▸ Selection ▸ Properties…).");
    }
  }
}
