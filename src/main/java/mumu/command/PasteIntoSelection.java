package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.gui.GenericDialog;
import ij.gui.Roi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.imagej.Regions;
import mumu.imagej.Workspace;
import mumu.request.SourceText;

/** Puts a picture back into a selection of an open image; the one command that changes pixels. */
final class PasteIntoSelection implements Command {
  private static final String LABEL = "MUMU Paste Into Selection...";
  private static final String PREFERENCE = "mumu.paste.";
  private static final List<String> PLACES = List.of("auto", "box", "frame");

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
    Recording recording = Recording.begin(LABEL);
    Job job = options.map(it -> find(PasteOptions.parse(it))).orElseGet(PasteIntoSelection::ask);
    recording.asked();
    perform(job);
    recording.write(job.options().format());
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
    Map<String, String> start =
        Map.of(
            PasteOptions.SOURCE,
            (selected ? other : active).getTitle(),
            PasteOptions.TARGET,
            (selected ? active : other).getTitle(),
            PasteOptions.FEATHER,
            Prefs.get(PREFERENCE + PasteOptions.FEATHER, "3"),
            PasteOptions.PLACE,
            Prefs.get(PREFERENCE + PasteOptions.PLACE, PLACES.get(0)));
    return DialogFields.ask(LABEL, start, PasteIntoSelection::show, it -> find(answer(it)));
  }

  private static Map<String, String> show(Map<String, String> start) {
    GenericDialog dialog = new GenericDialog(LABEL);
    DialogFields fields = new DialogFields(dialog, start::get);
    fields.choice(PasteOptions.SOURCE, Workspace.current().titles());
    fields.choice(PasteOptions.TARGET, Workspace.current().titles());
    fields.field(PasteOptions.FEATHER, DialogFields.NARROW);
    fields.choice(PasteOptions.PLACE, PLACES);
    dialog.addHelp(HELP);
    return fields.ask();
  }

  private static PasteOptions answer(Map<String, String> texts) {
    PasteOptions answer =
        new PasteOptions(
            Optional.of(SourceText.of(texts.get(PasteOptions.SOURCE))),
            Optional.of(SourceText.of(texts.get(PasteOptions.TARGET))),
            PasteOptions.how(texts));
    Prefs.set(PREFERENCE + PasteOptions.FEATHER, answer.feather());
    Prefs.set(PREFERENCE + PasteOptions.PLACE, answer.place());
    return answer;
  }
}
