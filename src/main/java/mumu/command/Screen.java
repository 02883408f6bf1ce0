package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GUI;
import ij.gui.ImageCanvas;
import ij.macro.Interpreter;
import ij.text.TextWindow;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.List;
import java.util.Optional;

/** Where commands leave what they made: windows, or ImageJ's batch images where there is none. */
final class Screen {
  /** Shorter sides are shown enlarged; their pixels stay as they are. */
  private static final int COMFORTABLE_PIXELS = 256;

  private static final String LOG = "Log";

  private Screen() {}

  static boolean absent() {
    return GraphicsEnvironment.isHeadless();
  }

  /**
   * Refuses to ask where nobody can answer.
   *
   * <p>NB: to be called before a dialog is made: headless, its constructor already throws.
   */
  static void needOptions(String command, String example) {
    if (absent()) {
      throw new IllegalArgumentException(
          command
              + " cannot ask without a display: expected options such as "
              + example
              + ", found none");
    }
  }

  /**
   * Shows the image and makes it the active one.
   *
   * <p>NB: without a display only batch mode can hold an image; {@code show} would throw. And where
   * it makes a window it shows a hidden overlay.
   */
  static void show(ImagePlus image) {
    if (absent()) {
      Interpreter.batchMode = true;
    }
    boolean hidden = image.getHideOverlay();
    image.show();
    image.setHideOverlay(hidden);
    enlarge(image);
  }

  /** Brings an open image to the front; ImageJ's Undo works on the active image. */
  static void activate(ImagePlus image) {
    if (Interpreter.isBatchMode() || image.getWindow() == null) {
      WindowManager.setTempCurrentImage(image);
      Interpreter.activateImage(image);
    } else {
      WindowManager.setCurrentWindow(image.getWindow());
      WindowManager.toFront(image.getWindow());
    }
  }

  /** NB: a window as narrow as a small model's picture has no room for its title. */
  private static void enlarge(ImagePlus image) {
    ImageCanvas canvas = image.getCanvas();
    if (canvas == null) {
      return;
    }
    int side = Math.max(image.getWidth(), image.getHeight());
    for (double before = 0;
        canvas.getMagnification() > before
            && canvas.getMagnification() * side < COMFORTABLE_PIXELS; ) {
      before = canvas.getMagnification();
      canvas.zoomIn(0, 0);
    }
  }

  /** The image a command without sources works on. */
  static ImagePlus activeImage(String command) {
    ImagePlus image = WindowManager.getCurrentImage();
    if (image == null) {
      throw new IllegalArgumentException(
          command + " needs an open image, found none. Open one and try again.");
    }
    return image;
  }

  /** A person is told in a window; a macro in the Log, where it does not wait for anybody. */
  static void tell(String title, String sentence, boolean macro) {
    IJ.showStatus("MUMU: " + sentence);
    if (macro) {
      warn(List.of(sentence));
    } else {
      IJ.showMessage(title, Sentences.wrap(sentence));
    }
  }

  /** Tells in the Log what the user should know but need not act on. */
  static void warn(List<String> warnings) {
    boolean opens = !absent() && WindowManager.getWindow(LOG) == null;
    warnings.forEach(warning -> IJ.log("MUMU: " + warning));
    if (opens && WindowManager.getWindow(LOG) instanceof TextWindow log) {
      aside(log);
    }
  }

  /** NB: ImageJ opens its Log over the image that is worked on, and gives it the keyboard. */
  private static void aside(TextWindow log) {
    if (Prefs.getLocation(TextWindow.LOG_LOC_KEY) == null) {
      Rectangle screen = GUI.getMaxWindowBounds(IJ.getInstance());
      Runnable move = () -> log.setLocation(screen.x, screen.y + screen.height - log.getHeight());
      move.run();
      EventQueue.invokeLater(move); // NB: a late event of its opening may have put it back
    }
    Optional.ofNullable(WindowManager.getCurrentWindow()).ifPresent(Window::toFront);
  }
}
