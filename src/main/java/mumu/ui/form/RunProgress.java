package mumu.ui.form;

import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mumu.pipeline.GenerationException;
import mumu.pipeline.Progress;
import mumu.request.Picture;
import mumu.runtime.Cancellation;

/** Turns progress into activities; called by the thread that makes the pictures. */
final class RunProgress implements Progress {
  private final Cancellation cancellation = new Cancellation();
  private final SketchPace pace = new SketchPace(System.nanoTime());
  private final Consumer<UnaryOperator<Activity>> changes;

  /**
   * @param changes takes what happens to the activity
   */
  RunProgress(Consumer<UnaryOperator<Activity>> changes) {
    this.changes = changes;
  }

  @Override
  public void stage(Stage stage) {
    String words = stage.words();
    String text = Character.toUpperCase(words.charAt(0)) + words.substring(1) + "…";
    changes.accept(activity -> activity.at(text));
  }

  @Override
  public void step(int done, int total) {
    changes.accept(activity -> activity.step(done, total));
  }

  @Override
  public void sketch(Supplier<Picture> sketch) {
    long start = System.nanoTime();
    if (!pace.isDue(start)) {
      return;
    }
    try {
      Picture picture = sketch.get();
      changes.accept(activity -> activity.showing(picture));
    } catch (GenerationException e) {
      changes.accept(activity -> activity); // nothing can be seen yet; the work goes on
    }
    pace.made(start, System.nanoTime());
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }
}
