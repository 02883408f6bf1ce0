package mumu.ui;

import ij.Prefs;
import java.awt.Component;
import java.awt.Container;
import java.awt.Font;
import java.awt.Insets;
import javax.swing.BorderFactory;
import javax.swing.UIManager;
import javax.swing.border.Border;

/**
 * Sizes in multiples of the font's, so that they follow the look and feel, ImageJ's GUI scale and
 * the screen.
 *
 * @param font of everything in the panel
 */
record Em(Font font) {
  /** From the look and feel and ImageJ's Edit ▸ Options ▸ Appearance. */
  static Em current() {
    Font font = UIManager.getFont("Label.font");
    Font plain = font == null ? new Font(Font.DIALOG, Font.PLAIN, 12) : font.deriveFont(Font.PLAIN);
    return new Em(plain.deriveFont((float) (plain.getSize2D() * Prefs.getGuiScale())));
  }

  /** Pixels of so many font heights. */
  int px(double ems) {
    return (int) Math.round(ems * font.getSize2D());
  }

  Border space(double vertical, double horizontal) {
    return BorderFactory.createEmptyBorder(
        px(vertical), px(horizontal), px(vertical), px(horizontal));
  }

  Insets insets(double top, double left, double bottom, double right) {
    return new Insets(px(top), px(left), px(bottom), px(right));
  }

  /** Gives a component and all in it this font; bold stays bold. */
  void dress(Component component) {
    Font old = component.getFont();
    boolean bold = Boolean.TRUE.equals(bold(component));
    component.setFont(bold || old == null ? font.deriveFont(bold ? Font.BOLD : Font.PLAIN) : font);
    if (component instanceof Container container) {
      for (Component child : container.getComponents()) {
        dress(child);
      }
    }
  }

  private static Object bold(Component component) {
    return component instanceof javax.swing.JComponent swing
        ? swing.getClientProperty(BOLD)
        : Boolean.FALSE;
  }

  /** Client property of what is to be read first. */
  static final String BOLD = "mumu.bold";
}
