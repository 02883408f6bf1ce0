package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageWindow;
import ij.plugin.frame.Recorder;

/**
 * Writes a command into ImageJ's Recorder in our own words.
 *
 * <p>NB: what ImageJ itself records of a dialog corrupts free text: it looks for {@code seed=}
 * inside the prompt, and a lone bracket cuts it. Hence its recording is switched off for this
 * command while it runs.
 */
final class Recording {
  private final String label;
  private final boolean wanted;

  private Recording(String label, boolean wanted) {
    this.label = label;
    this.wanted = wanted;
  }

  /** Takes over from ImageJ's own recording; to be called before any dialog is made. */
  static Recording begin(String label) {
    boolean wanted = IJ.recording() && Recorder.getCommand() != null;
    if (wanted) {
      Recorder.disableCommandRecording();
    }
    return new Recording(label, wanted);
  }

  /** For a command that is no menu entry's: ImageJ itself records nothing of it. */
  static Recording ofClick(String label) {
    return new Recording(label, IJ.recording());
  }

  /** Writes the line that makes an image the active one, where another one is in front. */
  void writeSelect(ImagePlus image) {
    ImageWindow front = WindowManager.getCurrentWindow();
    if (wanted && (front == null || front.getImagePlus() != image)) {
      Recorder.recordString(selectLine(image.getTitle(), Recorder.scriptMode()));
    }
  }

  static String selectLine(String title, boolean script) {
    return (script ? "IJ.selectWindow(\"" : "selectImage(\"")
        + literal(title, script ? "\\u%04x" : "\"+fromCharCode(%d)+\"")
        + "\");\n";
  }

  /**
   * NB: a title is read by the language itself, which is not true of options. ImageJ's macros know
   * no escape for characters outside of ASCII, and neither does a plain text of Python 2.
   */
  private static String literal(String title, String other) {
    StringBuilder literal = new StringBuilder();
    for (char c : title.toCharArray()) {
      literal.append(
          c < 0x80 ? Recorder.fixString(String.valueOf(c)) : String.format(other, (int) c));
    }
    return literal.toString();
  }

  /**
   * To be called when all dialogs are closed.
   *
   * <p>NB: while no command is recorded ImageJ records each window that comes to the front, and so
   * would name the result before the line that makes it.
   */
  void asked() {
    if (wanted) {
      Recorder.setCommand(label);
    }
  }

  /** To be called after a click, whatever became of it, so that ImageJ records windows again. */
  void done() {
    if (wanted) {
      Recorder.disableCommandRecording();
    }
  }

  /** Writes the line that does the same again. */
  void write(String options) {
    if (wanted) {
      Recorder.disableCommandRecording();
      Recorder.recordString(line(label, options, Recorder.scriptMode()));
    }
  }

  /** The line as a macro or, in script mode, as JavaScript, BeanShell, Python or Java. */
  static String line(String label, String options, boolean script) {
    return (script ? "IJ." : "")
        + "run(\""
        + label
        + "\", \""
        + Recorder.fixString(ascii(options))
        + "\");\n";
  }

  /** NB: ImageJ reads macro files as ISO 8859-1, so other characters would not survive there. */
  private static String ascii(String options) {
    StringBuilder ascii = new StringBuilder();
    for (char c : options.toCharArray()) {
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append(String.format("\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }
}
