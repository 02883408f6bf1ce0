package mumu.command;

import ij.IJ;
import ij.Menus;
import java.awt.MenuItem;
import java.awt.PopupMenu;

/**
 * The menu ImageJ shows for a click with the right mouse button beside the selection of an image.
 *
 * <p>NB: a click inside a selection shows another menu, which ImageJ keeps private; with Shift held
 * it shows this one there too.
 */
final class ImageMenu {
  private static final String LABEL = "Bind to Word (MUMU)...";

  private ImageMenu() {}

  /** Adds the entry, once; a macro that installs a menu of its own may have removed it since. */
  static void addBinding() {
    PopupMenu menu = Menus.getPopupMenu();
    if (Screen.absent() || menu == null || IJ.getInstance() == null || has(menu)) {
      return;
    }
    MenuItem item = new MenuItem(LABEL);
    item.setActionCommand(BindSelection.LABEL);
    item.addActionListener(IJ.getInstance());
    menu.addSeparator();
    menu.add(item);
  }

  private static boolean has(PopupMenu menu) {
    for (int i = 0; i < menu.getItemCount(); i++) {
      if (LABEL.equals(menu.getItem(i).getLabel())) {
        return true;
      }
    }
    return false;
  }
}
