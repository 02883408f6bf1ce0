package mumu.command;

import java.util.stream.IntStream;
import mumu.request.BoundImage;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.sampling.TorchPermutation;

/**
 * Things and ground about as large as in their image, times a factor: what learns from the pictures
 * must meet the sizes that it will see, and the grain.
 *
 * <p>A model lets a thing's picture fill the place that it has for it, so the picture gets as much
 * room around the thing as makes that place the right size; of a ground it gets a part as large as
 * the canvas, and what is smaller is continued mirrored.
 *
 * @param scale pixels of the canvas per pixel of the image, above 0
 * @param width of the canvas
 * @param height of the canvas
 */
record TrueScale(double scale, int width, int height) {
  // What mumu-tiny does with things and grounds, as its Python says (a test compares the two).

  /**
   * SMALLEST in scenes.py: {@code variety} makes things 1 to so many times as large as their place.
   */
  static final double SMALLEST = 0.55;

  /** NEARER in ground.py: {@code variety} leaves out up to so much of a ground's sides. */
  static final double NEARER = 0.4;

  /** PATCH in codec.py, in pixels: things stand in squares of whole cells. */
  static final int CELL = 8;

  /** MARGIN in arrangement.py, in pixels: between the edge of the canvas and a few things. */
  static final int MARGIN = 8;

  /** The most of LISTED in arrangement.py: how many things are a few. */
  static final int FEW = 4;

  private static final double MEAN_SIZE = (1 + SMALLEST) / 2;
  private static final double MEAN_SHARE = 1 - NEARER / 2;

  /** Less of a ground would be mostly guessed. */
  private static final double ENOUGH = 0.25;

  private static final int OPAQUE = 255;

  /** NB: two decimals, which are short to read and to write in a macro. */
  private static final double PER_UNIT = 100;

  private static final double ROUNDING = 1e-9;

  /**
   * A thing that is too large for its place stays as it is, and fills it.
   *
   * @param things how many the picture shows
   * @return the thing as it is bound
   */
  BoundImage thing(BoundImage thing, int things) {
    Picture picture = thing.picture();
    int side =
        Math.max(
            (int) Math.round(MEAN_SIZE * place(things) / scale),
            Math.max(picture.width(), picture.height()));
    int left = (side - picture.width()) / 2;
    int top = (side - picture.height()) / 2;
    int[] argb = new int[side * side];
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        argb[(top + y) * side + left + x] = picture.argb(x, y);
      }
    }
    return with(thing, new Picture(side, side, argb));
  }

  /**
   * @param side pixels of the larger side of a thing in its image
   * @return how many such things a picture can show without any being made smaller
   */
  int room(int side) {
    int place = CELL * (int) Math.ceil(side * scale / (MEAN_SIZE * CELL) - ROUNDING);
    if (fits(place, FEW + 1)) {
      return (width / place) * (height / place);
    }
    return IntStream.rangeClosed(1, FEW).filter(n -> fits(place, n)).max().orElse(0);
  }

  /**
   * This scale, or the largest below it at which so many things have room, and none that options do
   * not allow.
   *
   * @param side pixels of the larger side of each in its image
   */
  TrueScale fitting(int things, int side) {
    double fits = Math.floor(MEAN_SIZE * place(things) / side * PER_UNIT) / PER_UNIT;
    double possible = Math.max(TrainingOptions.SMALLEST_SCALE, Math.min(scale, fits));
    return new TrueScale(possible, width, height);
  }

  /** Pixels of the canvas: the largest squares of which so many fit beside each other. */
  private int place(int things) {
    int place = Math.min(width, height) / 2 / CELL * CELL;
    while (place > CELL && !fits(place, things)) {
      place -= CELL;
    }
    return place;
  }

  /** Whether so many squares, none larger than half of the room, fit beside each other. */
  private boolean fits(int place, int things) {
    int margins = things > 1 && things <= FEW ? 2 * MARGIN : 0;
    int across = (width - margins) / place;
    int down = (height - margins) / place;
    return Math.min(across, down) > 1 && across * down >= things;
  }

  /**
   * A ground of which the drawn part shows too little stays as it is.
   *
   * @param draws decide which part of a large ground is shown
   * @return the ground as it is bound
   */
  BoundImage ground(BoundImage ground, TorchPermutation draws) {
    Picture whole = ground.picture();
    int wide = (int) Math.ceil(width / (MEAN_SHARE * scale));
    int high = (int) Math.ceil(height / (MEAN_SHARE * scale));
    int left = draws.next(positions(whole.width(), wide))[0];
    int top = draws.next(positions(whole.height(), high))[0];
    int[] argb = new int[wide * high];
    int shown = 0;
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        int pixel =
            whole.argb(mirrored(left + x, whole.width()), mirrored(top + y, whole.height()));
        argb[y * wide + x] = pixel;
        shown += pixel >>> 24 == OPAQUE ? 1 : 0;
      }
    }
    return shown < ENOUGH * argb.length ? ground : with(ground, new Picture(wide, high, argb));
  }

  /** Where a part of this length can begin. */
  private static int positions(int length, int part) {
    return length > part ? length - part + 1 : 2 * length;
  }

  private static int mirrored(int at, int length) {
    int in = at % (2 * length);
    return in < length ? in : 2 * length - 1 - in;
  }

  private BoundImage with(BoundImage image, Picture picture) {
    Origin origin = image.origin();
    String rule = "%s; at scale %s".formatted(origin.rule(), scale);
    return new BoundImage(
        image.slot(),
        picture,
        image.weight(),
        new Origin(origin.title(), origin.roiName(), origin.roi(), rule));
  }
}
