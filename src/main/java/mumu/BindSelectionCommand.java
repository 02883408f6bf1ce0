package mumu;

import ij.ImagePlus;
import ij.gui.Roi;
import mumu.imagej.Overlays;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Bind Selection...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class BindSelectionCommand implements Command {
  @Parameter private MumuService mumu;

  @Parameter(persist = false)
  private ImagePlus image;

  @Parameter(persist = false)
  private String slot;

  /** What to bind; without it, the image's selection. */
  @Parameter(persist = false, required = false)
  private Roi roi;

  @Override
  public void run() {
    Parameters.need(image, "image");
    if (slot == null || slot.isBlank()) {
      throw new IllegalArgumentException("the selection needs a name: slot is empty");
    }
    if (roi == null) {
      mumu.bind(image, slot.strip());
    } else {
      Overlays.bind(image, roi, slot.strip());
    }
  }
}
