package mumu.ui;

import java.awt.Dimension;
import javax.swing.JTextArea;

/** Text that wraps, can be selected and copied, and looks like a label. */
final class Wrapped extends JTextArea {
  private static final long serialVersionUID = 1;

  Wrapped() {
    setEditable(false);
    setLineWrap(true);
    setWrapStyleWord(true);
    setOpaque(false);
    setBorder(null);
    setFocusable(false);
  }

  @Override
  public void updateUI() {
    super.updateUI();
    setOpaque(false);
    setBorder(null);
  }

  /** NB: the height follows the width that the layout gives; no width of its own. */
  @Override
  public Dimension getMinimumSize() {
    return new Dimension(0, getPreferredSize().height);
  }
}
