package mumu.command;

import ij.gui.GenericDialog;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Shows a person what would be fetched, and asks for consent. */
final class CudaDialog {
  private CudaDialog() {}

  /**
   * @param question what would be fetched; empty where it is installed and can only be removed
   * @throws CancellationException when the user cancels or does not accept
   */
  static CudaAction ask(String title, String question) {
    GenericDialog dialog = new GenericDialog(title);
    boolean install = !question.isEmpty();
    dialog.addMessage(install ? question : "CUDA is installed.");
    dialog.addCheckbox(install ? "I accept these licences" : "Remove it", false);
    dialog.setOKLabel(install ? "Install" : "OK");
    dialog.showDialog();
    if (dialog.wasCanceled() || !dialog.getNextBoolean()) {
      throw new CancellationException(
          install ? "the licences were not accepted; nothing was fetched" : "nothing was removed");
    }
    return new CudaAction(!install, Optional.empty(), Optional.empty());
  }
}
