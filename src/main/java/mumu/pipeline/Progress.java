package mumu.pipeline;

import java.util.function.Supplier;
import mumu.request.Picture;
import mumu.runtime.Cancellation;

/** Told what is going on while pictures are made; also carries the user's wish to stop. */
public interface Progress {
  /** What takes the time now. */
  enum Stage {
    /** Weights are read; comes again where memory is too short for all parts at once. */
    LOAD("loading the model"),
    /** As {@link #LOAD}, and the graph is prepared for this computer, which is done once. */
    COMPILE("loading the model, the first time takes longer"),
    ENCODE("reading prompt and images"),
    DENOISE("painting"),
    DECODE("finishing the picture");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    /** For people, without a capital letter and without a full stop. */
    public String words() {
      return words;
    }
  }

  /** One of several pictures that are made one after another begins; {@code number} from 1. */
  default void picture(int number, int count) {}

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
