package mumu.bundle;

/** IEEE 754 half precision. */
final class HalfFloat {
  private HalfFloat() {}

  static float toFloat(short bits) {
    int exponent = bits >>> 10 & 0x1F;
    int mantissa = bits & 0x3FF;
    float size =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 0x1F -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(exponent + 112 << 23 | mantissa << 13);
        };
    return bits < 0 ? -size : size;
  }
}
