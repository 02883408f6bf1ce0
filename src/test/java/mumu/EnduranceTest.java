package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.WindowManager;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EnduranceTest {
  @Test
  void picturesCancelsAndReopenedModelsLeaveNothingBehind() throws InterruptedException {
    try (Scene scene = new Scene()) {
      Endurance endurance = new Endurance(scene, Scene.MODEL);
      int images = WindowManager.getImageCount();
      Set<String> before = threads();
      endurance.generate(30);
      assertEquals(10, endurance.cancel(10).length);
      endurance.reopen(10);
      assertTrue(endurance.isUnchanged(), "the same seed gives the same pixels");
      assertEquals(images, WindowManager.getImageCount());
      Set<String> left = threads();
      left.removeAll(before);
      left.removeIf(name -> !name.contains("MUMU"));
      assertEquals(Set.of(), left);
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
