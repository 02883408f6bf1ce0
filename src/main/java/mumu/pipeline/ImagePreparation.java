package mumu.pipeline;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mumu.bundle.Manifest.Channels;
import mumu.bundle.Manifest.ImageInput;
import mumu.request.BoundImage;
import mumu.request.Picture;
import mumu.tensor.Tensor;

/**
 * A cut-out as the image encoder sees it: padded to a square with the fill, never stretched,
 * resized to the bundle's size.
 *
 * <p>Colours are multiplied by the mask as distances from the fill before resizing, so that what
 * lies behind the mask never bleeds over its edge.
 */
public final class ImagePreparation {
  /** The end of a warning that a thing is shown larger than its cut-out is. */
  public static final String ENLARGED = "; it is enlarged";

  private static final int COLORS = 3;

  private final ImageInput input;

  public ImagePreparation(ImageInput input) {
    this.input = input;
  }

  /**
   * What the encoder takes.
   *
   * @return pixel_values [1, 3 or 4, size, size]; colours in −1…1, the mask in 0…1
   */
  public Tensor pixelValues(Picture picture) {
    double[][] planes = planes(picture);
    int area = input.size() * input.size();
    float[] values = new float[input.channels().count() * area];
    for (int channel = 0; channel < COLORS; channel++) {
      double fill = input.fill().get(channel) / 127.5 - 1;
      for (int i = 0; i < area; i++) {
        values[channel * area + i] = (float) (planes[channel][i] / 127.5 + fill);
      }
    }
    if (input.channels() == Channels.RGBA) {
      for (int i = 0; i < area; i++) {
        values[COLORS * area + i] = (float) planes[COLORS][i];
      }
    }
    return Tensor.of(values, 1, input.channels().count(), input.size(), input.size());
  }

  /** The same for the eye: opaque, size × size, the background in the fill's colour. */
  public Picture picture(Picture picture) {
    double[][] planes = planes(picture);
    int[] argb = new int[input.size() * input.size()];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = 0xFF;
      for (int channel = 0; channel < COLORS; channel++) {
        double value = planes[channel][i] + input.fill().get(channel);
        argb[i] = argb[i] << 8 | (int) Math.rint(Math.max(0, Math.min(255, value)));
      }
    }
    return new Picture(input.size(), input.size(), argb);
  }

  /** A sentence per slot with cut-outs of less than half the pixels that the encoder could see. */
  public List<String> warnings(List<BoundImage> images) {
    Map<String, List<BoundImage>> slots =
        images.stream()
            .filter(image -> 2 * side(image) < input.size())
            .collect(
                Collectors.groupingBy(BoundImage::slot, LinkedHashMap::new, Collectors.toList()));
    return slots.values().stream().map(this::warning).toList();
  }

  private String warning(List<BoundImage> small) {
    BoundImage smallest = Collections.min(small, Comparator.comparingInt(ImagePreparation::side));
    String which =
        small.size() == 1
            ? "the image for {%s} is only".formatted(smallest.slot())
            : "the smallest of %d images for {%s} is only".formatted(small.size(), smallest.slot());
    return which
        + " %d × %d pixels, the model sees %d × %d%s"
            .formatted(
                smallest.picture().width(),
                smallest.picture().height(),
                input.size(),
                input.size(),
                ENLARGED);
  }

  private static int side(BoundImage image) {
    return Math.max(image.picture().width(), image.picture().height());
  }

  /** Red, green, blue as (v − fill)·mask in 0…255, and the mask in 0…1; each size × size. */
  private double[][] planes(Picture picture) {
    int side = Math.max(picture.width(), picture.height());
    return Resampling.planes(
        COLORS + 1,
        (y, line) -> read(picture, y, line),
        axis(picture.width(), side),
        axis(picture.height(), side));
  }

  private void read(Picture picture, int y, double[][] line) {
    for (int x = 0; x < picture.width(); x++) {
      int argb = picture.argb(x, y);
      double mask = (argb >>> 24) / 255.0;
      line[COLORS][x] = mask;
      for (int channel = 0; channel < COLORS; channel++) {
        int value = argb >>> (16 - 8 * channel) & 0xFF;
        line[channel][x] = (value - input.fill().get(channel)) * mask;
      }
    }
  }

  /** The square begins half of the padding before the picture; the padding counts as nothing. */
  private Resampling axis(int length, int side) {
    int padding = (side - length) / 2;
    return Resampling.of(length, -padding, side, input.size());
  }
}
