package mumu.command;

import ij.IJ;
import ij.gui.GenericDialog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;

/** Fields of one of ImageJ's dialogs by key; the labels' first words are the keys. */
final class DialogFields {
  /** NB: the widest that GenericDialog lets stand beside others in its grid. */
  static final int NARROW = 8;

  private final GenericDialog dialog;
  private final UnaryOperator<String> start;
  private final List<String> fields = new ArrayList<>();
  private final List<String> choices = new ArrayList<>();

  /**
   * @param start what the field of a key shows at first; not null
   */
  DialogFields(GenericDialog dialog, UnaryOperator<String> start) {
    this.dialog = dialog;
    this.start = start;
  }

  /** Makes something of the answer, or says what is wrong with it. */
  interface Check<A, T> {
    T check(A answer) throws IOException;
  }

  /**
   * Asks until the answer makes sense; a mistake is shown and can be corrected.
   *
   * @param show a dialog that begins with such an answer and gives back the one entered
   * @throws CancellationException when the user cancels
   */
  static <A, T> T ask(String title, A start, UnaryOperator<A> show, Check<A, T> check) {
    A answer = start;
    while (true) {
      answer = show.apply(answer);
      try {
        return check.check(answer);
      } catch (IllegalArgumentException | IOException e) {
        IJ.showMessage(title, Sentences.wrap(e.getMessage()));
      }
    }
  }

  void row(String... keys) {
    for (int i = 0; i < keys.length; i++) {
      if (i > 0) {
        dialog.addToSameRow();
      }
      field(keys[i], NARROW);
    }
  }

  void field(String key, int columns) {
    dialog.addStringField(label(key), start.apply(key), columns);
    fields.add(key);
  }

  void folder(String key, int columns) {
    dialog.addDirectoryField(label(key), start.apply(key), columns);
    fields.add(key);
  }

  /** Offers also what was there at first. */
  void choice(String key, List<String> offered) {
    Set<String> items = new LinkedHashSet<>(offered);
    String chosen = start.apply(key).isBlank() ? offered.get(0) : start.apply(key);
    items.add(chosen);
    dialog.addChoice(label(key), items.toArray(String[]::new), chosen);
    choices.add(key);
  }

  /**
   * Shows the dialog.
   *
   * <p>NB: a GenericDialog gives its values in the order in which the fields were added.
   *
   * @return what was entered, by key
   * @throws CancellationException when the user cancels
   */
  Map<String, String> ask() {
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    Map<String, String> texts = new HashMap<>();
    fields.forEach(key -> texts.put(key, dialog.getNextString().strip()));
    choices.forEach(key -> texts.put(key, dialog.getNextChoice()));
    return texts;
  }

  private static String label(String key) {
    return Character.toUpperCase(key.charAt(0)) + key.substring(1) + ":";
  }
}
