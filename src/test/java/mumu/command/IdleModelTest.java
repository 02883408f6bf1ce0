package mumu.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IdleModelTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final OptionalLong PLENTY = OptionalLong.of(8L << 30);
  private static final OptionalLong LITTLE = OptionalLong.of(500L << 20);

  @Test
  void aModelIsFreedAfterTenMinutes() {
    assertFalse(IdleModel.isDue(9 * MINUTE, PLENTY));
    assertTrue(IdleModel.isDue(10 * MINUTE, PLENTY));
    assertFalse(IdleModel.isDue(9 * MINUTE, OptionalLong.empty()));
  }

  @Test
  void whereMemoryIsShortAfterOne() {
    assertFalse(IdleModel.isDue(MINUTE / 2, LITTLE));
    assertTrue(IdleModel.isDue(MINUTE, LITTLE));
  }

  @Test
  void smallModelsAreNotWatched() {
    new IdleModel(() -> {}).used(10 << 20);
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("MUMU idle model")));
  }
}
