package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mumu.request.SourceText;
import mumu.request.SourceText.Piece;

/**
 * Regions of images, given as objects instead of text: what a script binds to a slot, or a place to
 * paste into. Several are several examples of one thing.
 */
public final class Regions {
  private final List<Found> found;

  Regions(List<Found> found) {
    this.found = List.copyOf(found);
  }

  /** The image's selection or, where it has none, the whole image. */
  public static Regions of(ImagePlus image) {
    return new Regions(List.of(Found.shown(image)));
  }

  /** The part of an image that a ROI covers, at the ROI's channel, slice and frame. */
  public static Regions of(ImagePlus image, Roi roi) {
    String name = roi.getName() == null ? "ROI" : roi.getName();
    return new Regions(List.of(Found.part(image, image.getTitle(), roi, name)));
  }

  /**
   * One object of a label image, cut out of the image of the same size that the labels belong to.
   *
   * @throws IllegalArgumentException when the two do not belong together or there is no such label
   */
  public static Regions label(ImagePlus labels, ImagePlus image, int number) {
    return new Regions(new Labels(labels, image).regions(new Piece("label " + number, false)));
  }

  /**
   * All objects of a label image, at most 100.
   *
   * @throws IllegalArgumentException when the two do not belong together or there is none
   */
  public static Regions labels(ImagePlus labels, ImagePlus image) {
    return new Regions(new Labels(labels, image).regions(new Piece("label*", false)));
  }

  /**
   * What a source of {@code bind} means among the open images.
   *
   * @throws IllegalArgumentException listing what there is when nothing or too much fits
   */
  public static Regions find(SourceText source, Workspace workspace) {
    return new Regions(new SourceResolver(workspace).resolve(source));
  }

  /** These and then the others. */
  public Regions and(Regions others) {
    return new Regions(Stream.concat(found.stream(), others.found.stream()).toList());
  }

  /** Whether all of them lie on images that are shown without colours. */
  public boolean isGrey() {
    return found.stream().map(Found::image).allMatch(Display::isGrey);
  }

  /** What the images of all of them have in common; absent where they have none or several. */
  public Optional<PixelSize> pixelSize() {
    List<Optional<PixelSize>> sizes = pixelSizes();
    return sizes.size() == 1 ? sizes.get(0) : Optional.empty();
  }

  /** Of the images of all of them, each once; absent for those without. */
  List<Optional<PixelSize>> pixelSizes() {
    List<Optional<PixelSize>> sizes = new ArrayList<>();
    for (Found region : found) {
      Optional<PixelSize> size = PixelSize.of(region.image());
      if (sizes.stream().noneMatch(it -> same(it, size))) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  private static boolean same(Optional<PixelSize> one, Optional<PixelSize> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().same(other.get())
        : one.isEmpty() && other.isEmpty();
  }

  /** Number of regions, at least one. */
  public int size() {
    return found.size();
  }

  /** The image of the first region. */
  public ImagePlus image() {
    return found.get(0).image();
  }

  /** The ROI of the first region; absent for a whole image. */
  public Optional<Roi> roi() {
    return found.get(0).roi();
  }

  List<Found> found() {
    return found;
  }

  @Override
  public String toString() {
    return found.toString();
  }
}
