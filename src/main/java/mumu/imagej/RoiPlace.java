package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A list of ROIs a source can point into: the ROI Manager's, or the overlay of an image.
 *
 * @param name what the user calls it
 * @param prefix what stands before {@code #1} in a source that means its first ROI
 * @param image the image its ROIs apply to
 */
record RoiPlace(String name, String prefix, ImagePlus image, List<Roi> rois) {
  /** How {@code bind} means all of a list. */
  static final String ALL = "#*";

  private static final int NAMES_LISTED = 20;
  private static final int REFERENCES_LISTED = 4;

  static RoiPlace manager(ImagePlus active, List<Roi> rois) {
    return new RoiPlace("the ROI Manager", "", active, rois);
  }

  static RoiPlace overlay(ImagePlus image) {
    return new RoiPlace(
        "the overlay of '" + image.getTitle() + "'",
        quoted(image.getTitle()) + ":",
        image,
        Workspace.overlayRois(image));
  }

  /**
   * The ROIs whose name is accepted, in the list's order; outlines of generated things only where
   * nobody has drawn one of that name.
   */
  List<Found> named(Predicate<String> accepted) {
    List<Found> drawn = drawn(accepted);
    return drawn.isEmpty() ? named(accepted, index -> true) : drawn;
  }

  /**
   * The ROIs of that name with the numbers that people give to several, such as {@code 3-cell} and
   * {@code cell 3}.
   */
  List<Found> counted(String name) {
    return drawn(
        it -> it.matches("([0-9]+ ?[-_. ] ?)?" + Pattern.quote(name) + "( ?[-_. ]? ?[0-9]+)?"));
  }

  /** All ROIs, in the list's order. */
  List<Found> all() {
    return named(name -> true, index -> true);
  }

  /** As {@link #named(Predicate)}, without what no person has drawn. */
  List<Found> drawn(Predicate<String> accepted) {
    return named(accepted, index -> Drawn.byPerson(rois.get(index)));
  }

  private List<Found> named(Predicate<String> accepted, IntPredicate counts) {
    return IntStream.range(0, rois.size())
        .filter(counts)
        .filter(index -> accepted.test(roiName(index)))
        .mapToObj(this::found)
        .toList();
  }

  /**
   * The ROI with a number from 1, such as {@code #3}, or with {@link #ALL} every one that a person
   * has drawn and that has an area; empty for another text and if there are fewer.
   */
  List<Found> numbered(String text) {
    if (text.equals(ALL)) {
      return named(name -> true, index -> isArea(rois.get(index)));
    }
    int number = text.matches("#[0-9]{1,9}") ? Integer.parseInt(text.substring(1)) : 0;
    return number >= 1 && number <= rois.size() ? List.of(found(number - 1)) : List.of();
  }

  private static boolean isArea(Roi roi) {
    return Drawn.byPerson(roi) && Cut.hasArea(roi);
  }

  /** How to write these ROIs as sources, e.g. {@code #2 and #5}; of many the first and the last. */
  String references(List<Found> found) {
    List<String> all =
        IntStream.range(0, rois.size())
            .filter(index -> found.stream().anyMatch(f -> f.roi().orElseThrow() == rois.get(index)))
            .mapToObj(index -> prefix + "#" + (index + 1))
            .toList();
    return all.size() <= REFERENCES_LISTED
        ? String.join(" and ", all)
        : String.join(", ", all.subList(0, REFERENCES_LISTED - 1))
            + ", … "
            + all.get(all.size() - 1);
  }

  /** What can be found here, for messages. */
  String listing() {
    List<String> names =
        IntStream.range(0, rois.size()).mapToObj(this::written).distinct().toList();
    String first = names.stream().limit(NAMES_LISTED).collect(Collectors.joining(", "));
    String more = names.size() > NAMES_LISTED ? ", …" : "";
    String all = rois.size() > Math.min(names.size(), NAMES_LISTED) ? " (%d in all)" : "";
    return name
        + (rois.isEmpty() ? " is empty" : " has " + first + more + all.formatted(rois.size()));
  }

  private Found found(int index) {
    return Found.part(image, image.getTitle(), rois.get(index), written(index));
  }

  private String written(int index) {
    return roiName(index).isEmpty() ? "#" + (index + 1) : roiName(index);
  }

  private String roiName(int index) {
    String name = rois.get(index).getName();
    return name == null ? "" : name;
  }

  private static String quoted(String title) {
    return title.matches("[^;=+@!:'\"]+") ? title : "'" + title.replace("'", "''") + "'";
  }
}
