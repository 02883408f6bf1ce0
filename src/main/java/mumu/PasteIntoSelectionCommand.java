package mumu;

import ij.ImagePlus;
import ij.gui.Roi;
import mumu.imagej.Pasting;
import mumu.imagej.Pasting.Place;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Paste Into Selection...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class PasteIntoSelectionCommand implements Command {
  @Parameter(persist = false)
  private ImagePlus source;

  @Parameter(persist = false)
  private ImagePlus target;

  /** Where to paste; without it, the target's selection. */
  @Parameter(persist = false, required = false)
  private Roi roi;

  @Parameter(persist = false, required = false)
  private double feather;

  @Parameter(
      persist = false,
      required = false,
      choices = {"auto", "box", "frame"})
  private String place = "auto";

  @Override
  public void run() {
    Parameters.need(source, "source");
    Parameters.need(target, "target");
    Pasting how = new Pasting(feather, Place.of(place));
    if (roi == null) {
      Pasting.intoSelection(source, target, how);
    } else {
      how.paste(source, target, roi);
    }
  }
}
