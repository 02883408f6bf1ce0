package mumu.imagej;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.util.List;
import java.util.function.UnaryOperator;
import mumu.pipeline.Generation;
import mumu.pipeline.Thing;

/** A generated picture as one of a training set: its ground is no thing, and it may be grey. */
public final class TrainingPicture {
  private TrainingPicture() {}

  /**
   * The first picture of a generation with request, outlines and the mark of its origin, not shown.
   * How long it took is left out, so that the same request gives the same file.
   *
   * @param grey whether it has 8 bits, each the mean of red, green and blue
   */
  public static ImagePlus of(Generation generation, boolean grey) {
    List<List<Thing>> things =
        generation.things().stream()
            .map(
                here ->
                    here.stream()
                        .filter(thing -> !thing.name().equals(ClassExamples.GROUND))
                        .toList())
            .toList();
    ImagePlus image =
        Results.toImage(
            new Generation(
                generation.request(), generation.pictures(), things, generation.report()),
            List.of(),
            grey ? TrainingPicture::grey : UnaryOperator.identity());
    image.setProp(Results.RESULT, Results.withoutTimes(image.getProp(Results.RESULT)));
    image.setProp(
        Results.SLICE_LABEL,
        image.getProp(Results.SLICE_LABEL) + " " + generation.request().request().prompt().text());
    return image;
  }

  /** NB: not ImageJ's own conversion, whose weights are a setting of the user. */
  private static ImageProcessor grey(ImageProcessor colors) {
    ByteProcessor grey = new ByteProcessor(colors.getWidth(), colors.getHeight());
    for (int i = 0; i < colors.getPixelCount(); i++) {
      int rgb = colors.get(i);
      grey.set(i, ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF) + 1) / 3);
    }
    return grey;
  }
}
