package mumu.imagej;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mumu.request.SourceText;
import mumu.request.SourceText.Piece;

/** What a source could have meant, for messages. */
final class WhatThereIs {
  private static final int TITLES_LISTED = 20;

  private WhatThereIs() {}

  /**
   * @param where the source that means nothing
   */
  static String unknown(SourceText where, Workspace workspace) {
    String written = where.pieces().stream().map(Piece::text).collect(Collectors.joining(":"));
    List<String> there = new ArrayList<>();
    workspace
        .active()
        .map(active -> RoiPlace.manager(active, workspace.managerRois()).listing())
        .ifPresent(there::add);
    workspace.images().stream()
        .map(RoiPlace::overlay)
        .filter(place -> !place.rois().isEmpty())
        .map(RoiPlace::listing)
        .forEach(there::add);
    List<String> titles = workspace.titles();
    there.add(
        titles.isEmpty()
            ? "no image is open"
            : "open images are "
                + titles.stream()
                    .limit(TITLES_LISTED)
                    .map(title -> "'" + title + "'")
                    .collect(Collectors.joining(", ")));
    return (looksLikeFile(written)
            ? "There is no file '" + written + "', nor a ROI or open image of that name."
            : "No ROI, open image or file is called '" + written + "'.")
        + " Here "
        + String.join("; ", there)
        + ". Write #3 (third ROI of the ROI Manager), #* (all of them), a ROI's name, Title:ROI name, Title:#3,"
        + " Title:label 7 (of a label image), an image's title or a file's path.";
  }

  private static boolean looksLikeFile(String text) {
    return text.contains("/")
        || text.contains("\\")
        || text.toLowerCase(Locale.ROOT).matches(".*\\.(tiff?|png|jpe?g|gif|bmp|roi|zip)");
  }
}
