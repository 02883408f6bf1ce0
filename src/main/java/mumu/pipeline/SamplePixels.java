package mumu.pipeline;

import mumu.request.Picture;
import mumu.tensor.Tensor;

/** What a decoder gives, as 8-bit pixels; shared by all families. */
public final class SamplePixels {
  private static final int COLORS = 3;

  private SamplePixels() {}

  /**
   * The first picture of a batch, rounded and never truncated, as diffusers does it.
   *
   * @param sample [b, 3, H, W] in −1…1; what lies outside is clamped
   * @return opaque, W × H
   */
  public static Picture picture(Tensor sample) {
    int height = sample.shape().extent(2);
    int width = sample.shape().extent(3);
    int[] argb = new int[width * height];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = 0xFF;
      for (int channel = 0; channel < COLORS; channel++) {
        argb[i] = argb[i] << 8 | toByte(sample.values()[channel * argb.length + i]);
      }
    }
    return new Picture(width, height, argb);
  }

  /** −1…1 to 0…255, rounded. */
  private static int toByte(float value) {
    float share = Math.max(0, Math.min(1, value / 2 + 0.5f));
    return (int) Math.rint(share * 255);
  }
}
