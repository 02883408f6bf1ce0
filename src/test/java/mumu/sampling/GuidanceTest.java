package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;

class GuidanceTest {
  @Test
  void guidanceGoesPastTheConditionalAwayFromTheUnconditional() {
    Tensor both = Tensor.of(new float[] {1, 2, 3, 5}, 2, 2); // unconditional, conditional
    assertArrayEquals(new float[] {5, 8}, new Guidance(2, 0).combine(both).values());
  }

  @Test
  void guidanceIsOffAtOneAndBelow() {
    assertEquals(false, new Guidance(1, 0).isOn());
    assertEquals(false, new Guidance(0, 0).isOn());
    assertEquals(true, new Guidance(1.01, 0).isOn());
  }
}
