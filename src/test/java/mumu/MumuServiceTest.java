package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import mumu.request.GenerationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.scijava.Context;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.task.Task;
import org.scijava.task.event.TaskEvent;

class MumuServiceTest {
  private final Scene scene = new Scene();
  private Context context;

  @BeforeEach
  void startSciJava() {
    context = new Context();
  }

  @AfterEach
  void stop() {
    context.dispose();
    scene.close();
  }

  @Test
  void aScriptGetsThePixelsThatAMacroGetsAndNothingIsShown() throws IOException {
    MumuService mumu = context.getService(MumuService.class);
    String options = "steps=2 seed=4 prompt=[a {man} and a {dog}]";
    int images = WindowManager.getImageCount();
    ImagePlus script = mumu.generate(mumu.request(Scene.withModel(options)));
    assertEquals(images, WindowManager.getImageCount());
    ImagePlus macro = Scene.image(scene.generate(options));
    assertArrayEquals(Scene.pixels(macro), Scene.pixels(script));
  }

  @Test
  void progressIsATaskThatEnds() throws IOException {
    Watcher watcher = new Watcher(false);
    context.getService(EventService.class).subscribe(watcher);
    MumuService mumu = context.getService(MumuService.class);
    mumu.generate(mumu.request(Scene.withModel("steps=3 prompt=[a cloud]")));
    assertTrue(watcher.values.contains(3L), watcher.values.toString());
    assertTrue(watcher.task.isDone());
  }

  @Test
  @Timeout(60)
  void aCanceledTaskEndsTheRequest() {
    Watcher watcher = new Watcher(true);
    context.getService(EventService.class).subscribe(watcher);
    MumuService mumu = context.getService(MumuService.class);
    GenerationRequest request =
        mumu.request(Scene.withModel("steps=1000 count=1000 prompt=[a cloud]"));
    assertThrows(CancellationException.class, () -> mumu.generate(request));
  }

  /** Sees every change of a task and, if asked, cancels it. */
  public static final class Watcher {
    private final boolean cancel;
    private final List<Long> values = new ArrayList<>();
    private Task task;

    Watcher(boolean cancel) {
      this.cancel = cancel;
    }

    @EventHandler
    public void onEvent(TaskEvent event) {
      task = event.getTask();
      values.add(task.getProgressValue());
      if (cancel && !task.isCanceled()) {
        task.cancel("enough");
      }
    }
  }
}
