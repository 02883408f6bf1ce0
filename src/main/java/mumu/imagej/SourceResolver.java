package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mumu.request.Prompt;
import mumu.request.SourceText;
import mumu.request.SourceText.Piece;

/**
 * Finds what a source means in a workspace. Nothing is ever guessed: two candidates are an error.
 */
final class SourceResolver {
  private final Workspace workspace;

  SourceResolver(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * What the source means: one thing, or several for {@code name*} and for a zip of ROIs.
   *
   * @throws IllegalArgumentException listing what there is when nothing or too much fits
   */
  List<Found> resolve(SourceText where) {
    for (SourceText.Reading reading : where.readings()) {
      List<Found> found =
          reading.title().isPresent()
              ? inOverlayOf(reading.title().get(), reading.item())
              : anywhere(reading.item());
      if (!found.isEmpty()) {
        return found;
      }
    }
    // NB: last, so that a ROI, image or file of such a name keeps its meaning.
    for (SourceText.Reading reading : where.readings()) {
      if (reading.title().isPresent() && Labels.accepts(reading.item())) {
        Optional<Labels> labels = labels(reading.title().get());
        if (labels.isPresent()) {
          return labels.get().regions(reading.item());
        }
      }
    }
    throw new IllegalArgumentException(WhatThereIs.unknown(where, workspace));
  }

  /**
   * The label image of that title or path, over the active image; or, in {@code Cells:Labels}, over
   * the image named first.
   */
  private Optional<Labels> labels(String title) {
    Optional<ImagePlus> image = imageOrFile(title);
    if (image.isPresent()) {
      ImagePlus active =
          workspace.active().orElseThrow(() -> new IllegalArgumentException(noImage(title)));
      return Optional.of(new Labels(image.get(), active));
    }
    for (int colon = title.lastIndexOf(':'); colon > 0; colon = title.lastIndexOf(':', colon - 1)) {
      List<ImagePlus> targets = titled(title.substring(0, colon).strip());
      Optional<ImagePlus> labels = imageOrFile(title.substring(colon + 1).strip());
      if (targets.size() > 1) {
        throw new IllegalArgumentException(sameTitle(targets.get(0).getTitle()));
      }
      if (targets.size() == 1 && labels.isPresent()) {
        return Optional.of(new Labels(labels.get(), targets.get(0)));
      }
    }
    return Optional.empty();
  }

  private Optional<ImagePlus> imageOrFile(String name) {
    List<ImagePlus> images = titled(name);
    if (images.size() > 1) {
      throw new IllegalArgumentException(sameTitle(name));
    }
    if (!images.isEmpty()) {
      return Optional.of(images.get(0));
    }
    Optional<Path> file = path(name).filter(Files::isRegularFile);
    return file.isEmpty() || RoiFiles.accepts(file.get())
        ? Optional.empty()
        : Optional.of(opened(file.get()));
  }

  private static ImagePlus opened(Path file) {
    try {
      return ImageFiles.open(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * The ROI called like a slot (case and spaces ignored): in the active image's overlay, else in
   * the ROI Manager, else in the overlays of the other open images. Outlines of generated things
   * are passed over: a result must not take the place of what it was made from.
   *
   * @throws IllegalArgumentException when the first of these places that has any has two
   */
  Optional<Found> called(String slot) {
    for (List<RoiPlace> place : places()) {
      List<Found> found = called(slot, place);
      if (!found.isEmpty()) {
        return Optional.of(onlyOne(slot, found, place));
      }
    }
    return Optional.empty();
  }

  /** How to write all ROIs that are called like a slot; empty where it is not several of a name. */
  Optional<SourceText> several(String slot) {
    List<Found> found =
        places().stream()
            .map(place -> called(slot, place))
            .filter(it -> !it.isEmpty())
            .findFirst()
            .orElse(List.of());
    Set<String> names = found.stream().map(Found::roiName).collect(Collectors.toSet());
    if (found.size() < 2 || names.size() > 1) {
      return Optional.empty();
    }
    Piece name = Piece.literal(found.get(0).roiName());
    if (name.quoted()) {
      return Optional.empty();
    }
    Piece all = new Piece(name.text() + "*", false);
    return Stream.of(new SourceText(List.of(all)), SourceText.of(found.get(0).title(), all))
        .filter(source -> source.readings().stream().anyMatch(it -> rois(it).equals(rois(found))))
        .findFirst();
  }

  private List<Roi> rois(SourceText.Reading reading) {
    return rois(
        reading.title().isPresent()
            ? inOverlayOf(reading.title().get(), reading.item())
            : anywhere(reading.item()));
  }

  private static List<Roi> rois(List<Found> found) {
    return found.stream().flatMap(it -> it.roi().stream()).toList();
  }

  /** Where a slot's ROI is looked for, one place after the other. */
  private List<List<RoiPlace>> places() {
    List<List<RoiPlace>> places = new ArrayList<>();
    workspace.active().ifPresent(active -> places.add(List.of(RoiPlace.overlay(active))));
    manager().ifPresent(manager -> places.add(List.of(manager)));
    places.add(
        workspace.images().stream()
            .filter(image -> !workspace.active().equals(Optional.of(image)))
            .map(RoiPlace::overlay)
            .toList());
    return places;
  }

  private static List<Found> called(String slot, List<RoiPlace> place) {
    String key = Prompt.matchKey(slot);
    return place.stream()
        .flatMap(list -> list.drawn(name -> Prompt.matchKey(name).equals(key)).stream())
        .toList();
  }

  private Optional<RoiPlace> manager() {
    return workspace.active().map(active -> RoiPlace.manager(active, workspace.managerRois()));
  }

  private List<Found> inOverlayOf(String title, Piece item) {
    List<RoiPlace> places =
        titled(title).stream()
            .map(RoiPlace::overlay)
            .filter(place -> !pick(place, item, true).isEmpty())
            .toList();
    if (places.size() > 1) {
      throw new IllegalArgumentException(sameTitle(title));
    }
    return places.isEmpty() ? List.of() : pick(places.get(0), item, true);
  }

  private List<Found> anywhere(Piece item) {
    if (manager().isPresent()) {
      List<Found> listed = pick(manager().get(), item, true);
      if (!listed.isEmpty()) {
        return listed;
      }
      List<Found> drawn = pick(RoiPlace.overlay(workspace.active().get()), item, false);
      if (!drawn.isEmpty()) {
        return drawn;
      }
    }
    List<ImagePlus> images = titled(item.text());
    if (images.size() > 1) {
      throw new IllegalArgumentException(sameTitle(item.text()));
    }
    return images.isEmpty() ? inFile(item.text()) : List.of(Found.shown(images.get(0)));
  }

  /** The ROIs an item means in one list. Quoting makes {@code #2} and {@code *} mean themselves. */
  private List<Found> pick(RoiPlace place, Piece item, boolean numbers) {
    String text = item.text();
    List<Found> numbered = numbers ? place.numbered(text) : List.of();
    if (!item.quoted() && !numbered.isEmpty()) {
      return numbered;
    }
    List<Found> named = place.named(text::equals);
    if (!named.isEmpty()) {
      return List.of(onlyOne(text, named, List.of(place)));
    }
    if (!item.quoted() && text.length() > 1 && text.endsWith("*")) {
      String name = text.substring(0, text.length() - 1);
      List<Found> same = place.named(name::equals);
      return same.isEmpty() ? place.counted(name) : same;
    }
    return numbered;
  }

  private Found onlyOne(String name, List<Found> found, List<RoiPlace> places) {
    if (found.size() == 1) {
      return found.get(0);
    }
    List<RoiPlace> having =
        places.stream().filter(place -> !place.references(found).isEmpty()).toList();
    throw new IllegalArgumentException(
        "There are "
            + found.size()
            + " ROIs called '"
            + name
            + "' in "
            + having.stream().map(RoiPlace::name).collect(Collectors.joining(" and "))
            + ". Write in bind, after the slot and =, which one you mean: "
            + having.stream()
                .map(place -> place.references(found))
                .collect(Collectors.joining(" and "))
            + ", or "
            + (isElsewhere(having.get(0)) ? having.get(0).prefix() : "")
            + name
            + "* for all of that name; or rename one.");
  }

  /** Whether the place is not where a bare name is looked for. */
  private boolean isElsewhere(RoiPlace place) {
    return !place.prefix().isEmpty() && !workspace.active().equals(Optional.of(place.image()));
  }

  private List<Found> inFile(String text) {
    Optional<Path> file = path(text).filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      if (!RoiFiles.accepts(file.get())) {
        return List.of(Found.whole(opened(file.get()), text));
      }
      List<Roi> rois = RoiFiles.read(file.get());
      ImagePlus active =
          workspace.active().orElseThrow(() -> new IllegalArgumentException(noImage(text)));
      return RoiPlace.manager(active, rois).all();
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty(); // a name no file can have
    }
  }

  private List<ImagePlus> titled(String title) {
    return workspace.images().stream().filter(image -> image.getTitle().equals(title)).toList();
  }

  private static String noImage(String regions) {
    return "The ROIs of '"
        + regions
        + "' apply to the active image, but no image is open. Open one first.";
  }

  private static String sameTitle(String title) {
    return "Two open images are called '" + title + "'. Rename one (Image ▸ Rename…).";
  }
}
