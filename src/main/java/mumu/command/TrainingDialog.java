package mumu.command;

import ij.Prefs;
import ij.gui.GenericDialog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import mumu.imagej.ClassExamples;
import mumu.imagej.Workspace;

/** The options of {@code MUMU Make Training Data...} in one of ImageJ's dialogs. */
final class TrainingDialog {
  private static final String PREFERENCE = "mumu.training";

  /** NB: these mean one run, so a new one must not inherit them unseen. */
  private static final List<String> FORGOTTEN =
      List.of("seed", TrainingOptions.FOLDER, TrainingOptions.BIND);

  private static final int WIDE = 40;

  private static final String HELP =
      "<html><h3>MUMU Make Training Data</h3>Every region in the overlay of the active image (or,"
          + " without any, in the ROI Manager) is an example;<br>its name is its class. Regions"
          + " called <tt>background</tt> are examples of the ground.<br><br><b>Count</b>: pictures"
          + " to make. <b>Fewest, Most</b>: things in a picture.<br><b>Scale</b>: 1 for things"
          + " about as large as in the image, 0.5 for half; blank: 1, or less if so many do"
          + " not fit.<br><b>Touching</b>: the share of the pictures in which things touch each other"
          + " in clusters, 0 to 1.<br><b>Ground</b>: words, several separated by <tt>;</tt>, of which each"
          + " picture gets one,<br>or <tt>regions</tt> for the regions called background, or"
          + " <tt>image</tt> for the image without its regions.<br><b>Seed</b>: the same seed gives"
          + " the same pictures; blank draws one.<br><b>Folder</b>: gets <tt>images</tt>,"
          + " <tt>masks</tt> and <tt>boxes.csv</tt>; blank: two stacks open.</html>";

  private final GenericDialog dialog = new GenericDialog(MakeTrainingData.LABEL);
  private final DialogFields fields;

  private TrainingDialog(Map<String, String> start) {
    this.fields = new DialogFields(dialog, key -> start.getOrDefault(key, ""));
  }

  /**
   * Asks until the answer makes sense; a mistake is shown and can be corrected.
   *
   * @throws IllegalArgumentException when there are no regions
   * @throws CancellationException when the user cancels
   */
  static TrainingRun ask() {
    Screen.needOptions(MakeTrainingData.LABEL, "count=10 most=8 folder=[a new folder]");
    String regions = ClassExamples.ofActive(Workspace.current()).summary();
    return DialogFields.ask(
        MakeTrainingData.LABEL,
        recalled(),
        texts -> new TrainingDialog(texts).show(regions),
        texts -> {
          TrainingOptions options = TrainingOptions.of(texts);
          TrainingRun training = TrainingRun.of(options, Map.of());
          remember(options);
          return training;
        });
  }

  private Map<String, String> show(String regions) {
    dialog.addMessage("Examples: " + regions);
    fields.row(TrainingOptions.COUNT, TrainingOptions.FEWEST, TrainingOptions.MOST);
    fields.row(TrainingOptions.SCALE, TrainingOptions.TOUCHING);
    fields.field(TrainingOptions.GROUND, WIDE);
    fields.choice("model", List.copyOf(Choices.current().models()));
    fields.row("steps", "seed", "device");
    fields.row("width", "height");
    fields.folder(TrainingOptions.FOLDER, WIDE);
    dialog.addMessage(
        "Blank fields: 10 pictures of 1 to 12 things on the regions called background, else on the"
            + " image without its regions\n(models that cannot: on black, grey, gradients and"
            + " textures), things as large as in the image if they fit,\ntouching in half of the"
            + " pictures (models that can), steps and size as the model likes it, a new seed,\n"
            + "two stacks instead of a folder.");
    dialog.addHelp(HELP);
    return fields.ask();
  }

  private static void remember(TrainingOptions options) {
    Map<String, String> texts = options.texts();
    texts.keySet().removeAll(FORGOTTEN);
    Prefs.set(PREFERENCE, TrainingOptions.of(texts).format());
  }

  private static Map<String, String> recalled() {
    try {
      return TrainingOptions.parse(Prefs.get(PREFERENCE, "")).texts();
    } catch (IllegalArgumentException e) {
      return Map.of(); // of another version, or edited by hand: begin anew
    }
  }
}
