package mumu.command;

import ij.gui.GenericDialog;
import ij.io.DirectoryChooser;
import ij.io.OpenDialog;
import java.awt.Font;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Shows a person what is installed and asks what to do with it. */
final class ModelsDialog {
  private static final String TABLE = "Show as a table";
  private static final String IMPORT_ZIP = "Import a zip...";
  private static final String IMPORT_FOLDER = "Import a folder...";
  private static final String VERIFY = "Verify the model";
  private static final String REMOVE = "Remove the model";
  private static final int FONT_SIZE = 12;

  private static final String HELP =
      "<html><h3>MUMU models</h3>"
          + "<b>Import</b> copies a model's folder or zip into ImageJ's folder <tt>models/mumu</tt>"
          + " and checks every file.<br>"
          + "<b>Verify</b> reads every file again and compares it.<br>"
          + "<b>Remove</b> deletes an installed model; the embedded one stays.</html>";

  private ModelsDialog() {}

  /**
   * @param names what can be verified or removed
   * @throws CancellationException when the user cancels
   */
  static ModelAction ask(String title, ModelTable table, List<String> names) {
    GenericDialog dialog = new GenericDialog(title);
    dialog.addMessage(summary(table), new Font(Font.MONOSPACED, Font.PLAIN, FONT_SIZE));
    String[] actions = {TABLE, IMPORT_ZIP, IMPORT_FOLDER, VERIFY, REMOVE};
    dialog.addChoice("Action:", actions, TABLE);
    dialog.addChoice("Model:", names.toArray(String[]::new), names.get(0));
    dialog.addCheckbox("Replace a model of the same id (import)", false);
    dialog.addHelp(HELP);
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    String action = dialog.getNextChoice();
    String model = dialog.getNextChoice();
    boolean replace = dialog.getNextBoolean();
    return switch (action) {
      case IMPORT_ZIP -> new ModelAction(ModelAction.Kind.IMPORT, zip(), replace);
      case IMPORT_FOLDER -> new ModelAction(ModelAction.Kind.IMPORT, folder(), replace);
      case VERIFY -> new ModelAction(ModelAction.Kind.VERIFY, model, false);
      case REMOVE -> new ModelAction(ModelAction.Kind.REMOVE, model, false);
      default -> new ModelAction(ModelAction.Kind.LIST, "", false);
    };
  }

  /** Rows in columns of equal width; problems below. */
  private static String summary(ModelTable table) {
    int last = ModelTable.COLUMNS.size() - 1;
    StringBuilder text = new StringBuilder();
    for (List<String> row : table.rows()) {
      for (int column = 0; column < last; column++) {
        text.append(padded(row.get(column), width(table, column))).append("  ");
      }
      text.append(row.get(last)).append('\n');
    }
    return table.problems().stream()
        .map(problem -> "\n" + Sentences.wrap(problem))
        .collect(Collectors.joining("", heading(table) + text, ""));
  }

  private static String heading(ModelTable table) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < ModelTable.COLUMNS.size(); column++) {
      text.append(padded(ModelTable.COLUMNS.get(column), width(table, column))).append("  ");
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static int width(ModelTable table, int column) {
    return table.rows().stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(ModelTable.COLUMNS.get(column).length(), Math::max);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - Math.min(width, text.length()));
  }

  private static String zip() {
    return chosen(new OpenDialog("Import a model's zip").getPath());
  }

  private static String folder() {
    return chosen(new DirectoryChooser("Import a model's folder").getDirectory());
  }

  /** NB: ImageJ's choosers give null for a cancel. */
  private static String chosen(String path) {
    if (path == null) {
      throw new CancellationException("no file was chosen");
    }
    return path;
  }
}
