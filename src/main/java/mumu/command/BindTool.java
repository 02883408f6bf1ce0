package mumu.command;

import ij.gui.Toolbar;
import java.util.Optional;

/**
 * Puts the bind tool into ImageJ's toolbar, and binding into the menu of the right mouse button.
 */
final class BindTool implements Command {
  @Override
  public void run(Optional<String> options) {
    if (Screen.absent() || Toolbar.getInstance() == null) {
      throw new IllegalArgumentException(
          SelectionTool.NAME
              + " needs ImageJ's toolbar, which is not there without a display. Use MUMU Bind"
              + " Selection... or bind=[slot=source].");
    }
    Toolbar.addPlugInTool(new SelectionTool());
    ImageMenu.addBinding();
  }
}
