package mumu.request;

import java.util.Objects;

/** One image to bind: where it is, how strongly it counts (0 to 2, 1 is neutral), how it is cut. */
public record ImageSource(SourceText where, double weight, CropMode crop) {
  public static final double NEUTRAL_WEIGHT = 1;

  public ImageSource {
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(crop, "crop");
    checkWeight(weight);
  }

  /** The image as it comes. */
  public ImageSource(SourceText where) {
    this(where, NEUTRAL_WEIGHT, CropMode.AUTO);
  }

  /** NB: written so that NaN fails. */
  static void checkWeight(double weight) {
    if (!(weight >= 0 && weight <= 2)) {
      throw new IllegalArgumentException("the weight must be 0 to 2, was " + weight);
    }
  }
}
