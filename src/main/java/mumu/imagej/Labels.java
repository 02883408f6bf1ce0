package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mumu.request.SourceText.Piece;

/**
 * Regions of a label image, whose pixel value is the number of the object there and 0 the
 * background; they are laid over the image of the same size that the labels belong to.
 *
 * @param labels the label image
 * @param target the image whose pixels the regions cut out
 */
record Labels(ImagePlus labels, ImagePlus target) {
  /** {@code label 7}, or {@code label*} for all. */
  private static final Pattern ITEM = Pattern.compile("label\\s*(?:([0-9]{1,9})|\\*)");

  /** More examples than any prompt wants: the number is a mistake, or the image no label image. */
  private static final int MOST = 100;

  private static final int LISTED = 20;

  /** Larger numbers cannot be told apart in a 32-bit image. */
  private static final float LARGEST = 1 << 24;

  /**
   * @throws IllegalArgumentException when the two images do not belong together
   */
  Labels {
    if (labels == target) {
      throw new IllegalArgumentException(
          "The labels of '%1$s' would cut out the label image itself. Make the image they belong to the active one, or write its title before: Title:%1$s:label 7."
              .formatted(labels.getTitle()));
    }
    if (labels.getProcessor() instanceof ColorProcessor) {
      throw new IllegalArgumentException(
          "'%s' is an RGB image and cannot hold labels: expected 8, 16 or 32 bits, whose pixel value is the object's number."
              .formatted(labels.getTitle()));
    }
    if (labels.getWidth() != target.getWidth() || labels.getHeight() != target.getHeight()) {
      throw new IllegalArgumentException(
          "The labels of '%s' do not fit '%s': expected %d × %d pixels, found %d × %d. Make the image they belong to the active one."
              .formatted(
                  labels.getTitle(),
                  target.getTitle(),
                  target.getWidth(),
                  target.getHeight(),
                  labels.getWidth(),
                  labels.getHeight()));
    }
  }

  /** Whether an item of a source asks for labels; in quotes a star is only a star. */
  static boolean accepts(Piece item) {
    Matcher matcher = ITEM.matcher(item.text());
    return matcher.matches() && !(item.quoted() && matcher.group(1) == null);
  }

  /**
   * The regions an item asks for, in the order of their numbers, at least one.
   *
   * @throws IllegalArgumentException when there is no such label, listing those there are
   */
  List<Found> regions(Piece item) {
    Matcher matcher = ITEM.matcher(item.text());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + item.text() + "' names no label");
    }
    ImageProcessor plane = plane();
    SortedMap<Integer, Rectangle> boxes = boxes(plane);
    if (matcher.group(1) != null) {
      int number = Integer.parseInt(matcher.group(1));
      if (!boxes.containsKey(number)) {
        throw new IllegalArgumentException(missing("label " + number, boxes));
      }
      return List.of(region(plane, number, boxes.get(number)));
    }
    if (boxes.isEmpty() || boxes.size() > MOST) {
      throw new IllegalArgumentException(missing("1 to " + MOST + " labels", boxes));
    }
    return boxes.entrySet().stream().map(it -> region(plane, it.getKey(), it.getValue())).toList();
  }

  private Found region(ImageProcessor plane, int number, Rectangle box) {
    plane.setRoi(box);
    ImageProcessor crop = plane.crop();
    plane.resetRoi();
    crop.setThreshold(number, number, ImageProcessor.NO_LUT_UPDATE);
    Roi roi = new ThresholdToSelection().convert(crop);
    roi.setLocation(box.x + roi.getBounds().x, box.y + roi.getBounds().y);
    roi.setName("label " + number);
    return Found.part(target, target.getTitle(), roi, roi.getName());
  }

  /** Where each number lies; fractions, negative numbers and NaN are no labels. */
  private static SortedMap<Integer, Rectangle> boxes(ImageProcessor plane) {
    SortedMap<Integer, Rectangle> boxes = new TreeMap<>();
    int width = plane.getWidth();
    for (int y = 0; y < plane.getHeight(); y++) {
      for (int x = 0, end; x < width; x = end) {
        float value = plane.getf(x, y);
        for (end = x + 1; end < width && plane.getf(end, y) == value; end++) {}
        if (value >= 1 && value <= LARGEST && value == (int) value) {
          boxes.merge((int) value, new Rectangle(x, y, end - x, 1), Rectangle::union);
        }
      }
    }
    return boxes;
  }

  /** A copy of the plane of labels that belongs to the target's plane shown now. */
  private ImageProcessor plane() {
    int index = index();
    ImageProcessor source =
        index == labels.getCurrentSlice()
            ? labels.getProcessor()
            : labels.getImageStack().getProcessor(index);
    return source.duplicate();
  }

  private int index() {
    if (labels.getStackSize() == 1) {
      return 1;
    }
    if (labels.getStackSize() == target.getStackSize()) {
      return target.getCurrentSlice();
    }
    boolean channelsApart =
        labels.getNChannels() == 1
            && labels.getNSlices() == target.getNSlices()
            && labels.getNFrames() == target.getNFrames();
    if (channelsApart) {
      Plane shown = Plane.shown(target);
      return labels.getStackIndex(1, shown.slice(), shown.frame());
    }
    throw new IllegalArgumentException(
        "The labels of '%s' do not fit '%s': expected %s, found %d. Duplicate the slice that belongs to it."
            .formatted(
                labels.getTitle(),
                target.getTitle(),
                target.getStackSize() == 1
                    ? "1 slice"
                    : "1 or " + target.getStackSize() + " slices",
                labels.getStackSize()));
  }

  private String missing(String wanted, SortedMap<Integer, Rectangle> boxes) {
    String there =
        boxes.keySet().stream()
            .limit(LISTED)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return "'%s' has no such labels: expected %s, found %s. Name one of them, as in %s:label 7."
        .formatted(
            labels.getTitle(),
            wanted,
            boxes.isEmpty()
                ? "no whole number above 0 in the slice shown"
                : there + (boxes.size() > LISTED ? ", … (" + boxes.size() + " in all)" : ""),
            labels.getTitle());
  }
}
