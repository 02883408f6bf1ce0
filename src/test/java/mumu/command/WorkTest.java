package mumu.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import java.awt.event.KeyEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkTest {
  @AfterEach
  void releaseTheKey() {
    IJ.resetEscape();
  }

  @Test
  void escCancelsWhileTheCallingThreadIsBusy() {
    try (Work work = new Work()) {
      assertFalse(work.cancellation().isCanceled());
      IJ.setKeyDown(KeyEvent.VK_ESCAPE);
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            while (!work.cancellation().isCanceled()) {
              Thread.onSpinWait();
            }
          });
    }
  }

  @Test
  void anOldEscDoesNotCancelNewWork() throws InterruptedException {
    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
    try (Work work = new Work()) {
      Thread.sleep(50);
      assertFalse(work.cancellation().isCanceled());
    }
  }

  @Test
  void noThreadIsLeftBehind() {
    new Work().close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("MUMU Esc")));
  }
}
