package mumu.pipeline;

import java.util.Optional;
import mumu.bundle.Bundle;
import mumu.runtime.Device;

/**
 * Keeps the last used model open, so that the next picture starts at once; at most one model holds
 * memory at a time.
 */
public final class Pipelines implements AutoCloseable {
  private final Families families;
  private Optional<Open> open = Optional.empty();

  private record Open(String sha256, Device device, Pipeline pipeline) {}

  public Pipelines(Families families) {
    this.families = families;
  }

  /**
   * The pipeline of a bundle on a device: the open one if it is the same, else the open one is
   * closed first. It stays owned by this object: callers do not close it.
   *
   * @throws GenerationException when the bundle cannot be opened
   * @throws java.util.concurrent.CancellationException when the user cancels
   */
  public synchronized Pipeline open(Bundle bundle, Device device, Progress progress) {
    if (open.isPresent()
        && open.get().sha256().equals(bundle.sha256())
        && open.get().device().equals(device)) {
      return open.get().pipeline();
    }
    unload();
    progress.stage(Progress.Stage.LOAD);
    progress.cancellation().check();
    Pipeline pipeline = families.find(bundle.card().family()).open(bundle, device, progress);
    open = Optional.of(new Open(bundle.sha256(), device, pipeline));
    return pipeline;
  }

  /** Frees all memory of the open model now. */
  public synchronized void unload() {
    Optional<Open> last = open;
    open = Optional.empty();
    last.ifPresent(model -> model.pipeline().close());
  }

  @Override
  public void close() {
    unload();
  }
}
