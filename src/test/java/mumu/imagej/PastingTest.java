package mumu.imagej;

import static mumu.imagej.Examples.filled;
import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.rgb;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Undo;
import ij.VirtualStack;
import ij.WindowManager;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mumu.imagej.Pasting.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture put into a selection: where, in which kind of pixels, how softly, and back again. */
class PastingTest {
  private static final int ORANGE = 0xFF8000;
  private static final Pasting HARD = new Pasting(0, Place.AUTO);

  private final ImagePlus orange = rgb("orange", 8, 8, (x, y) -> ORANGE);

  @AfterEach
  void forgetTheActiveImage() {
    WindowManager.setTempCurrentImage(null);
  }

  @Test
  void onlyPixelsInsideTheSelectionChange() {
    ImagePlus target = rgb("t", 20, 16, (x, y) -> x);
    Roi oval = new OvalRoi(4, 3, 9, 7);
    HARD.paste(orange, target, oval);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 20; x++) {
        int expected = oval.contains(x, y) ? ORANGE : x;
        assertEquals(expected, target.getProcessor().get(x, y) & 0xFFFFFF, x + "," + y);
      }
    }
    assertTrue(target.changes);
  }

  @Test
  void greyImagesGetTheGreyOfImageJsConversionWithinTheirDisplayRange() {
    ImageProcessor shorts = filled(new ShortProcessor(4, 4), (x, y) -> 900);
    shorts.setMinAndMax(100, 610);
    ImageProcessor floats = filled(new FloatProcessor(4, 4), (x, y) -> 0);
    floats.setMinAndMax(-1, 1);
    double grey = orange.getProcessor().convertToByte(false).get(0, 0);
    assertEquals(128, grey); // (255 + 128 + 0) / 3, rounded
    assertEquals(128, pasted(new ByteProcessor(4, 4)).getf(1, 1));
    assertEquals(Math.rint(100 + 383 / 3.0 / 255 * 510), pasted(shorts).getf(1, 1));
    assertEquals((float) (-1 + 383 / 3.0 / 255 * 2), pasted(floats).getf(1, 1));
    assertEquals(610, shorts.getMax());
  }

  @Test
  void anInvertedLutShowsTheSameGrey() {
    ByteProcessor inverted = new ByteProcessor(4, 4);
    inverted.invertLut();
    assertEquals(127, pasted(inverted).get(1, 1));
  }

  private ImageProcessor pasted(ImageProcessor target) {
    HARD.paste(orange, new ImagePlus("t", target), new Roi(1, 1, 2, 2));
    return target;
  }

  @Test
  void ofAStackOnlyTheSliceOfTheSelectionChangesAndIsShown() {
    ImageStack slices = new ImageStack(4, 4);
    for (int i = 0; i < 3; i++) {
      slices.addSlice(new ByteProcessor(4, 4));
    }
    ImagePlus stack = new ImagePlus("t", slices);
    Roi second = new Roi(0, 0, 4, 4);
    second.setPosition(2);
    HARD.paste(orange, stack, second);
    assertEquals(2, stack.getCurrentSlice());
    assertEquals(0, stack.getStack().getProcessor(1).get(0));
    assertEquals(128, stack.getStack().getProcessor(2).get(0));
    HARD.paste(orange, stack, new Roi(0, 0, 1, 1));
    assertEquals(128, stack.getStack().getProcessor(2).get(0));
    assertEquals(0, stack.getStack().getProcessor(3).get(0));
  }

  @Test
  void ofACompositeTheChannelShownChanges() {
    ImageStack channels = new ImageStack(4, 4);
    channels.addSlice(new ByteProcessor(4, 4));
    channels.addSlice(new ByteProcessor(4, 4));
    CompositeImage composite = new CompositeImage(new ImagePlus("t", channels));
    composite.setC(2);
    HARD.paste(orange, composite, new Roi(0, 0, 2, 2));
    assertEquals(0, composite.getStack().getProcessor(1).get(0));
    assertEquals(128, composite.getStack().getProcessor(2).get(0));
  }

  @Test
  void thePictureCoversTheBoxAndIsNotStretched() {
    ImagePlus halves = rgb("halves", 8, 4, (x, y) -> x < 2 || x > 5 ? 0xFF0000 : 0x0000FF);
    ImagePlus target = rgb("t", 10, 10, (x, y) -> 0);
    HARD.paste(halves, target, new Roi(2, 2, 4, 4)); // the middle 4 × 4
    assertEquals(0x0000FF, target.getProcessor().get(2, 2) & 0xFFFFFF);
    assertEquals(0x0000FF, target.getProcessor().get(5, 5) & 0xFFFFFF);
    HARD.paste(halves, target, new Roi(0, 0, 8, 4));
    assertEquals(0xFF0000, target.getProcessor().get(0, 0) & 0xFFFFFF);
  }

  @Test
  void aFramedPictureLandsAtItsOwnPlace() {
    ImagePlus twice = rgb("twice", 40, 20, (x, y) -> (x / 2) << 8 | y / 2);
    ImagePlus target = rgb("t", 20, 10, (x, y) -> 0xFFFFFF);
    new Pasting(0, Place.FRAME).paste(twice, target, new Roi(3, 4, 5, 2));
    for (int x = 3; x < 8; x++) {
      assertEquals(x << 8 | 4, target.getProcessor().get(x, 4) & 0xFFFFFF);
    }
    assertEquals(0xFFFFFF, target.getProcessor().get(8, 4) & 0xFFFFFF);
  }

  @Test
  void aFramedPictureIsAsBrightAtTheImagesBorderAsElsewhere() {
    ImagePlus target = rgb("t", 50, 50, (x, y) -> 1);
    new Pasting(0, Place.FRAME).paste(orange, target, new Roi(0, 0, 50, 50));
    for (int i = 0; i < 2500; i++) {
      assertEquals(ORANGE, target.getProcessor().get(i) & 0xFFFFFF);
    }
  }

  @Test
  void whatASquareFrameHasCutOffStays() {
    ImagePlus target = rgb("t", 20, 10, (x, y) -> 1);
    new Pasting(0, Place.FRAME).paste(orange, target, new Roi(0, 0, 20, 10));
    assertEquals(1, target.getProcessor().get(4, 5) & 0xFFFFFF); // left of the square
    assertEquals(ORANGE, target.getProcessor().get(5, 5) & 0xFFFFFF);
    assertEquals(ORANGE, target.getProcessor().get(14, 5) & 0xFFFFFF);
    assertEquals(1, target.getProcessor().get(15, 5) & 0xFFFFFF);
  }

  @Test
  void theFeatherFallsEvenlyTowardsTheEdge() {
    FloatProcessor pixels = new FloatProcessor(20, 20);
    pixels.setMinAndMax(0, 255);
    ImagePlus white = gray("white", 4, 4, (x, y) -> 255);
    new Pasting(3, Place.BOX).paste(white, new ImagePlus("t", pixels), new Roi(4, 4, 12, 12));
    float[] shares = new float[7];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = pixels.getf(3 + i, 10) / 255;
    }
    assertArrayEquals(new float[] {0, 0.25f, 0.5f, 0.75f, 1, 1, 1}, shares, 1e-6f);
  }

  @Test
  void theImagesBorderIsNoEdgeForTheFeather() {
    ByteProcessor pixels = new ByteProcessor(10, 10);
    ImagePlus white = gray("white", 4, 4, (x, y) -> 255);
    new Pasting(2, Place.BOX).paste(white, new ImagePlus("t", pixels), new Roi(-3, -3, 8, 20));
    assertEquals(255, pixels.get(0, 0));
    assertEquals(85, pixels.get(4, 9));
    new Pasting(5, Place.BOX).paste(white, new ImagePlus("t", pixels), new Roi(0, 0, 10, 10));
    assertEquals(255, pixels.get(9, 9));
  }

  @Test
  void nanIsReplacedWhereNothingIsLeftOfIt() {
    FloatProcessor pixels = new FloatProcessor(6, 6);
    pixels.setMinAndMax(0, 1);
    pixels.set(Double.NaN);
    new Pasting(1, Place.BOX).paste(orange, new ImagePlus("t", pixels), new Roi(1, 1, 4, 4));
    assertFalse(Float.isNaN(pixels.getf(2, 2)));
    assertTrue(Float.isNaN(pixels.getf(1, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32})
  void imageJsUndoTakesItBack(int bits) {
    ImagePlus target = ij.IJ.createImage("t", bits + "-bit ramp", 12, 12, 1);
    if (bits == 24) {
      target = ij.IJ.createImage("t", "RGB ramp", 12, 12, 1);
    }
    Object before = target.getProcessor().getPixelsCopy();
    new Pasting(2, Place.BOX).paste(orange, target, new OvalRoi(2, 2, 8, 8));
    assertFalse(java.util.Objects.deepEquals(before, target.getProcessor().getPixels()));
    WindowManager.setTempCurrentImage(target);
    Undo.undo();
    assertTrue(java.util.Objects.deepEquals(before, target.getProcessor().getPixels()));
  }

  @Test
  void thePictureAndTheSelectionStayAsTheyAre() {
    ImagePlus target = gray("t", 12, 12, (x, y) -> x);
    target.setRoi(new OvalRoi(2, 2, 8, 8));
    target.setOverlay(new ij.gui.Overlay(new Roi(1, 1, 2, 2)));
    HARD.paste(orange, target, target.getRoi());
    assertEquals(new OvalRoi(2, 2, 8, 8).getBounds(), target.getRoi().getBounds());
    assertEquals(1, target.getOverlay().size());
    assertEquals(ORANGE, orange.getProcessor().get(0, 0) & 0xFFFFFF);
    assertFalse(orange.changes);
    assertFalse(target.isLocked());
  }

  @Test
  void aGeneratedPictureMarksWhatItWasPastedIntoAsComposite(@TempDir Path folder)
      throws IOException {
    ImagePlus target = rgb("t", 12, 12, (x, y) -> x);
    HARD.paste(orange, target, new Roi(2, 2, 4, 4));
    assertNull(target.getProp(AiOrigin.KEY));
    orange.setProp(AiOrigin.KEY, AiOrigin.TRAINED_MEDIA);
    HARD.paste(orange, target, new Roi(2, 2, 4, 4));
    assertEquals(AiOrigin.COMPOSITE, target.getProp(AiOrigin.KEY));
    for (String name : new String[] {"t.tif", "t.png"}) {
      ImageFiles.save(target, folder.resolve(name));
      String file = Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
      assertTrue(file.contains("/compositeWithTrainedAlgorithmicMedia</"), name);
      ImagePlus again = ImageFiles.open(folder.resolve(name));
      assertEquals(AiOrigin.COMPOSITE, again.getProp(AiOrigin.KEY));
    }
  }

  @Test
  void whatCannotBeChangedIsRefusedAndNothingChanges() {
    ImagePlus target = gray("t", 6, 6, (x, y) -> x);
    Roi roi = new Roi(1, 1, 2, 2);
    refused("has no area", orange, target, new Line(1, 1, 4, 4));
    refused("lies outside the image", orange, target, new Roi(9, 9, 4, 4));
    refused("into itself", target, target, roi);
    ImagePlus indexed = gray("i", 4, 4, (x, y) -> x);
    byte[] noise = new byte[256];
    new java.util.Random(1).nextBytes(noise);
    indexed.getProcessor().setLut(new ij.process.LUT(noise, new byte[256], new byte[256]));
    indexed.setTypeToColor256();
    assertEquals(ImagePlus.COLOR_256, indexed.getType());
    refused("has indexed colours", orange, indexed, roi);
    VirtualStack virtual = new VirtualStack(6, 6, 2, "8-bit");
    refused("is a virtual stack", orange, new ImagePlus("v", virtual), roi);
    ImagePlus flat = gray("flat", 6, 6, (x, y) -> 5);
    flat.setDisplayRange(5, 5);
    refused("'flat' is displayed from 5.0 to 5.0", orange, flat, roi);
    assertArrayEquals(
        (byte[]) gray("t", 6, 6, (x, y) -> x).getProcessor().getPixels(),
        (byte[]) target.getProcessor().getPixels());
  }

  @Test
  void anImageInUseIsRefused() throws InterruptedException {
    ImagePlus target = gray("t", 6, 6, (x, y) -> x);
    Thread other = new Thread(target::lockSilently);
    other.start();
    other.join();
    refused("is in use by another command", orange, target, new Roi(1, 1, 2, 2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 10_001, Double.NaN, Double.POSITIVE_INFINITY})
  void aFeatherThatCannotBeIsRefused(double feather) {
    assertThrows(IllegalArgumentException.class, () -> new Pasting(feather, Place.AUTO));
  }

  private static void refused(String part, ImagePlus picture, ImagePlus target, Roi roi) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> HARD.paste(picture, target, roi))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
