package mumu;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Cite and Licenses} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class CiteAndLicensesCommand implements Command {
  @Parameter private MumuService mumu;

  @Parameter(type = ItemIO.OUTPUT)
  private String report;

  @Override
  public void run() {
    report = ActiveImage.during(null, mumu::licenses);
  }
}
