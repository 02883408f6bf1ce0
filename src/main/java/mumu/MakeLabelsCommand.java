package mumu;

import ij.ImagePlus;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Make Labels} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class MakeLabelsCommand implements Command {
  @Parameter private MumuService mumu;

  @Parameter(persist = false)
  private ImagePlus image;

  @Parameter(type = ItemIO.OUTPUT)
  private ImagePlus result;

  @Override
  public void run() {
    Parameters.need(image, "image");
    result = mumu.labelImage(image);
  }
}
