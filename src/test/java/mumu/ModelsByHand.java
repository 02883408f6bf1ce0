package mumu;

import ij.Executer;
import ij.ImageJ;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.plugin.frame.Recorder;
import java.awt.Choice;
import java.awt.EventQueue;
import java.util.function.Supplier;

/**
 * A person with a display, as a program: opens the models dialog, looks at the table, verifies the
 * embedded model. Prints what was recorded; its last line is {@code PASSED} or says what is
 * missing.
 */
final class ModelsByHand {
  private static final int LIMIT_MILLISECONDS = 30_000;

  private ModelsByHand() {}

  public static void main(String[] arguments) throws Exception {
    new ImageJ(ImageJ.EMBEDDED);
    Recorder recorder = new Recorder();
    new Executer("MUMU Models...", null);
    GenericDialog first = await(() -> Dialogs.showing(GenericDialog.class), "the dialog");
    press(first, "Show as a table");
    await(() -> WindowManager.getWindow("MUMU Models"), "the table");
    await(() -> recorder.getText().contains("list=") ? "" : null, "the first recorded line");
    Waiting.untilDone("MUMU Models...", LIMIT_MILLISECONDS);
    new Executer("MUMU Models...", null);
    GenericDialog second = await(() -> Dialogs.showing(GenericDialog.class), "the second dialog");
    press(second, "Verify the model");
    MessageDialog message = await(() -> Dialogs.showing(MessageDialog.class), "the message");
    EventQueue.invokeLater(message::dispose);
    await(() -> recorder.getText().contains("verify=") ? "" : null, "the second recorded line");
    System.out.println(recorder.getText());
    System.out.println("PASSED");
    System.exit(0);
  }

  private static void press(GenericDialog dialog, String action) throws Exception {
    EventQueue.invokeAndWait(() -> ((Choice) dialog.getChoices().get(0)).select(action));
    Dialogs.press(dialog, dialog.getButtons()[0]);
  }

  private static <T> T await(Supplier<T> wanted, String name) throws InterruptedException {
    return Waiting.await(wanted, name, LIMIT_MILLISECONDS);
  }
}
