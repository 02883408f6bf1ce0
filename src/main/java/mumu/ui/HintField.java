package mumu.ui;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import javax.swing.JTextField;

/** A text field that says what being blank means. */
final class HintField extends JTextField {
  private static final long serialVersionUID = 1;

  private String hint = "";

  HintField(int columns) {
    super(columns);
  }

  void setHint(String hint) {
    this.hint = hint;
    getAccessibleContext().setAccessibleDescription(hint.isEmpty() ? null : "blank: " + hint);
    repaint();
  }

  /** NB: never narrower than its columns, which a tight layout would make it. */
  @Override
  public Dimension getMinimumSize() {
    return getColumns() == 0 ? super.getMinimumSize() : getPreferredSize();
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    super.paintComponent(graphics);
    if (getText().isEmpty() && !hint.isEmpty()) {
      Graphics2D g = (Graphics2D) graphics.create();
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(Tint.faint(getForeground(), getBackground()));
      g.setFont(getFont());
      Insets insets = getInsets();
      g.clipRect(insets.left, 0, Math.max(0, getWidth() - insets.left - insets.right), getHeight());
      g.drawString(hint, insets.left, getBaseline(getWidth(), getHeight()));
      g.dispose();
    }
  }
}
