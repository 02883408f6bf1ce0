package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitImageTest {
  private static Picture filled(int width, int height, int argb) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, argb);
    return new Picture(width, height, pixels);
  }

  @Test
  void aPictureOfTheCanvasSizeStaysAsItIs() {
    Picture picture = filled(8, 8, 0x00123456);
    InitImage init = InitImage.fit(picture, 8, 8);
    assertEquals(picture, init.picture());
    assertTrue(init.warning().isEmpty());
  }

  @Test
  void anotherSizeCoversTheCanvasFromItsMiddleWithAWarning() {
    int[] thirds = {
      0xFFFF0000, 0xFF00FF00, 0xFF00FF00, 0xFF0000FF, 0xFFFF0000, 0xFF00FF00, 0xFF00FF00, 0xFF0000FF
    };
    InitImage init = InitImage.fit(new Picture(4, 2, thirds), 4, 4);
    assertTrue(init.warning().orElseThrow().contains("4 × 2"));
    for (int pixel : init.picture().argb()) {
      assertEquals(0xFF, pixel >>> 24);
    }
    assertEquals(0xFF00FF00, init.picture().argb(1, 1));
    assertEquals(0xFF00FF00, init.picture().argb(2, 2));
  }

  @ParameterizedTest
  @CsvSource({"96, 80", "40, 24", "64, 56", "160, 64", "96, 40", "60, 40"})
  void diffusersResizesToTheCanvasToTheLastBit(int width, int height) {
    InitImage init = InitImage.stretch(GoldenCase.picture("init.png"), width, height);
    assertEquals(GoldenCase.picture("resized-" + width + "x" + height + ".png"), init.picture());
    assertTrue(init.warning().orElseThrow().contains(width + " × " + height));
  }

  @Test
  void whatMayNotBeRepaintedComesBackBitForBit() {
    Picture original = new Picture(2, 1, new int[] {0x00123456, 0xFF123456});
    InitImage init = InitImage.fit(original, 2, 1);
    assertTrue(init.keepsSome());
    assertArrayEquals(
        new int[] {0xFF123456, 0xFFABCDEF}, init.restore(filled(2, 1, 0xFFABCDEF)).argb());
    assertFalse(InitImage.fit(filled(2, 2, 0xFF000000), 2, 2).keepsSome());
  }

  @Test
  void aLatentCellMayChangeWhenAnyOfItsPixelsMay() {
    int[] argb = new int[16];
    argb[5] = 0x01000000;
    InitImage init = InitImage.fit(new Picture(4, 4, argb), 4, 4);
    assertArrayEquals(new float[] {1, 0, 0, 0}, init.latentMask(2).values());
  }
}
