package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mumu.request.Picture;
import mumu.runtime.Cancellation;

/** Looks at every step. */
public final class Onlooker implements Progress {
  private final List<Picture> seen = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();

  /** The pictures so far, one per call of the denoiser. */
  public List<Picture> seen() {
    return seen;
  }

  @Override
  public void stage(Stage stage) {}

  @Override
  public void step(int done, int total) {}

  @Override
  public void sketch(Supplier<Picture> sketch) {
    seen.add(sketch.get());
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }
}
