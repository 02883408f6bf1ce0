package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TorchNoiseTest {
  /** PyTorch's vectorised logarithm and sine differ from the exact ones in the last bits. */
  private static final double TOLERANCE = 1e-6;

  private static final JsonObject GOLDEN =
      Golden.<JsonObject>read("noise.json", JsonObject.class).getAsJsonObject("noise");

  private static void assertDraws(long seed) {
    TorchNoise noise = TorchNoise.of(seed, 1);
    for (JsonElement draw : GOLDEN.getAsJsonArray(String.valueOf(seed))) {
      JsonArray expected = draw.getAsJsonArray();
      float[] found = noise.next(Shape.of(1, expected.size())).values();
      for (int i = 0; i < found.length; i++) {
        double value = expected.get(i).getAsDouble();
        assertEquals(value, found[i], TOLERANCE * Math.max(1, Math.abs(value)), seed + ", " + i);
      }
    }
  }

  @Test
  void drawsOfEveryLengthContinueAsInPyTorch() {
    assertDraws(0);
  }

  @Test
  void singleNumbersAreDrawnInPairsAsInPyTorch() {
    assertDraws(42);
  }

  @Test
  void theLargestSeedDrawsAsInPyTorch() {
    assertDraws(0xFFFFFFFFL);
  }

  @Test
  void aLongDrawHasPyTorchsSum() {
    double sum = 0;
    for (float value : TorchNoise.of(7, 1).next(Shape.of(1, 100_000)).values()) {
      sum += Math.abs(value);
    }
    assertEquals(GOLDEN.get("sum of 100000 magnitudes, seed 7").getAsDouble(), sum, 1e-2);
  }

  @Test
  void aBatchDrawsWhatSinglesWithSeedPlusIndexDraw() {
    TorchNoise batch = TorchNoise.of(5, 3);
    batch.next(Shape.of(3, 4, 5));
    Tensor second = batch.next(Shape.of(3, 2, 9));
    for (int image = 0; image < 3; image++) {
      TorchNoise single = TorchNoise.of(5 + image, 1);
      single.next(Shape.of(1, 4, 5));
      assertArrayEquals(
          single.next(Shape.of(1, 2, 9)).values(), second.slice(image, image + 1).values());
    }
  }

  @Test
  void seedsGoOnAtZeroPastTheLargest() {
    assertEquals(0, TorchNoise.imageSeed(0xFFFFFFFFL, 1));
    assertEquals(4, TorchNoise.imageSeed(0xFFFFFFFEL, 6));
  }

  @Test
  void noiseOfOneImageCannotFillTwo() {
    TorchNoise noise = TorchNoise.of(0, 1);
    assertThrows(IllegalArgumentException.class, () -> noise.next(Shape.of(2, 16)));
  }
}
