package mumu;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Models...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class ManageModelsCommand implements Command {
  @Parameter private MumuService mumu;

  /** The command's options, such as {@code verify=mumu-tiny}. */
  @Parameter(persist = false, required = false)
  private String options = "list=true";

  @Parameter(type = ItemIO.OUTPUT)
  private String report;

  @Override
  public void run() {
    report = ActiveImage.during(null, () -> mumu.manageModels(options));
  }
}
