package mumu.imagej;

import ij.io.RoiDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Checks the sizes a ROI file claims before ImageJ's decoder allocates them: a damaged file must
 * not cost all memory.
 *
 * <p>Layout: the table at the head of {@code ij.io.RoiDecoder}, big-endian.
 */
final class RoiBytes {
  private static final int HEADER = 64;
  private static final int RECTANGLE = 1;
  private static final int OVAL = 2;
  private static final int LINE = 3;
  private static final int NONE = 6;

  /** Versions of the format that first had properties and point counters. */
  private static final int WITH_PROPERTIES = 224;

  private static final int WITH_COUNTERS = 227;

  /** ImageJ's own files stay below; sums of such numbers fit an int. */
  private static final float FARTHEST = 1e6f;

  /** A fitted spline has a point every second pixel of this length. */
  private static final double LONGEST_SPLINE = 1e5;

  private final ByteBuffer bytes;
  private final String what;

  private RoiBytes(byte[] bytes, String what) {
    this.bytes = ByteBuffer.wrap(bytes);
    this.what = what;
  }

  static void check(byte[] bytes, String what) throws IOException {
    RoiBytes roi = new RoiBytes(bytes, what);
    roi.require(
        bytes.length >= HEADER && bytes[0] == 'I' && bytes[1] == 'o', "it has no ROI header");
    roi.checkKind();
    roi.checkTexts();
    int floats = roi.bytes.getInt(RoiDecoder.SHAPE_ROI_SIZE);
    if (floats > 0) {
      roi.checkFloats(HEADER, floats);
    } else {
      roi.checkSimple();
    }
  }

  private void checkKind() throws IOException {
    int subtype = bytes.getShort(RoiDecoder.SUBTYPE);
    if (subtype == RoiDecoder.TEXT || subtype == RoiDecoder.IMAGE) {
      throw new IOException(
          "'"
              + what
              + "' is a drawn "
              + (subtype == RoiDecoder.TEXT ? "text" : "image")
              + ", not an area of an image. Draw a rectangle, oval, polygon or freehand selection.");
    }
  }

  /** Name, properties and point counters, which the second header points to. */
  private void checkTexts() throws IOException {
    int header = bytes.getInt(RoiDecoder.HEADER2_OFFSET);
    if (header == 0) {
      return;
    }
    require(header > 0 && header < bytes.limit(), "its second header lies outside");
    checkCount(intAt(header + RoiDecoder.NAME_LENGTH), 2);
    int version = bytes.getShort(RoiDecoder.VERSION_OFFSET) & 0xFFFF;
    if (version >= WITH_PROPERTIES) {
      checkCount(intAt(header + RoiDecoder.ROI_PROPS_LENGTH), 2);
    }
    if (version >= WITH_COUNTERS && intAt(header + RoiDecoder.COUNTERS_OFFSET) != 0) {
      checkCount(points(), 4);
    }
  }

  private void checkCount(long count, int bytesEach) throws IOException {
    require(
        count >= 0 && count * bytesEach <= bytes.limit(),
        "its name, properties or counters lie outside");
  }

  /** NB: old files have a shorter second header. */
  private int intAt(int offset) {
    return offset <= bytes.limit() - 4 ? bytes.getInt(offset) : 0;
  }

  private int points() {
    int points = bytes.getShort(RoiDecoder.N_COORDINATES) & 0xFFFF;
    return points == 0 ? bytes.getInt(RoiDecoder.SIZE) : points;
  }

  private void checkSimple() throws IOException {
    int type = bytes.get(RoiDecoder.TYPE) & 0xFF;
    int subtype = bytes.getShort(RoiDecoder.SUBTYPE);
    int options = bytes.getShort(RoiDecoder.OPTIONS);
    boolean fractions = (options & RoiDecoder.SUB_PIXEL_RESOLUTION) != 0;
    if (subtype == RoiDecoder.ELLIPSE || subtype == RoiDecoder.ROTATED_RECT) {
      checkFloats(RoiDecoder.X1, 4);
      checkFloats(RoiDecoder.FLOAT_PARAM, 1);
    }
    if (type == RECTANGLE || type == OVAL) {
      checkFloats(RoiDecoder.XD, fractions ? 4 : 0);
    } else if (type == LINE) {
      checkFloats(RoiDecoder.X1, 4);
    } else if (type != NONE) {
      checkPoints(fractions, (options & RoiDecoder.SPLINE_FIT) != 0);
    }
  }

  private void checkPoints(boolean fractions, boolean spline) throws IOException {
    int points = points();
    long needed = HEADER + 4L * points + (fractions ? 8L * points : 0);
    require(points >= 0 && needed <= bytes.limit(), "it ends before its points");
    if (fractions) {
      checkFloats(HEADER + 4 * points, 2 * points);
    }
    require(!spline || length(points, fractions) <= LONGEST_SPLINE, "its outline is endless");
  }

  private double length(int points, boolean fractions) {
    double length = 0;
    for (int i = 1; i < points; i++) {
      length += Math.abs(coordinate(i, fractions) - coordinate(i - 1, fractions));
      length += Math.abs(coordinate(points + i, fractions) - coordinate(points + i - 1, fractions));
    }
    return length;
  }

  private double coordinate(int index, boolean fractions) {
    return fractions
        ? bytes.getFloat(HEADER + 4 * points() + 4 * index)
        : bytes.getShort(HEADER + 2 * index) & 0xFFFF;
  }

  private void checkFloats(int offset, int count) throws IOException {
    require(offset + 4L * count <= bytes.limit(), "it ends before its coordinates");
    for (int i = 0; i < count; i++) {
      float value = bytes.getFloat(offset + 4 * i);
      require(Math.abs(value) <= FARTHEST, "it has a coordinate of " + value);
    }
  }

  private void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(RoiFiles.damaged(what, otherwise));
    }
  }
}
