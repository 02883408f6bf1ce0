package mumu.command;

import ij.IJ;
import ij.text.TextWindow;

/** Text to read and copy: in a window of its own, or in the Log where there is no display. */
final class TextReport {
  private static final int WIDTH_PIXELS = 900;
  private static final int HEIGHT_PIXELS = 600;

  private TextReport() {}

  static void show(String title, String text) {
    if (Screen.absent()) {
      IJ.log(text);
    } else {
      new TextWindow(title, text, WIDTH_PIXELS, HEIGHT_PIXELS);
    }
  }
}
