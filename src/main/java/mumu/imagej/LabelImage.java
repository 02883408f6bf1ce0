package mumu.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ShortProcessor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The things of a generated picture as a label image, as programs that learn or measure
 * segmentation want it.
 */
public final class LabelImage {
  private static final String ALIKE =
      "Make the labels of the picture as it was made, and then change both alike.";

  private LabelImage() {}

  /**
   * 16 bits, as large as the picture and with as many slices, not shown: 0 is the ground, 1 the
   * first thing, and so on; where two meet, the later one counts. As large in life as the picture.
   * Whether the outlines fit its pixels is told by {@link #doubt}.
   *
   * @param usedTitles titles the new image must differ from
   * @throws IllegalArgumentException when the image has no outlines of things
   */
  public static ImagePlus of(ImagePlus image, Collection<String> usedTitles) {
    List<Roi> things = things(image);
    ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
    for (int slice = 1; slice <= image.getStackSize(); slice++) {
      ShortProcessor labels = new ShortProcessor(image.getWidth(), image.getHeight());
      for (Roi thing : things) {
        if (isOn(thing, slice, image)) {
          labels.setValue(1 + Things.index(thing));
          labels.fill(thing);
        }
      }
      stack.addSlice(image.getStack().getSliceLabel(slice), labels);
    }
    ImagePlus made =
        new ImagePlus(Results.unique("Labels of " + image.getTitle(), usedTitles), stack);
    made.setCalibration(image.getCalibration().copy());
    made.setDisplayRange(0, 1 + things.stream().mapToInt(Things::index).max().orElseThrow());
    return made;
  }

  /**
   * The outlines of an image.
   *
   * @throws IllegalArgumentException when it has none
   */
  static List<Roi> things(ImagePlus image) {
    List<Roi> things = Things.of(image);
    if (things.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' has no outlines of things: expected a picture that MUMU made without init, by a model that tells where it puts things. Choose or make such a picture."
              .formatted(image.getTitle()));
    }
    return things;
  }

  /**
   * What to know of the labels of an image whose pixels are others than MUMU made.
   *
   * @throws IllegalArgumentException when its outlines cannot fit it any more
   */
  public static Optional<String> doubt(ImagePlus image) {
    MadePixels now = MadePixels.of(image);
    Optional<MadePixels> made = StoredThings.pixels(image).filter(it -> !it.equals(now));
    boolean seen = !image.getHideOverlay() && !Workspace.overlayRois(image).isEmpty();
    if (!seen && made.filter(now::isMoved).isPresent()) {
      throw new IllegalArgumentException(
          "'%s' was cropped or scaled, or has lost or moved slices, since MUMU made it, and outlines that are hidden do not follow: expected a picture as it was made. %s"
              .formatted(image.getTitle(), ALIKE));
    }
    return made.map(
        it ->
            "the pixels of '%s' have changed since MUMU made it, its outlines have not: the labels fit only if it was not flipped, rotated or moved. Else: %s"
                .formatted(image.getTitle(), ALIKE));
  }

  private static boolean isOn(Roi thing, int slice, ImagePlus image) {
    int position =
        thing.hasHyperStackPosition()
            ? image.getStackIndex(thing.getCPosition(), thing.getZPosition(), thing.getTPosition())
            : thing.getPosition();
    return thing.isArea() && (position == 0 || position == slice);
  }
}
