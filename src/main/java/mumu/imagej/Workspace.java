package mumu.imagej;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import mumu.request.SourceText;

/**
 * What a source can refer to: the images and ROIs open at one moment, with windows, in batch mode
 * or in plain headless ImageJ.
 *
 * @param active the image a bare ROI is applied to
 * @param images all open images
 * @param managerRois the ROI Manager's list; empty where there is no ROI Manager
 */
public record Workspace(Optional<ImagePlus> active, List<ImagePlus> images, List<Roi> managerRois) {
  public Workspace {
    Objects.requireNonNull(active, "active");
    images = List.copyOf(images);
    managerRois = List.copyOf(managerRois);
  }

  /** What is open now, as the calling thread sees it (a macro's active image is its own). */
  public static Workspace current() {
    Optional<ImagePlus> active = Optional.ofNullable(WindowManager.getCurrentImage());
    List<ImagePlus> images = new ArrayList<>();
    int[] ids = WindowManager.getIDList();
    if (ids != null) {
      Arrays.stream(ids)
          .mapToObj(WindowManager::getImage)
          .filter(Objects::nonNull)
          .forEach(images::add);
    }
    active.filter(image -> !images.contains(image)).ifPresent(images::add);
    return new Workspace(active, images, managerRoisNow());
  }

  /** The ROIs of an image's overlay in their order; none if it has no overlay. */
  public static List<Roi> overlayRois(ImagePlus image) {
    Overlay overlay = image.getOverlay();
    return overlay == null ? List.of() : List.of(overlay.toArray());
  }

  /**
   * Names of regions that a slot can be bound by, those of the active image first; without ImageJ's
   * own, such as 0012-0034, which are numbers, and without what no person has drawn.
   */
  public List<String> names() {
    Stream<Roi> others = images.stream().flatMap(image -> overlayRois(image).stream());
    return names(Stream.concat(here(), others));
  }

  /** As {@link #names()}, of the active image and the ROI Manager alone. */
  public List<String> namesHere() {
    return names(here());
  }

  private Stream<Roi> here() {
    Stream<Roi> own = active.stream().flatMap(image -> overlayRois(image).stream());
    return Stream.concat(own, managerRois.stream());
  }

  private static List<String> names(Stream<Roi> rois) {
    return rois.filter(Drawn::byPerson)
        .map(Roi::getName)
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(name -> name.chars().anyMatch(Character::isLetter))
        .distinct()
        .toList();
  }

  /** Regions that have no name yet, and how {@code bind} means them. */
  public record Unnamed(String what, SourceText where) {}

  /**
   * Regions that a person has drawn and not named: the active image's selection, else those of the
   * ROI Manager, else those of the active image's overlay.
   */
  public Optional<Unnamed> unnamed() {
    if (active.isEmpty()) {
      return Optional.empty();
    }
    String title = active.get().getTitle();
    Roi selection = active.get().getRoi();
    if (selection != null && Cut.hasArea(selection)) {
      return Optional.of(new Unnamed("the selection of '" + title + "'", SourceText.of(title)));
    }
    SourceText.Piece all = new SourceText.Piece(RoiPlace.ALL, false);
    if (managerRois.stream().anyMatch(Cut::hasArea)) {
      return Optional.of(
          new Unnamed("the regions of the ROI Manager", new SourceText(List.of(all))));
    }
    boolean drawn = overlayRois(active.get()).stream().anyMatch(Drawn::byPerson);
    return drawn
        ? Optional.of(new Unnamed("the regions in the overlay", SourceText.of(title, all)))
        : Optional.empty();
  }

  /** Titles of all open images. */
  public List<String> titles() {
    return images.stream().map(ImagePlus::getTitle).toList();
  }

  /**
   * NB: a ROI Manager is a window: headless there is none and asking for one would throw; in batch
   * mode asking would make a hidden one.
   */
  private static List<Roi> managerRoisNow() {
    boolean exists =
        !GraphicsEnvironment.isHeadless()
            && (RoiManager.getRawInstance() != null || Interpreter.isBatchModeRoiManager());
    RoiManager manager = exists ? RoiManager.getInstance2() : null;
    return manager == null ? List.of() : List.of(manager.getRoisAsArray());
  }
}
