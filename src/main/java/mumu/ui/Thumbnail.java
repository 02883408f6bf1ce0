package mumu.ui;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import javax.swing.JPanel;
import mumu.request.Picture;

/** A square that shows one picture, or up to four beside each other. */
final class Thumbnail extends JPanel {
  private static final long serialVersionUID = 1;
  private static final int MOST_SHOWN = 4;

  private final int side;
  private transient List<Image> images = List.of();
  private transient Optional<Color> frame = Optional.empty();

  /**
   * @param side in pixels
   */
  Thumbnail(int side) {
    this.side = side;
    setOpaque(false);
  }

  void show(List<Picture> pictures) {
    images = pictures.stream().limit(MOST_SHOWN).map(Thumbnail::image).toList();
    repaint();
  }

  void setFrame(Color color) {
    frame = Optional.of(color);
    repaint();
  }

  static Image image(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, picture.width(), picture.height(), picture.argb(), 0, picture.width());
    return image;
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(side, side);
  }

  @Override
  public Dimension getMinimumSize() {
    return getPreferredSize();
  }

  @Override
  public Dimension getMaximumSize() {
    return getPreferredSize();
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Graphics2D g = (Graphics2D) graphics.create();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int across = images.size() > 1 ? 2 : 1;
    int edge = Math.round(frameWidth());
    int cell = (Math.min(getWidth(), getHeight()) - 2 * edge) / across;
    for (int i = 0; i < images.size(); i++) {
      draw(g, images.get(i), edge + i % across * cell, edge + i / across * cell, cell);
    }
    drawFrame(g);
    g.dispose();
  }

  /** Whole and never stretched. */
  private static void draw(Graphics2D g, Image image, int left, int top, int cell) {
    double scale = cell / (double) Math.max(image.getWidth(null), image.getHeight(null));
    int width = (int) Math.round(image.getWidth(null) * scale);
    int height = (int) Math.round(image.getHeight(null) * scale);
    g.drawImage(image, left + (cell - width) / 2, top + (cell - height) / 2, width, height, null);
  }

  /** Wide where it is a slot's colour. */
  private float frameWidth() {
    return frame.isPresent() ? Math.max(1, side / 32f) : 1;
  }

  private void drawFrame(Graphics2D g) {
    Color color = frame.orElseGet(() -> Tint.mix(getForeground(), getBackground(), 0.3));
    float width = frameWidth();
    float[] dashes = {3 * width, 3 * width};
    g.setColor(color);
    g.setStroke(
        images.isEmpty()
            ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0)
            : new BasicStroke(width));
    int inset = Math.round(width / 2);
    int size = Math.min(getWidth(), getHeight()) - Math.round(width);
    g.drawRect(inset, inset, size, size);
  }
}
