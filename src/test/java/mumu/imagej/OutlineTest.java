package mumu.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.awt.Rectangle;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import mumu.pipeline.Thing;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** From what a thing covers of its square to a ROI on the canvas. */
class OutlineTest {
  private static Thing thing(Thing.Square square, int size, IntBinaryOperator percent) {
    float[] cover = new float[size * size];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = percent.applyAsInt(i % size, i / size) / 100f;
    }
    return new Thing("thing", square, Tensor.of(cover, size, size));
  }

  private static Roi outline(Thing thing) {
    return Outline.of(thing, 40, 30).orElseThrow();
  }

  private static int pixels(Roi roi) {
    return roi.getContainedPoints().length;
  }

  @Test
  void aSquareOfTheSameScaleIsCutAtTheHalf() {
    Roi roi = outline(thing(new Thing.Square(3, 5, 8, 8), 8, (x, y) -> x < 4 && y < 6 ? 51 : 50));
    assertEquals(new Rectangle(5, 3, 4, 6), roi.getBounds());
    assertEquals(24, pixels(roi));
  }

  @Test
  void whatIsScaledIsScaledBilinearly() {
    Thing.Square twice = new Thing.Square(0, 0, 8, 8);
    // A column of 1 beside one of 0: ¾ and ¼ between their centres, so the edge stays in between.
    assertEquals(
        new Rectangle(0, 0, 4, 8), outline(thing(twice, 4, (x, y) -> x < 2 ? 100 : 0)).getBounds());
    // 1 beside 0.6: with 0 behind, 0.6 · ¾ is below the half, 0.6 itself is not.
    assertEquals(
        new Rectangle(0, 0, 5, 8),
        outline(thing(twice, 4, (x, y) -> x < 2 ? 100 : x == 2 ? 60 : 0)).getBounds());
    Thing.Square half = new Thing.Square(2, 2, 4, 4);
    assertEquals(new Rectangle(2, 2, 4, 4), outline(thing(half, 8, (x, y) -> 100)).getBounds());
  }

  @Test
  void whatReachesOutsideIsCutOffAndNothingIsNoOutline() {
    Roi roi = outline(thing(new Thing.Square(-4, 36, 8, 8), 8, (x, y) -> 100));
    assertEquals(new Rectangle(36, 0, 4, 4), roi.getBounds());
    assertEquals(
        Optional.empty(), Outline.of(thing(new Thing.Square(3, 3, 8, 8), 8, (x, y) -> 50), 40, 30));
    assertEquals(
        Optional.empty(),
        Outline.of(thing(new Thing.Square(100, 3, 8, 8), 8, (x, y) -> 100), 40, 30));
  }

  @Test
  void holesAndPartsMakeOneComposite() {
    Roi ring =
        outline(
            thing(
                new Thing.Square(1, 1, 9, 9),
                9,
                (x, y) -> Math.max(Math.abs(x - 4), Math.abs(y - 4)) == 2 ? 100 : 0));
    assertTrue(ring instanceof ShapeRoi, ring.toString());
    assertEquals(16, pixels(ring));
    assertFalse(ring.contains(5, 5));
    Roi parts = outline(thing(new Thing.Square(0, 0, 9, 9), 9, (x, y) -> x % 4 == 0 ? 100 : 0));
    assertEquals(new Rectangle(0, 0, 9, 9), parts.getBounds());
    assertEquals(27, pixels(parts));
  }

  @Test
  void whatIsNoNumberIsNotCovered() {
    float[] cover = {Float.NaN, 1, Float.NaN, 1};
    Thing thing = new Thing("x", new Thing.Square(0, 0, 2, 2), Tensor.of(cover, 2, 2));
    assertEquals(new Rectangle(1, 0, 1, 2), outline(thing).getBounds());
  }
}
