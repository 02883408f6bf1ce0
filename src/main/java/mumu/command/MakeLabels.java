package mumu.command;

import ij.ImagePlus;
import java.util.Optional;

/** Makes a label image of the things in the active image. */
final class MakeLabels implements Command {
  private static final String LABEL = "MUMU Make Labels";

  @Override
  public void run(Optional<String> options) {
    show(Screen.activeImage(LABEL));
  }

  /** The labels of an image, shown as the active one. */
  static ImagePlus show(ImagePlus image) {
    ImagePlus labels = Production.labels(image);
    Screen.show(labels);
    return labels;
  }
}
