package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Makes pictures with labels of many things from regions that are examples of them. */
final class MakeTrainingData implements Command {
  static final String LABEL = "MUMU Make Training Data...";

  @Override
  public void run(Optional<String> options) throws IOException {
    Recording recording = Recording.begin(LABEL);
    TrainingRun training = options.isPresent() ? read(options.get()) : TrainingDialog.ask();
    recording.asked();
    perform(training);
    recording.write(training.options().format());
  }

  /** IDs of pictures and labels, or how many pictures are in the folder. */
  static String perform(String options) throws IOException {
    TrainingRun training = read(options);
    List<ImagePlus> images = perform(training);
    return images.isEmpty()
        ? "" + training.size()
        : images.stream().map(image -> "" + image.getID()).collect(Collectors.joining(","));
  }

  /** Shows the pictures, unless they are in a folder, as the active image. */
  private static List<ImagePlus> perform(TrainingRun training) throws IOException {
    boolean all;
    try (Work work = new Work()) {
      all = training.make(work);
    }
    List<ImagePlus> images = training.images();
    for (int i = images.size() - 1; i >= 0; i--) {
      Screen.show(images.get(i));
    }
    if (!all) {
      throw new CancellationException(training.sentence());
    }
    if (images.isEmpty()) {
      Screen.warn(List.of(training.sentence())); // NB: nothing opens that would show the end
    }
    IJ.showStatus("MUMU: " + training.sentence());
    return images;
  }

  private static TrainingRun read(String options) throws IOException {
    return TrainingRun.of(TrainingOptions.parse(options), Map.of());
  }
}
