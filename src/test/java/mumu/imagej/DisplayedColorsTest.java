package mumu.imagej;

import static mumu.imagej.Examples.filled;
import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.levels;
import static mumu.imagej.Examples.rgb;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.Color;
import mumu.request.CropMode;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels are taken as the window shows them; expected values follow from each display range. */
class DisplayedColorsTest {
  @Test
  void eightBitsAreTakenAsTheyAre() {
    ImagePlus image = gray("image", 4, 2, (x, y) -> 100 * y + x);
    assertArrayEquals(new int[] {1, 2, 101, 102}, levels(cut(image, new Roi(1, 0, 2, 2))));
  }

  @Test
  void eightBitsFollowTheDisplayRange() {
    ImagePlus image = gray("image", 5, 1, (x, y) -> new int[] {0, 64, 100, 191, 250}[x]);
    image.setDisplayRange(64, 192); // 256 levels over 128 values: two levels a value
    assertArrayEquals(new int[] {0, 0, 72, 254, 255}, levels(whole(image)));
    assertTrue(rule(image).contains("8-bit; display range 64–192; grey LUT"), rule(image));
  }

  @Test
  void anInvertedLutIsSeenInverted() {
    ImagePlus image = gray("image", 3, 1, (x, y) -> 10 * x);
    image.getProcessor().invertLut();
    assertArrayEquals(new int[] {255, 245, 235}, levels(whole(image)));
    assertTrue(rule(image).contains("inverted LUT"), rule(image));
  }

  @Test
  void aColourLutGivesItsColours() {
    ImagePlus image = gray("image", 2, 1, (x, y) -> 200 * x);
    image.setLut(LUT.createLutFromColor(Color.MAGENTA));
    assertArrayEquals(new int[] {0xFF000000, 0xFFC800C8}, whole(image).argb());
    assertTrue(rule(image).contains("colour LUT"), rule(image));
  }

  @Test
  void sixteenBitsFollowTheDisplayRange() {
    int[] values = {0, 1000, 1001, 1128, 1255, 65535};
    ImagePlus image = new ImagePlus("image", filled(new ShortProcessor(6, 1), (x, y) -> values[x]));
    image.setDisplayRange(1000, 1255); // one level a value
    assertArrayEquals(new int[] {0, 0, 1, 128, 255, 255}, levels(whole(image)));
    assertTrue(rule(image).contains("16-bit; display range 1000–1255"), rule(image));
  }

  @Test
  void thirtyTwoBitsFollowTheDisplayRangeAndNanIsTheLowEnd() {
    float[] values = {
      -1, 0, 0.5f, 1, 7, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };
    ImagePlus image = new ImagePlus("image", new FloatProcessor(8, 1, values));
    image.setDisplayRange(0, 1);
    assertArrayEquals(new int[] {0, 0, 128, 255, 255, 0, 255, 0}, levels(whole(image)));
    image.getProcessor().invertLut();
    assertArrayEquals(new int[] {255, 255, 127, 0, 0, 255, 0, 255}, levels(whole(image)));
  }

  @Test
  void rgbIsTakenAsItIs() {
    ImagePlus image = rgb("image", 2, 1, (x, y) -> x == 0 ? 0x123456 : 0xFEDCBA);
    assertArrayEquals(new int[] {0xFF123456, 0xFFFEDCBA}, whole(image).argb());
    assertEquals("whole image; RGB", rule(image));
  }

  @Test
  void calibrationIsIgnored() {
    ImagePlus image = gray("image", 2, 1, (x, y) -> 50 + x);
    image
        .getCalibration()
        .setFunction(ij.measure.Calibration.STRAIGHT_LINE, new double[] {9, 7}, "u");
    image.getCalibration().pixelWidth = 0.25;
    image.getCalibration().xOrigin = 12;
    assertArrayEquals(new int[] {50, 51}, levels(cut(image, new Roi(0, 0, 2, 1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"red", "black & white", "over/under", "no color"})
  void aThresholdIsNotPartOfThePicture(String mode) {
    for (int bits : new int[] {8, 16, 32}) {
      ImagePlus image = IJ.createImage("image", bits + "-bit ramp", 256, 1, 1);
      image.getProcessor().invertLut();
      Picture before = whole(image);
      double high = image.getDisplayRangeMax();
      IJ.setThreshold(image, high / 3, high / 2, mode);
      assertArrayEquals(before.argb(), whole(image).argb(), bits + "-bit");
      assertTrue(image.isThreshold(), "it is still the image's own");
    }
  }

  @Test
  void aRoiWithoutPositionTakesTheSliceShown() {
    ImagePlus image = stack(5);
    image.setSlice(4);
    assertArrayEquals(new int[] {40}, levels(cut(image, new Roi(0, 0, 1, 1))));
    assertArrayEquals(new int[] {40}, levels(cut(image, new Roi(0, 0, 1, 1)))); // and stays there
  }

  @Test
  void aRoiWithAPositionTakesThatSliceAndTheImageStaysWhereItIs() {
    ImagePlus image = stack(5);
    image.setSlice(4);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(2);
    assertArrayEquals(new int[] {20}, levels(cut(image, roi)));
    assertEquals(4, image.getCurrentSlice());
    assertEquals(40, image.getProcessor().get(0, 0));
  }

  @Test
  void allSlicesOfAStackShareTheDisplayRangeShown() {
    ImageStack slices = new ImageStack(1, 1);
    slices.addSlice(filled(new ShortProcessor(1, 1), (x, y) -> 100));
    slices.addSlice(filled(new ShortProcessor(1, 1), (x, y) -> 9000));
    ImagePlus image = new ImagePlus("image", slices);
    image.setDisplayRange(0, 255);
    Roi second = new Roi(0, 0, 1, 1);
    second.setPosition(2);
    assertArrayEquals(new int[] {255}, levels(cut(image, second)));
    assertArrayEquals(new int[] {100}, levels(cut(image, new Roi(0, 0, 1, 1))));
  }

  @Test
  void aPositionTheStackDoesNotHaveIsRefused() {
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(6);
    String message =
        assertThrows(IllegalArgumentException.class, () -> cut(stack(5), roi)).getMessage();
    assertTrue(message.contains("stack position 6 of a stack that has 5"), message);
    roi.setPosition(1, 9, 1);
    message = assertThrows(IllegalArgumentException.class, () -> cut(stack(5), roi)).getMessage();
    assertTrue(message.contains("slice 9 of a stack that has 5"), message);
  }

  @Test
  void aPositionOnAnImageThatIsNoStackMeansNothing() {
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(6);
    assertArrayEquals(new int[] {7}, levels(cut(gray("image", 1, 1, (x, y) -> 7), roi)));
  }

  @Test
  void aCompositeShowsAllActiveChannelsOfTheRoisPosition() {
    CompositeImage image = hyperstack(CompositeImage.COMPOSITE);
    Roi roi = new Roi(1, 0, 1, 1);
    roi.setPosition(2, 2, 1);
    // channels at Z 2, T 1 and x = 1, less 1000 where the ranges begin
    assertArrayEquals(new int[] {0xFF000000 | 21 << 16 | 51 << 8 | 81}, cut(image, roi).argb());
    image.getActiveChannels()[1] = false;
    assertArrayEquals(new int[] {0xFF000000 | 21 << 16 | 81}, cut(image, roi).argb());
    image.getActiveChannels()[2] = false;
    assertArrayEquals(new int[] {0xFF000000 | 21 << 16}, cut(image, roi).argb());
    image.getActiveChannels()[0] = false;
    assertArrayEquals(new int[] {0xFF000000}, cut(image, roi).argb());
  }

  @Test
  void eachChannelOfACompositeHasItsOwnDisplayRange() {
    CompositeImage image = hyperstack(CompositeImage.COMPOSITE);
    LUT[] luts = image.getLuts();
    luts[1].min = 1000;
    luts[1].max = 1127; // 128 values: two levels a value
    image.setLuts(luts);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(0, 1, 1);
    assertArrayEquals(new int[] {0xFF000000 | 10 << 16 | 2 * 40 << 8 | 70}, cut(image, roi).argb());
    String rule = Crops.bound(Found.part(image, "h", roi, "r"), CropMode.AUTO).origin().rule();
    assertTrue(
        rule.contains(
            "16-bit; composite of channel 1, display range 1000–1255; channel 2, display range"
                + " 1000–1127; channel 3, display range 1000–1255; C 1 Z 1 T 1"),
        rule);
  }

  @Test
  void sumsOfACompositeSaturate() {
    CompositeImage image = hyperstack(CompositeImage.COMPOSITE);
    image.setLuts(new LUT[] {range(Color.WHITE), range(Color.WHITE), range(Color.WHITE)});
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(0, 2, 2); // 120, 150 and 180
    assertArrayEquals(new int[] {255}, levels(cut(image, roi)));
  }

  @Test
  void aColourModeImageShowsOnlyTheRoisChannel() {
    CompositeImage image = hyperstack(CompositeImage.COLOR);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(2, 1, 2);
    assertArrayEquals(new int[] {0xFF000000 | 140 << 8}, cut(image, roi).argb());
    image.setPosition(3, 1, 1);
    assertArrayEquals(
        new int[] {0xFF000000 | 70}, cut(image, new Roi(0, 0, 1, 1)).argb()); // the one shown
  }

  @Test
  void aGreyModeImageShowsTheRoisChannelInGrey() {
    CompositeImage image = hyperstack(CompositeImage.GRAYSCALE);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(2, 1, 2);
    assertArrayEquals(new int[] {140}, levels(cut(image, roi)));
  }

  @Test
  void anEightBitCompositeIsBlendedToo() {
    ImageStack channels = new ImageStack(1, 1);
    channels.addSlice(filled(new ByteProcessor(1, 1), (x, y) -> 11));
    channels.addSlice(filled(new ByteProcessor(1, 1), (x, y) -> 22));
    CompositeImage image = new CompositeImage(new ImagePlus("c", channels), IJ.COMPOSITE);
    assertArrayEquals(new int[] {0xFF000000 | 11 << 16 | 22 << 8}, whole(image).argb());
  }

  @Test
  void thePositionCountsFromTheStackOrderOfAHyperstack() {
    CompositeImage image = hyperstack(CompositeImage.COLOR);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(8); // 3 channels × 2 slices: C 2, Z 1, T 2
    assertArrayEquals(new int[] {0xFF000000 | 140 << 8}, cut(image, roi).argb());
  }

  @Test
  void nothingOfTheImageChanges() {
    CompositeImage image = hyperstack(CompositeImage.COMPOSITE);
    image.setPosition(2, 1, 1);
    Roi selection = new Roi(0, 0, 2, 1);
    image.setRoi(selection);
    ImagePlus before = image.duplicate();
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(3, 2, 2);
    cut(image, roi);
    assertEquals(2, image.getChannel());
    assertEquals(1, image.getSlice());
    assertEquals(1, image.getFrame());
    assertEquals(selection, image.getRoi());
    assertNull(image.getOverlay());
    assertFalse(image.changes);
    for (int i = 1; i <= 12; i++) {
      assertArrayEquals(
          (short[]) before.getStack().getPixels(i), (short[]) image.getStack().getPixels(i));
    }
    for (int c = 0; c < 3; c++) {
      assertEquals(before.getLuts()[c].max, image.getLuts()[c].max);
    }
  }

  @Test
  void aSingleImageIsNotTurnedIntoAStack() {
    ImagePlus image = gray("image", 2, 2, (x, y) -> 5);
    whole(image);
    assertFalse(image.hasImageStack());
  }

  @Test
  void aClosedImageIsRefused() {
    ImagePlus image = gray("gone", 2, 2, (x, y) -> 5);
    image.flush(); // as closing its window does
    String message = assertThrows(IllegalArgumentException.class, () -> whole(image)).getMessage();
    assertTrue(message.startsWith("The image 'gone' is closed."), message);
  }

  private static ImagePlus stack(int slices) {
    ImageStack stack = new ImageStack(1, 1);
    for (int i = 1; i <= slices; i++) {
      int value = 10 * i;
      stack.addSlice(filled(new ByteProcessor(1, 1), (x, y) -> value));
    }
    return new ImagePlus("stack", stack);
  }

  /** 3 channels, 2 slices, 2 frames; value 1000 + 30 (c − 1) + 10 z + 100 (t − 1) + x. */
  private static CompositeImage hyperstack(int mode) {
    ImageStack planes = new ImageStack(2, 1);
    for (int t = 1; t <= 2; t++) {
      for (int z = 1; z <= 2; z++) {
        for (int c = 1; c <= 3; c++) {
          int value = 1000 + 30 * (c - 1) + 10 * z + 100 * (t - 1);
          planes.addSlice(filled(new ShortProcessor(2, 1), (x, y) -> value + x));
        }
      }
    }
    ImagePlus image = new ImagePlus("hyperstack", planes);
    image.setDimensions(3, 2, 2);
    image.setOpenAsHyperStack(true);
    CompositeImage composite = new CompositeImage(image, mode);
    composite.setLuts(new LUT[] {range(Color.RED), range(Color.GREEN), range(Color.BLUE)});
    return composite;
  }

  /** 256 levels for the 256 values from 1000. */
  private static LUT range(Color color) {
    LUT lut = LUT.createLutFromColor(color);
    lut.min = 1000;
    lut.max = 1255;
    return lut;
  }

  private static Picture whole(ImagePlus image) {
    return Crops.bound(Found.whole(image, image.getTitle()), CropMode.AUTO).picture();
  }

  private static String rule(ImagePlus image) {
    return Crops.bound(Found.whole(image, image.getTitle()), CropMode.AUTO).origin().rule();
  }

  private static Picture cut(ImagePlus image, Roi roi) {
    return Crops.bound(Found.part(image, image.getTitle(), roi, "r"), CropMode.AUTO).picture();
  }
}
