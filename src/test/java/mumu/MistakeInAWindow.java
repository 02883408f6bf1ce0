package mumu;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import java.awt.Dialog;

/** A person with a display, as a program: chooses a command and reads the message that comes. */
final class MistakeInAWindow {
  private static final int LIMIT_MILLISECONDS = 20_000;

  private MistakeInAWindow() {}

  /**
   * @param arguments the command's label, and the Java to pass for
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1) {
      System.setProperty("java.specification.version", arguments[1]);
    }
    new ImageJ(ImageJ.EMBEDDED);
    new Executer(arguments[0], null);
    long end = System.currentTimeMillis() + LIMIT_MILLISECONDS;
    while (System.currentTimeMillis() < end) {
      Dialog dialog = Dialogs.showing(Dialog.class);
      if (dialog != null) {
        System.out.println(dialog.getTitle() + ": " + Dialogs.text(dialog));
        System.exit(0);
      }
      Thread.sleep(20);
    }
    System.out.println("no message came; the Log says " + IJ.getLog());
    System.exit(1);
  }
}
