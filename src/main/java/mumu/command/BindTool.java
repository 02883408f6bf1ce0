package mumu.command;

import ij.gui.Toolbar;
import java.util.List;
import java.util.Optional;

/**
 * Puts the bind tool into ImageJ's toolbar, and binding into the menu of the right mouse button.
 */
final class BindTool implements Command {
  @Override
  public void run(Optional<String> options) {
    if (Screen.absent() || Toolbar.getInstance() == null) {
      // NB: no error, so that a recorded macro that begins with the tool runs headless too.
      Screen.warn(List.of("there is no toolbar here for the " + SelectionTool.NAME));
      return;
    }
    Toolbar.addPlugInTool(new SelectionTool());
    ImageMenu.addBinding();
  }
}
