package mumu;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Unload Models} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class UnloadModelsCommand implements Command {
  @Parameter private MumuService mumu;

  @Override
  public void run() {
    mumu.unload();
  }
}
