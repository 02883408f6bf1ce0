package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import mumu.bundle.Manifest.Channels;
import mumu.bundle.Manifest.ImageInput;
import mumu.request.BoundImage;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImagePreparationTest {
  private static final List<Double> GREY = List.of(127.5, 127.5, 127.5);
  private static final int CLEAR = 0x00FF00FF; // what lies behind a mask is loud
  private static final int RED = 0xFFFF0000;
  private static final int BLUE = 0xFF0000FF;

  private static ImagePreparation rgba(int size) {
    return new ImagePreparation(new ImageInput(size, Channels.RGBA, GREY, 1, 1));
  }

  private static Picture filled(int width, int height, int argb) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, argb);
    return new Picture(width, height, pixels);
  }

  private static float[] channel(Tensor pixels, int channel) {
    int area = pixels.shape().extent(2) * pixels.shape().extent(3);
    return Arrays.copyOfRange(pixels.values(), channel * area, (channel + 1) * area);
  }

  @Test
  void ofTheRightSizeItIsTheFormulaOfTheBundleFormat() {
    Picture picture = new Picture(2, 2, new int[] {RED, BLUE, CLEAR, 0x80FFFFFF});
    Tensor pixels = rgba(2).pixelValues(picture);
    float half = 0x80 / 255f;
    assertArrayEquals(new float[] {1, -1, 0, half}, channel(pixels, 0), 1e-6f);
    assertArrayEquals(new float[] {-1, -1, 0, half}, channel(pixels, 1), 1e-6f);
    assertArrayEquals(new float[] {-1, 1, 0, half}, channel(pixels, 2), 1e-6f);
    assertArrayEquals(new float[] {1, 1, 0, half}, channel(pixels, 3), 1e-6f);
  }

  @Test
  void aWidePictureIsPaddedAboveAndBelowAndNeverStretched() {
    Tensor pixels = rgba(4).pixelValues(filled(4, 2, RED));
    float[] rows = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0};
    assertArrayEquals(rows, channel(pixels, 3));
    assertArrayEquals(rows, channel(pixels, 0));
  }

  @Test
  void shrinkingAveragesAreas() {
    Picture picture = new Picture(4, 1, new int[] {RED, RED, RED, BLUE});
    Tensor pixels = rgba(2).pixelValues(picture);
    // one row of four in a square of four: padded by one row above and two below
    assertArrayEquals(new float[] {0.5f, 0.5f, 0, 0}, channel(pixels, 3), 1e-6f);
    assertArrayEquals(new float[] {0.5f, 0, 0, 0}, channel(pixels, 0), 1e-6f);
    assertArrayEquals(new float[] {-0.5f, 0, 0, 0}, channel(pixels, 2), 1e-6f);
  }

  /** NB: four planes of it would need 1.8 GB. */
  @Test
  void aPictureAsLargeAsASlideNeedsLittleMemoryOfItsOwn() {
    float[] mask = channel(rgba(8).pixelValues(filled(8000, 7000, RED)), 3);
    assertEquals(0.5f, mask[0], 1e-6f); // half of the first row is padding
    assertEquals(1, mask[8], 1e-6f);
  }

  @Test
  void enlargingKeepsTheBordersOfAFullSquare() {
    Tensor pixels = rgba(8).pixelValues(filled(3, 3, RED));
    for (float mask : channel(pixels, 3)) {
      assertEquals(1, mask, 1e-6f);
    }
  }

  @Property(tries = 200)
  void nothingBehindTheMaskEverBleedsOverItsEdge(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 24) int size) {
    int[] loud = new int[width * height];
    int[] calm = new int[width * height];
    for (int i = 0; i < loud.length; i++) {
      boolean inside = (i * 7 + i / width) % 3 == 0;
      loud[i] = inside ? RED : CLEAR;
      calm[i] = inside ? RED : 0;
    }
    Tensor pixels = rgba(size).pixelValues(new Picture(width, height, loud));
    assertEquals(rgba(size).pixelValues(new Picture(width, height, calm)), pixels);
    float[] red = channel(pixels, 0);
    float[] mask = channel(pixels, 3);
    for (int i = 0; i < red.length; i++) {
      assertEquals(mask[i], red[i], 1e-5f, "red is as strong as the mask");
    }
  }

  @Test
  void withoutAMaskChannelTheBackgroundTakesTheFill() {
    ImagePreparation rgb =
        new ImagePreparation(new ImageInput(2, Channels.RGB, List.of(255.0, 0.0, 51.0), 1, 1));
    Tensor pixels = rgb.pixelValues(new Picture(2, 2, new int[] {BLUE, CLEAR, BLUE, CLEAR}));
    assertEquals(3, pixels.shape().extent(1));
    assertArrayEquals(new float[] {-1, 1, -1, 1}, channel(pixels, 0), 1e-6f);
    assertArrayEquals(new float[] {-1, -1, -1, -1}, channel(pixels, 1), 1e-6f);
    assertArrayEquals(new float[] {1, -0.6f, 1, -0.6f}, channel(pixels, 2), 1e-6f);
    assertEquals(0xFFFF0033, rgb.picture(filled(2, 2, CLEAR)).argb(0, 0));
  }

  @Test
  void thePictureForTheEyeIsOpaqueOnTheFill() {
    Picture shown = rgba(2).picture(new Picture(2, 2, new int[] {RED, CLEAR, BLUE, RED}));
    assertArrayEquals(new int[] {RED, 0xFF808080, BLUE, RED}, shown.argb());
  }

  @Test
  void smallCropsOfASlotAreReportedOnceWithTheSmallest() {
    List<String> warnings =
        rgba(64)
            .warnings(
                List.of(
                    bound("dog", 20, 30),
                    bound("cat", 5, 32),
                    bound("fox", 7, 3),
                    bound("dog", 9, 9)));
    assertEquals(2, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).startsWith("the smallest of 2 images for {dog} is only 9 × 9"));
    assertTrue(warnings.get(1).startsWith("the image for {fox} is only 7 × 3"));
  }

  private static BoundImage bound(String slot, int width, int height) {
    return new BoundImage(slot, filled(width, height, RED), 1, new Origin("", "", "", ""));
  }
}
