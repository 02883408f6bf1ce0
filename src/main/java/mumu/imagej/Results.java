package mumu.imagej;

import ij.ImagePlus;
import java.util.Collection;
import java.util.List;
import mumu.pipeline.Generation;
import mumu.request.BoundRequest;
import mumu.request.Picture;

/** Pictures as ImageJ images, and the provenance such an image carries in its properties. */
public final class Results {
  /** Image property that holds the bound request as JSON. */
  public static final String REQUEST = "mumu.request";

  /** Image property that holds the report as JSON. */
  public static final String RESULT = "mumu.result";

  private Results() {}

  /** An RGB image, or a stack of one labelled slice per picture; not shown, nothing locked. */
  public static ImagePlus toImage(Generation generation, Collection<String> usedTitles) {
    throw new UnsupportedOperationException("not yet: " + generation + usedTitles);
  }

  /**
   * The request stored in an image.
   *
   * @throws IllegalArgumentException when it has none or it is damaged
   */
  public static BoundRequest request(ImagePlus image) {
    throw new UnsupportedOperationException("not yet: " + image);
  }

  /**
   * The stored request and report, as one JSON object with the members {@code request} and {@code
   * result}.
   *
   * @throws IllegalArgumentException when the image has none or it is damaged
   */
  public static String info(ImagePlus image) {
    throw new UnsupportedOperationException("not yet: " + image);
  }

  /** A stack of what the model sees, one slice per picture; smaller ones are centred on black. */
  public static ImagePlus tokens(
      List<Picture> pictures, List<String> labels, Collection<String> usedTitles) {
    throw new UnsupportedOperationException("not yet: " + pictures + labels + usedTitles);
  }
}
