package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mumu.imagej.Regions;
import mumu.imagej.Workspace;
import mumu.request.SourceText;

/** Puts a picture back into a selection of an open image; the one command that changes pixels. */
final class PasteIntoSelection implements Command {
  private static final String LABEL = "MUMU Paste Into Selection...";
  private static final String PREFERENCE = "mumu.paste.";
  private static final String[] PLACES = {"auto", "box", "frame"};

  private static final String HELP =
      "<html><h3>MUMU Paste Into Selection</h3>"
          + "Puts the picture <b>Source</b> into the selection of the image <b>Target</b>, in the"
          + " target's own<br>kind of pixels. <i>Edit &#9656; Undo</i> takes it back.<br><br>"
          + "<b>Feather</b>: width of the soft edge inside the selection, in pixels.<br>"
          + "<b>Place</b>: <tt>box</tt>, the picture covers the selection's bounding box;"
          + " <tt>frame</tt>, the picture shows<br>the whole target (image to image), and the"
          + " selection gets its part; <tt>auto</tt>, what fits.</html>";

  /** What goes where, with the images it means. */
  record Job(PasteOptions options, ImagePlus source, ImagePlus target, Roi roi) {}

  @Override
  public void run(Optional<String> options) {
    Recording recording = Recording.begin();
    Job job = options.map(it -> find(PasteOptions.parse(it))).orElseGet(PasteIntoSelection::ask);
    recording.asked(LABEL);
    perform(job);
    recording.write(LABEL, job.options().format());
  }

  /** Does what the options say; the image that has changed. */
  static ImagePlus perform(String options) {
    Job job = find(PasteOptions.parse(options));
    perform(job);
    return job.target();
  }

  private static void perform(Job job) {
    Screen.activate(job.target()); // NB: first, because a change of windows forgets what to undo
    job.options().how().paste(job.source(), job.target(), job.roi());
    IJ.showStatus(
        "MUMU: pasted into '" + job.target().getTitle() + "' (Edit ▸ Undo takes it back)");
  }

  /** The images meant, named in the options, so that a recorded line means the same later. */
  private static Job find(PasteOptions options) {
    Workspace workspace = Workspace.current();
    ImagePlus source =
        options
            .source()
            .map(it -> one(it, workspace).image())
            .orElseGet(() -> Screen.activeImage(LABEL));
    Regions target =
        options
            .target()
            .map(it -> one(it, workspace))
            .orElseGet(() -> Regions.of(onlyTarget(targets(workspace, source))));
    Roi roi =
        target
            .roi()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' has no selection to paste into: expected an area selection. Draw one, or name a region: target=[Title:ROI name]."
                            .formatted(target.image().getTitle())));
    PasteOptions named =
        new PasteOptions(
            Optional.of(options.source().orElseGet(() -> SourceText.of(source.getTitle()))),
            Optional.of(options.target().orElseGet(() -> SourceText.of(target.image().getTitle()))),
            options.how());
    return new Job(named, source, target.image(), roi);
  }

  private static Regions one(SourceText where, Workspace workspace) {
    Regions regions = Regions.find(where, workspace);
    if (regions.size() != 1) {
      throw new IllegalArgumentException(
          "paste needs one image, but its source means %d. Name one of them."
              .formatted(regions.size()));
    }
    return regions;
  }

  private static List<ImagePlus> targets(Workspace workspace, ImagePlus source) {
    return workspace.images().stream()
        .filter(image -> image != source && image.getRoi() != null && image.getRoi().isArea())
        .toList();
  }

  private static ImagePlus onlyTarget(List<ImagePlus> targets) {
    if (targets.size() != 1) {
      throw new IllegalArgumentException(
          "it is not clear where to paste: expected one other open image with an area selection, found %s. Draw one, or say target=[Title]."
              .formatted(
                  targets.isEmpty() ? "none" : targets.stream().map(ImagePlus::getTitle).toList()));
    }
    return targets.get(0);
  }

  private static Job ask() {
    Screen.needOptions(LABEL, "source=[title] target=[title] feather=3");
    Workspace workspace = Workspace.current();
    ImagePlus active = Screen.activeImage(LABEL);
    boolean selected = active.getRoi() != null && active.getRoi().isArea();
    List<ImagePlus> others = workspace.images().stream().filter(it -> it != active).toList();
    if (others.isEmpty()) {
      throw new IllegalArgumentException(
          LABEL + " needs two open images, a picture and an image with a selection, found one.");
    }
    List<ImagePlus> targets = targets(workspace, active);
    ImagePlus other = !selected && !targets.isEmpty() ? targets.get(0) : others.get(0);
    String[] titles = workspace.titles().toArray(String[]::new);
    GenericDialog dialog = new GenericDialog(LABEL);
    dialog.addChoice("Source:", titles, (selected ? other : active).getTitle());
    dialog.addChoice("Target:", titles, (selected ? active : other).getTitle());
    dialog.addStringField("Feather:", Prefs.get(PREFERENCE + PasteOptions.FEATHER, "3"), 6);
    dialog.addChoice("Place:", PLACES, Prefs.get(PREFERENCE + PasteOptions.PLACE, "auto"));
    dialog.addHelp(HELP);
    dialog.showDialog();
    if (dialog.wasCanceled()) {
      throw new CancellationException("the dialog was canceled");
    }
    return find(answer(dialog));
  }

  private static PasteOptions answer(GenericDialog dialog) {
    Map<String, String> values = new HashMap<>();
    values.put(PasteOptions.FEATHER, dialog.getNextString().strip());
    SourceText source = SourceText.of(dialog.getNextChoice());
    SourceText target = SourceText.of(dialog.getNextChoice());
    values.put(PasteOptions.PLACE, dialog.getNextChoice());
    PasteOptions answer =
        new PasteOptions(Optional.of(source), Optional.of(target), PasteOptions.of(values).how());
    Prefs.set(PREFERENCE + PasteOptions.FEATHER, answer.feather());
    Prefs.set(PREFERENCE + PasteOptions.PLACE, answer.place());
    return answer;
  }
}
