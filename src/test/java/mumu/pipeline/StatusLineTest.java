package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class StatusLineTest {
  private long now;
  private final StatusLine line = new StatusLine(() -> now);

  private String step(int done, int total, double seconds) {
    now = (long) (seconds * 1e9);
    return line.step(done, total);
  }

  @Test
  void theTimeLeftFollowsFromTheStepsAfterTheFirst() {
    assertEquals("MUMU: painting 1 of 20", step(1, 20, 9));
    assertEquals("MUMU: painting 7 of 20, 3 s left", step(7, 20, 10.2));
    assertEquals("MUMU: painting 20 of 20", step(20, 20, 12.8));
  }

  @Test
  void lessThanASecondIsNotWorthAWord() {
    step(1, 20, 0);
    assertEquals("MUMU: painting 2 of 20", step(2, 20, 0.05));
  }

  @Test
  void longTimesAreInMinutes() {
    step(1, 101, 0);
    assertEquals("MUMU: painting 51 of 101, 2 min 5 s left", step(51, 101, 125));
    assertEquals("MUMU: painting 61 of 101, 80 min left", step(61, 101, 7200));
  }

  @Test
  void picturesMadeTogetherCountTogether() {
    step(4, 80, 0);
    assertEquals("MUMU: painting 8 of 80, 18 s left", step(8, 80, 1));
  }

  @Test
  void anotherRequestBeginsAnew() {
    step(1, 4, 0);
    step(4, 4, 40);
    assertEquals("MUMU: painting 1 of 4", step(1, 4, 100));
    assertEquals("MUMU: painting 2 of 4, 2 s left", step(2, 4, 101));
  }

  @Test
  void picturesMadeOneAfterAnotherAreCounted() {
    assertEquals("MUMU: loading the model…", line.stage(Progress.Stage.LOAD));
    line.picture(2, 20);
    assertEquals(
        "MUMU: picture 2 of 20, reading prompt and images…", line.stage(Progress.Stage.ENCODE));
    assertEquals("MUMU: picture 2 of 20", step(11, 200, 1));
    assertEquals("MUMU: picture 2 of 20, 19 s left", step(12, 200, 1.1));
  }

  @Test
  void everyStageHasWordsOfItsOwn() {
    assertEquals("MUMU: loading the model…", line.stage(Progress.Stage.LOAD));
    long different =
        java.util.stream.Stream.of(Progress.Stage.values()).map(line::stage).distinct().count();
    assertEquals(Progress.Stage.values().length, different);
    assertFalse(line.stage(Progress.Stage.DECODE).contains("DECODE"));
  }
}
