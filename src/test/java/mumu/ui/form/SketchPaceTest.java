package mumu.ui.form;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SketchPaceTest {
  private static final long MILLISECOND = 1_000_000;

  @Test
  void aCheapPreviewComesSomeTimesASecond() {
    SketchPace pace = new SketchPace(0);
    assertFalse(pace.isDue(149 * MILLISECOND));
    assertTrue(pace.isDue(150 * MILLISECOND));
    pace.made(150 * MILLISECOND, 151 * MILLISECOND);
    assertFalse(pace.isDue(300 * MILLISECOND));
    assertTrue(pace.isDue(301 * MILLISECOND));
  }

  @Test
  void aDearPreviewTakesAFifthOfTheTime() {
    SketchPace pace = new SketchPace(0);
    pace.made(1000 * MILLISECOND, 3000 * MILLISECOND);
    assertFalse(pace.isDue(10_999 * MILLISECOND));
    assertTrue(pace.isDue(11_000 * MILLISECOND));
  }
}
