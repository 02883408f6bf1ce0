package mumu.command;

import ij.IJ;
import ij.Prefs;
import ij.gui.GenericDialog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final int NARROW = 8;

  private static final String HELP =
      "<html><h3>MUMU Make Training Data</h3>"
          + "Every region in the overlay of the active image (or, without any, in the ROI Manager)"
          + " is an example;<br>its name is its class. Regions called <tt>background</tt> are"
          + " examples of the ground.<br><br>"
          + "<b>Count</b>: pictures to make. <b>Fewest, Most</b>: things in a picture.<br>"
          + "<b>Ground</b>: words, several separated by <tt>;</tt>, of which each picture gets"
          + " one,<br>or <tt>regions</tt> for the regions called background, or <tt>image</tt> for"
          + " the image without its regions.<br>"
          + "<b>Seed</b>: the same seed gives the same pictures; blank draws one.<br>"
          + "<b>Folder</b>: gets <tt>images</tt>, <tt>masks</tt> and <tt>boxes.csv</tt>; blank:"
          + " two stacks open.</html>";

  private final GenericDialog dialog = new GenericDialog(MakeTrainingData.LABEL);
  private final Map<String, String> start;
  private final List<String> fields = new ArrayList<>();

  private TrainingDialog(Map<String, String> start) {
    this.start = start;
  }

  /**
   * Asks until the answer makes sense; a mistake is shown and can be corrected.
   *
   * @throws IllegalArgumentException when there are no regions
   * @throws CancellationException when the user cancels
   */
  static TrainingRun ask() throws IOException {
    Screen.needOptions(MakeTrainingData.LABEL, "count=10 most=8 folder=[a new folder]");
    String regions = ClassExamples.ofActive(Workspace.current()).summary();
    Map<String, String> answer = recalled();
    while (true) {
      answer = new TrainingDialog(answer).show(regions);
      try {
        TrainingOptions options = TrainingOptions.of(answer);
        TrainingRun training = TrainingRun.of(options, Map.of());
        remember(options);
        return training;
      } catch (IllegalArgumentException | IOException e) {
        IJ.showMessage(MakeTrainingData.LABEL, Sentences.wrap(e.getMessage()));
      }
    }
  }

  private Map<String, String> show(String regions) {
    dialog.addMessage("Examples: " + regions);
    row(TrainingOptions.COUNT, TrainingOptions.FEWEST, TrainingOptions.MOST);
    field(TrainingOptions.GROUND, WIDE);
    Set<String> models = new LinkedHashSet<>(Choices.current().models());
    String model = start.getOrDefault("model", models.iterator().next());
    models.add(model);
    dialog.addChoice("Model:", models.toArray(String[]::new), model);
    row("steps", "seed", "device");
    field("width", NARROW);
    dialog.addToSameRow();
    field("height", NARROW);
    dialog.addDirectoryField("Folder:", start.getOrDefault(TrainingOptions.FOLDER, ""), WIDE);
    fields.add(TrainingOptions.FOLDER);
    dialog.addMessage(
        "Blank fields: 10 pictures of 1 to 12 things on the regions called background, else on the"
            + " image without its regions\n(models that cannot: on black, grey, gradients and"
            + " textures), steps and size as the model likes it, a new seed,\ntwo stacks instead of"
            + " a folder.");
    dialog.addHelp(HELP);
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    Map<String, String> answer = new HashMap<>();
    fields.forEach(key -> answer.put(key, dialog.getNextString().strip()));
    answer.put("model", dialog.getNextChoice());
    return answer;
  }

  private void row(String left, String middle, String right) {
    field(left, NARROW);
    dialog.addToSameRow();
    field(middle, NARROW);
    dialog.addToSameRow();
    field(right, NARROW);
  }

  private void field(String key, int columns) {
    String label = Character.toUpperCase(key.charAt(0)) + key.substring(1) + ":";
    dialog.addStringField(label, start.getOrDefault(key, ""), columns);
    fields.add(key);
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
