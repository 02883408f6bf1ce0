package mumu.ui;

import ij.IJ;
import ij.ImageJ;
import ij.Prefs;
import ij.gui.GUI;
import java.awt.Dimension;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.util.Optional;

/** Puts a window beside ImageJ's and lets it follow, until somebody moves it away. */
final class Dock extends ComponentAdapter implements AutoCloseable {
  private static final String LOCATION = "mumu.panel.loc";

  private final Window window;
  private final Optional<ImageJ> imagej = Optional.ofNullable(IJ.getInstance());
  private Point docked;

  Dock(Window window) {
    this.window = window;
    this.docked = place();
    Point last = Prefs.getLocation(LOCATION);
    window.setLocation(last == null ? docked : last);
    imagej.ifPresent(main -> main.addComponentListener(this));
  }

  /** Right of ImageJ's window where there is room, else left of it, else below. */
  private Point place() {
    Dimension size = window.getSize();
    if (imagej.isEmpty()) {
      return window.getLocation();
    }
    Rectangle main = imagej.get().getBounds();
    Rectangle screen = GUI.getMaxWindowBounds(imagej.get());
    if (main.x + main.width + size.width <= screen.x + screen.width) {
      return fit(main.x + main.width, main.y, screen);
    }
    if (main.x - size.width >= screen.x) {
      return fit(main.x - size.width, main.y, screen);
    }
    return fit(main.x, main.y + main.height, screen);
  }

  private Point fit(int x, int y, Rectangle screen) {
    int lowest = Math.max(screen.y, screen.y + screen.height - window.getHeight());
    return new Point(Math.max(screen.x, x), Math.max(screen.y, Math.min(y, lowest)));
  }

  private boolean isDocked() {
    return window.getLocation().equals(docked);
  }

  @Override
  public void componentMoved(ComponentEvent event) {
    if (isDocked()) {
      docked = place();
      window.setLocation(docked);
    }
  }

  /** Remembers where the window was put by hand. */
  @Override
  public void close() {
    Prefs.saveLocation(LOCATION, isDocked() ? null : window.getLocation());
    imagej.ifPresent(main -> main.removeComponentListener(this));
  }
}
