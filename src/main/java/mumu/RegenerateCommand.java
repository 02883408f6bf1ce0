package mumu;

import ij.ImagePlus;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Regenerate} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class RegenerateCommand implements Command {
  @Parameter private MumuService mumu;

  @Parameter(persist = false)
  private ImagePlus image;

  @Parameter(type = ItemIO.OUTPUT)
  private ImagePlus result;

  @Override
  public void run() {
    Parameters.need(image, "image");
    result = ActiveImage.during(image, () -> mumu.regenerate(image));
  }
}
