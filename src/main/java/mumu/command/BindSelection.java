package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import java.awt.Rectangle;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mumu.imagej.Overlays;
import mumu.imagej.Things;

/** Names the active selection after a slot and keeps it in the image's overlay. */
final class BindSelection implements Command {
  static final String LABEL = "MUMU Bind Selection...";

  /** NB: an overlay is shown as a whole, and ImageJ does not save one that is hidden. */
  private static final String SHOWN = "; outlines show, too";

  @Override
  public void run(Optional<String> options) {
    Recording recording = Recording.begin(LABEL);
    ImageMenu.addBinding();
    bind(options, recording);
  }

  /**
   * @param options absent to ask for the name
   * @return the image that has the selection
   */
  static ImagePlus bind(Optional<String> options, Recording recording) {
    ImagePlus image = Screen.activeImage(LABEL);
    Roi selection = image.getRoi();
    fault(image, selection)
        .ifPresent(
            found -> {
              throw new IllegalArgumentException(
                  "the selection cannot be bound: expected an area selection in %s, found %s. Draw around the thing with the rectangle, oval, polygon, freehand or wand tool."
                      .formatted(image.getTitle(), found));
            });
    String slot = options.map(SlotOption::parse).orElseGet(() -> ask(selection));
    recording.asked();
    recording.writeSelect(image);
    boolean again = Overlays.has(image, slot);
    boolean outlines = Things.areHidden(image);
    Overlays.bind(image, selection, slot);
    IJ.showStatus(
        "MUMU: the selection is now {%s}%s%s"
            .formatted(slot, again ? ", in place of the last one" : "", outlines ? SHOWN : ""));
    recording.write(SlotOption.format(slot));
    return image;
  }

  /** What there is in place of an area of the image; absent where there is one. */
  private static Optional<String> fault(ImagePlus image, Roi selection) {
    if (selection == null) {
      return Optional.of("none");
    }
    String type = selection.getTypeAsString();
    if (!selection.isArea()) {
      return Optional.of(type);
    }
    Rectangle all = new Rectangle(image.getWidth(), image.getHeight());
    return Optional.of(type + " outside of it")
        .filter(outside -> !selection.getBounds().intersects(all));
  }

  private static String ask(Roi selection) {
    Screen.needOptions(LABEL, "slot=[name]");
    GenericDialog dialog = new GenericDialog(LABEL);
    dialog.addMessage("Name the selection; a {slot} of that name in a prompt means it.");
    String name = selection.getName();
    dialog.addStringField("Slot:", name == null ? "" : name, 24);
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    return SlotOption.checked(dialog.getNextString());
  }
}
