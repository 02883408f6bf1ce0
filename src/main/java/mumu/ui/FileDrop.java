package mumu.ui;

import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.StringSelection;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.TransferHandler;
import javax.swing.text.JTextComponent;

/** Takes files, and text where it is dropped on a text field. */
final class FileDrop extends TransferHandler {
  private static final long serialVersionUID = 1;

  private final transient Consumer<List<String>> paths;

  /**
   * @param paths told the absolute paths, at least one
   */
  FileDrop(Consumer<List<String>> paths) {
    this.paths = paths;
  }

  @Override
  public boolean canImport(TransferSupport support) {
    return support.isDataFlavorSupported(DataFlavor.javaFileListFlavor) || isText(support);
  }

  private static boolean isText(TransferSupport support) {
    return support.getComponent() instanceof JTextComponent field
        && field.isEditable()
        && support.isDataFlavorSupported(DataFlavor.stringFlavor);
  }

  @Override
  public boolean importData(TransferSupport support) {
    try {
      if (support.isDataFlavorSupported(DataFlavor.javaFileListFlavor)) {
        List<?> files =
            (List<?>) support.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
        paths.accept(files.stream().map(file -> ((File) file).getAbsolutePath()).toList());
        return !files.isEmpty();
      }
      Object text = support.getTransferable().getTransferData(DataFlavor.stringFlavor);
      ((JTextComponent) support.getComponent()).replaceSelection((String) text);
      return true;
    } catch (UnsupportedFlavorException | IOException e) {
      return false; // the program they came from has taken them back
    }
  }

  /** NB: a handler of one's own must also serve copy and paste of the text field. */
  @Override
  public int getSourceActions(JComponent component) {
    return COPY_OR_MOVE;
  }

  @Override
  protected Transferable createTransferable(JComponent source) {
    String selected = source instanceof JTextComponent field ? field.getSelectedText() : null;
    return new StringSelection(selected == null ? "" : selected);
  }

  @Override
  protected void exportDone(JComponent source, Transferable data, int action) {
    if (action == MOVE && source instanceof JTextComponent field) {
      field.replaceSelection("");
    }
  }
}
