package mumu.imagej;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

/**
 * What tells whether an image still has the pixels that its outlines were made with.
 *
 * @param width of each picture
 * @param height of each picture
 * @param sums a CRC-32 of each picture's colours
 */
record MadePixels(int width, int height, List<Long> sums) {
  private static final String KEY = "pixels";
  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String SUMS = "crc32";
  private static final int GREY = 0x010101;
  private static final int COLOR = 0xFFFFFF;

  MadePixels {
    sums = List.copyOf(sums);
  }

  static MadePixels of(ImagePlus image) {
    return new MadePixels(
        image.getWidth(),
        image.getHeight(),
        IntStream.rangeClosed(1, image.getStackSize())
            .mapToObj(slice -> sum(image.getStack().getProcessor(slice)))
            .toList());
  }

  /** NB: grey as red, green and blue alike, so that a change of type alone is none. */
  private static long sum(ImageProcessor pixels) {
    CRC32 sum = new CRC32();
    boolean colored = pixels instanceof ColorProcessor;
    for (int i = 0; i < pixels.getPixelCount(); i++) {
      int color = colored ? pixels.get(i) & COLOR : pixels.get(i) * GREY;
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        sum.update(color >> shift);
      }
    }
    return sum.getValue();
  }

  /** Adds these to a stored result. */
  void write(JsonObject result) {
    JsonObject json = new JsonObject();
    json.addProperty(WIDTH, width);
    json.addProperty(HEIGHT, height);
    JsonArray all = new JsonArray();
    sums.forEach(all::add);
    json.add(SUMS, all);
    result.add(KEY, json);
  }

  /**
   * Those of a stored result; none where an older version has made it.
   *
   * @throws RuntimeException of gson where they are damaged
   */
  static Optional<MadePixels> read(JsonObject result) {
    if (!result.has(KEY)) {
      return Optional.empty();
    }
    JsonObject json = result.getAsJsonObject(KEY);
    return Optional.of(
        new MadePixels(
            json.get(WIDTH).getAsInt(),
            json.get(HEIGHT).getAsInt(),
            StreamSupport.stream(json.getAsJsonArray(SUMS).spliterator(), false)
                .map(JsonElement::getAsLong)
                .toList()));
  }

  /** Whether an image of these pixels was cropped or scaled, or has lost or moved slices. */
  boolean isMoved(MadePixels made) {
    return width != made.width
        || height != made.height
        || sums.size() != made.sums.size()
        || IntStream.range(0, sums.size())
            .anyMatch(
                i -> !sums.get(i).equals(made.sums.get(i)) && made.sums.contains(sums.get(i)));
  }
}
