package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mumu.pipeline.Generation;
import mumu.pipeline.Thing;
import mumu.request.Settings;

/**
 * The outlines of the things in a generated picture: ROIs of its overlay that a property tells from
 * those a person has drawn.
 */
public final class Things {
  /** ROI property: index of the thing in its picture, from 0. */
  static final String INDEX = "mumu.thing";

  private Things() {}

  /** Whether a ROI is the outline of a generated thing. */
  public static boolean isThing(Roi roi) {
    String index = roi.getProperty(INDEX);
    return index != null && index.matches("[0-9]{1,4}");
  }

  static int index(Roi thing) {
    return Integer.parseInt(thing.getProperty(INDEX));
  }

  /**
   * A copy that counts as drawn by a person.
   *
   * <p>NB: the clone of a ROI shares its properties.
   */
  static Roi drawnCopy(Roi roi) {
    return isThing(roi) ? new ShapeRoi(roi).trySimplify() : (Roi) roi.clone();
  }

  /**
   * The outlines picture by picture, named like their slots and in the slots' colours; a thing that
   * covers nothing has none.
   */
  static List<List<Roi>> outlines(Generation generation) {
    List<String> names = names(generation);
    Settings settings = generation.request().request().settings();
    List<List<Roi>> outlines = new ArrayList<>();
    for (int picture = 0; picture < generation.things().size(); picture++) {
      List<Roi> here = new ArrayList<>();
      for (Thing thing : generation.things().get(picture)) {
        Optional<Roi> outline =
            Outline.of(thing, settings.width().getAsInt(), settings.height().getAsInt());
        if (outline.isPresent()) {
          Roi roi = outline.get();
          roi.setName(thing.name());
          roi.setStrokeColor(SlotColors.of(names.indexOf(thing.name())));
          roi.setProperty(INDEX, String.valueOf(here.size()));
          roi.setPosition(generation.pictures().size() > 1 ? picture + 1 : 0);
          here.add(roi);
        }
      }
      outlines.add(here);
    }
    return outlines;
  }

  /** The slots as the sentence has them, then what is named without braces. */
  private static List<String> names(Generation generation) {
    Set<String> names = new LinkedHashSet<>(generation.request().request().prompt().slots());
    generation.things().forEach(here -> here.forEach(thing -> names.add(thing.name())));
    return List.copyOf(names);
  }

  /**
   * Lays outlines over an image that has no overlay; hidden, so that the picture looks as before.
   */
  static void hide(List<Roi> outlines, ImagePlus image) {
    if (outlines.isEmpty()) {
      return;
    }
    Overlay overlay = new Overlay();
    overlay.drawLabels(true);
    overlay.drawNames(true);
    outlines.forEach(overlay::add);
    image.setOverlay(overlay);
    image.setHideOverlay(true);
  }

  /** Whether an image has outlines of things, and its overlay is hidden. */
  public static boolean areHidden(ImagePlus image) {
    return image.getHideOverlay()
        && Workspace.overlayRois(image).stream().anyMatch(Things::isThing);
  }

  /**
   * Gives an image that was just opened its outlines back.
   *
   * <p>NB: files do not say that an overlay is hidden, and ImageJ does not save a hidden one.
   */
  static void restore(ImagePlus image) {
    List<Roi> overlay = Workspace.overlayRois(image);
    if (overlay.isEmpty()) {
      hide(StoredThings.read(image), image);
    } else if (overlay.stream().allMatch(Things::isThing)) {
      image.setHideOverlay(true);
    }
  }

  /**
   * The outlines in an image's overlay or, where there are none, those stored with its result; the
   * rearmost thing first.
   */
  public static List<Roi> of(ImagePlus image) {
    List<Roi> shown = Workspace.overlayRois(image).stream().filter(Things::isThing).toList();
    List<Roi> things = shown.isEmpty() ? StoredThings.read(image) : shown;
    return things.stream().sorted(Comparator.comparingInt(Things::index)).toList();
  }
}
