package mumu;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Install CUDA...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class InstallCUDACommand implements Command {
  @Parameter private MumuService mumu;

  /** The command's options, such as {@code accept=true}. */
  @Parameter(persist = false, required = false)
  private String options = "";

  @Parameter(type = ItemIO.OUTPUT)
  private String report;

  @Override
  public void run() {
    report = ActiveImage.during(null, () -> mumu.installCuda(options));
  }
}
