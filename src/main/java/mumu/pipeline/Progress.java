package mumu.pipeline;

import java.util.function.Supplier;
import mumu.request.Picture;
import mumu.runtime.Cancellation;

/** Told what is going on while pictures are made; also carries the user's wish to stop. */
public interface Progress {
  /** What takes the time now. */
  enum Stage {
    LOAD,
    ENCODE,
    DENOISE,
    DECODE
  }

  /** A stage begins. */
  void stage(Stage stage);

  /** {@code done} of {@code total} steps of the denoising of all pictures are finished. */
  void step(int done, int total);

  /**
   * The first picture as it looks after a step; made only when asked for, here and now, at the cost
   * of decoding it. The pictures made in the end are the same whether or not somebody looks.
   *
   * @param sketch throws a {@link GenerationException} where nothing can be seen yet
   */
  default void sketch(Supplier<Picture> sketch) {}

  Cancellation cancellation();

  /** Progress nobody watches. */
  static Progress silent() {
    Cancellation never = new Cancellation();
    return new Progress() {
      @Override
      public void stage(Stage stage) {}

      @Override
      public void step(int done, int total) {}

      @Override
      public Cancellation cancellation() {
        return never;
      }
    };
  }
}
