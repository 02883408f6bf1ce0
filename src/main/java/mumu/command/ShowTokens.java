package mumu.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mumu.imagej.Bound;
import mumu.imagej.Results;
import mumu.imagej.Workspace;
import mumu.request.BoundImage;
import mumu.request.OptionString;
import mumu.request.Picture;

/** Shows exactly what the model would see: a stack with one labelled slice per bound image. */
final class ShowTokens implements Command {
  private static final String LABEL = "MUMU Show Tokens...";

  @Override
  public void run(Optional<String> options) throws IOException {
    Recording recording = Recording.begin(LABEL);
    Bound bound =
        options.isPresent()
            ? Generate.bind(OptionString.parse(options.get()))
            : Generate.ask(LABEL, settings -> {});
    recording.asked();
    Screen.show(stack(bound));
    recording.write(OptionString.format(bound.request().request()));
  }

  /** The stack, not shown. */
  static ImagePlus stack(Bound bound) throws IOException {
    if (bound.request().images().isEmpty()) {
      throw new IllegalArgumentException(
          "there are no tokens to show: expected a slot bound to a region, found none in '"
              + bound.request().request().prompt().text()
              + "'. Name a region like a {slot}, or say bind=[slot=source].");
    }
    Screen.warn(bound.warnings());
    List<Picture> pictures = Production.tokens(bound.request());
    List<String> labels = bound.request().images().stream().map(ShowTokens::label).toList();
    return Results.tokens(pictures, labels, Workspace.current().titles());
  }

  private static String label(BoundImage image) {
    String roi = image.origin().roiName();
    return "{" + image.slot() + "} " + image.origin().title() + (roi.isEmpty() ? "" : ":" + roi);
  }
}
