package mumu.command;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mumu.imagej.Binder;
import mumu.imagej.Bound;
import mumu.imagej.LabelImage;
import mumu.imagej.Regions;
import mumu.imagej.Results;
import mumu.imagej.Workspace;
import mumu.pipeline.Generation;
import mumu.pipeline.Progress;
import mumu.pipeline.Report;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Picture;

/** From a request to its image: the one path of menus, macros and scripts. */
public final class Production {
  private Production() {}

  /**
   * Takes the pixels from the open images, makes the pictures and does not show them. Esc cancels.
   *
   * @param given regions a script gives as objects, by slot
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws CancellationException when the user cancels
   */
  public static ImagePlus make(
      GenerationRequest request, Map<String, Regions> given, Progress progress) throws IOException {
    try (Work work = new Work(progress)) {
      return make(bind(request, given), work);
    }
  }

  /**
   * A stack of exactly what the model would see, one labelled slice per bound image; not shown.
   *
   * @throws IllegalArgumentException also when no slot is bound
   */
  public static ImagePlus tokens(GenerationRequest request, Map<String, Regions> given)
      throws IOException {
    return ShowTokens.stack(bind(request, given));
  }

  /**
   * Repeats the request stored in an image; the images it was made from need not be open.
   *
   * @throws IllegalArgumentException when it holds no request or a damaged one
   */
  public static ImagePlus repeat(ImagePlus image, Progress progress) throws IOException {
    try (Work work = new Work(progress)) {
      return make(new Bound(Results.request(image), List.of()), work);
    }
  }

  /**
   * Where the things of a picture are, as a label image; not shown. A doubt is told in the Log.
   *
   * @throws IllegalArgumentException when the image has no outlines, or they do not fit it any more
   */
  public static ImagePlus labels(ImagePlus image) {
    Optional<String> doubt = LabelImage.doubt(image);
    ImagePlus labels = LabelImage.of(image, Workspace.current().titles());
    Screen.warn(doubt.stream().toList());
    return labels;
  }

  /**
   * Pictures with labels of many things, by the options of {@code MUMU Make Training Data...};
   * shows nothing. Esc cancels.
   *
   * @param given regions a script gives as objects, by class; none for the active image's
   * @return pictures and labels; none where they went into a folder
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws IOException naming the folder that holds something else or cannot be written
   * @throws CancellationException when the user cancels; what is finished stays in the folder
   */
  public static List<ImagePlus> trainingData(
      String options, Map<String, Regions> given, Progress progress) throws IOException {
    TrainingRun training = TrainingRun.of(TrainingOptions.parse(options), given);
    try (Work work = new Work(progress)) {
      if (!training.make(work)) {
        throw new CancellationException(training.sentence());
      }
    }
    return training.images();
  }

  private static Bound bind(GenerationRequest request, Map<String, Regions> given) {
    return Binder.bind(Seeds.drawn(request), Workspace.current(), given);
  }

  /** Frees all model memory; waits for a request that runs. */
  public static void unload() {
    Models.SHARED.unload();
  }

  private static ImagePlus make(Bound bound, Progress progress) throws IOException {
    Screen.warn(bound.warnings());
    Generation generation = generation(bound.request(), progress);
    Screen.warn(generation.report().warnings());
    ImagePlus image = Results.toImage(generation, Workspace.current().titles());
    IJ.showStatus(summary(generation));
    return image;
  }

  /** The pictures and all that is known of them. */
  static Generation generation(BoundRequest request, Progress progress) throws IOException {
    return Models.SHARED.use(
        request.request().settings(), progress, pipeline -> pipeline.generate(request, progress));
  }

  /**
   * Makes the pictures with progress and Esc, and shows them as the active image.
   *
   * @param onlooker is told the same as the status bar, and can cancel
   */
  static ImagePlus generate(Bound bound, Progress onlooker) throws IOException {
    try (Work work = new Work(onlooker)) {
      ImagePlus image = make(bound, work);
      Screen.show(image);
      return image;
    }
  }

  /** What the model sees of each bound image. */
  static List<Picture> tokens(BoundRequest request) throws IOException {
    return Models.SHARED.tokens(request);
  }

  private static String summary(Generation generation) {
    Report report = generation.report();
    double seconds =
        report.milliseconds().values().stream().mapToDouble(Double::doubleValue).sum() / 1000;
    return String.format(
        "MUMU: %.1f s on %s, seed %d",
        seconds, report.device(), generation.request().request().settings().seed().orElseThrow());
  }
}
