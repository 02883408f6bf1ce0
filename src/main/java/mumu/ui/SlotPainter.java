package mumu.ui;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import javax.swing.text.BadLocationException;
import javax.swing.text.Highlighter;
import javax.swing.text.JTextComponent;
import javax.swing.text.Utilities;

/** Draws a slot of the prompt: its colour behind the words, and a line below them. */
final class SlotPainter implements Highlighter.HighlightPainter {
  private final Color slot;

  SlotPainter(Color slot) {
    this.slot = slot;
  }

  @Override
  public void paint(Graphics graphics, int start, int end, Shape bounds, JTextComponent field) {
    Graphics2D g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    try {
      for (int at = start; at < end; ) {
        int rowEnd = Math.max(at + 1, Math.min(end, Utilities.getRowEnd(field, at) + 1));
        draw(g, field, at, rowEnd);
        at = rowEnd;
      }
    } catch (BadLocationException e) {
      field.repaint(); // the text has changed meanwhile
    } finally {
      g.dispose();
    }
  }

  /** The part of a slot that stands in one row. */
  private void draw(Graphics2D g, JTextComponent field, int start, int end)
      throws BadLocationException {
    Rectangle first = field.modelToView2D(start).getBounds();
    Rectangle last = field.modelToView2D(end).getBounds();
    boolean sameRow = last.y == first.y;
    Rectangle before = sameRow ? last : field.modelToView2D(end - 1).getBounds();
    int width = before.x - first.x;
    int line = Math.max(2, first.height / 9);
    g.setColor(Tint.behind(field.getForeground(), slot, field.getBackground()));
    g.fillRoundRect(first.x, first.y, width, first.height, 2 * line, 2 * line);
    g.setColor(slot);
    g.fillRect(first.x, first.y + first.height - line, width, line);
  }
}
