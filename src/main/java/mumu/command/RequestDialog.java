package mumu.command;

import ij.gui.GenericDialog;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The fields of a request in one of ImageJ's dialogs. */
final class RequestDialog {
  private static final int WIDE = 60;

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
  private final DialogFields fields;

  private RequestDialog(String title, Form start) {
    this.dialog = new GenericDialog(title);
    this.fields = new DialogFields(dialog, start::text);
  }

  /**
   * Asks until the answer makes sense; a mistake is shown and can be corrected.
   *
   * @param check what must work
   * @throws CancellationException when the user cancels
   */
  static <T> T ask(String title, Form start, Offer offer, DialogFields.Check<Form, T> check) {
    return DialogFields.ask(
        title, start, form -> new RequestDialog(title, form).show(offer), check);
  }

  /** What there is to choose from, and one line of explanation under the prompt. */
  record Offer(List<String> models, List<String> schedulers, String hint) {}

  private Form show(Offer offer) {
    fields.field("prompt", WIDE);
    dialog.addMessage(offer.hint());
    fields.field("bind", WIDE);
    fields.field("negative", WIDE);
    fields.choice("model", offer.models());
    dialog.addToSameRow();
    fields.choice("device", List.of("auto", "cpu", "cuda"));
    dialog.addToSameRow();
    fields.choice("scheduler", offer.schedulers());
    fields.row("steps", "guidance", "seed");
    fields.row("width", "height", "count");
    fields.field("init", WIDE);
    fields.row("strength", "variety");
    fields.field("finetune", WIDE);
    dialog.addHelp(HELP);
    return new Form(fields.ask());
  }
}
