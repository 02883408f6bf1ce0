package mumu.command;

import ij.IJ;
import ij.gui.GenericDialog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** The fields of a request in one of ImageJ's dialogs; its labels' first words are the keys. */
final class RequestDialog {
  private static final int WIDE = 60;

  /** NB: the widest that GenericDialog lets stand beside others in its grid. */
  private static final int NARROW = 8;

  private static final String HELP =
      "<html><h3>MUMU</h3>"
          + "<b>Prompt</b>: a sentence; <tt>{words}</tt> in braces are a slot that images can stand"
          + " for.<br>A slot is bound to the region of that name in the active image's overlay, in"
          + " the ROI Manager<br>or in another open image. <i>MUMU Bind Selection...</i> names a"
          + " selection.<br><br>"
          + "<b>Bind</b>: where a slot's images come from when the name does not say it, e.g.<br>"
          + "<tt>man=#1; dog=Boats.tif:dog + C:/dog.png@0.7</tt><br><br>"
          + "<b>Seed</b>: the same seed gives the same picture; blank draws one.<br>"
          + "<b>Variety</b>: how far places, sizes and examples may differ from seed to seed, 0 to"
          + " 1.<br>"
          + "<b>Init, Strength</b>: an image to start from and how far to leave it, 0 to 1.<br>"
          + "<b>Finetune</b>: <tt>file@strength</tt>, several separated by <tt>;</tt></html>";

  private final GenericDialog dialog;
  private final Form start;
  private final List<String> fields = new ArrayList<>();
  private final List<String> choices = new ArrayList<>();

  private RequestDialog(String title, Form start) {
    this.dialog = new GenericDialog(title);
    this.start = start;
  }

  /**
   * Asks until the answer makes sense; a mistake is shown and can be corrected.
   *
   * @param check what must work, or throw an {@link IllegalArgumentException}
   * @throws CancellationException when the user cancels
   */
  static <T> T ask(String title, Form start, Offer offer, Function<Form, T> check) {
    Form form = start;
    while (true) {
      form = new RequestDialog(title, form).show(offer);
      try {
        return check.apply(form);
      } catch (IllegalArgumentException e) {
        IJ.showMessage(title, Sentences.wrap(e.getMessage()));
      }
    }
  }

  /** What there is to choose from, and one line of explanation under the prompt. */
  record Offer(List<String> models, List<String> schedulers, String hint) {}

  private Form show(Offer offer) {
    field("prompt", WIDE);
    dialog.addMessage(offer.hint());
    field("bind", WIDE);
    field("negative", WIDE);
    choice("model", offer.models());
    dialog.addToSameRow();
    choice("device", List.of("auto", "cpu", "cuda"));
    dialog.addToSameRow();
    choice("scheduler", offer.schedulers());
    row("steps", "guidance", "seed");
    row("width", "height", "count");
    field("init", WIDE);
    field("strength", NARROW);
    dialog.addToSameRow();
    field("variety", NARROW);
    field("finetune", WIDE);
    dialog.addHelp(HELP);
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    return answer();
  }

  private void row(String left, String middle, String right) {
    field(left, NARROW);
    dialog.addToSameRow();
    field(middle, NARROW);
    dialog.addToSameRow();
    field(right, NARROW);
  }

  private void field(String key, int columns) {
    dialog.addStringField(label(key), start.text(key), columns);
    fields.add(key);
  }

  private void choice(String key, List<String> offered) {
    Set<String> items = new LinkedHashSet<>(offered);
    String chosen = start.text(key).isBlank() ? offered.get(0) : start.text(key);
    items.add(chosen);
    dialog.addChoice(label(key), items.toArray(String[]::new), chosen);
    choices.add(key);
  }

  /** NB: a GenericDialog gives its values in the order in which the fields were added. */
  private Form answer() {
    Map<String, String> texts = new HashMap<>();
    fields.forEach(key -> texts.put(key, dialog.getNextString().strip()));
    choices.forEach(key -> texts.put(key, dialog.getNextChoice()));
    return new Form(texts);
  }

  private static String label(String key) {
    return Character.toUpperCase(key.charAt(0)) + key.substring(1) + ":";
  }
}
