package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.Optional;

/**
 * What a source turned out to be: a ROI on an image, or the whole image.
 *
 * @param title title of the image or path of the file
 * @param roiName the ROI's name, or {@code #3} where it has none; empty for a whole image
 */
record Found(ImagePlus image, String title, Optional<Roi> roi, String roiName) {
  static Found whole(ImagePlus image, String title) {
    return new Found(image, title, Optional.empty(), "");
  }

  /** The image's selection, or all of it. */
  static Found shown(ImagePlus image) {
    Roi selection = image.getRoi();
    return selection == null
        ? whole(image, image.getTitle())
        : part(image, image.getTitle(), selection, "selection");
  }

  static Found part(ImagePlus image, String title, Roi roi, String roiName) {
    return new Found(image, title, Optional.of(roi), roiName);
  }

  @Override
  public String toString() {
    return roi.isPresent()
        ? "the ROI '" + roiName + "' on '" + title + "'"
        : "the image '" + title + "'";
  }
}
