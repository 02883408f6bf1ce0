package mumu.pipeline.mumu;

import java.util.Optional;
import mumu.pipeline.GraphPool;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;

/**
 * The open stages of a bundle.
 *
 * @param encoder present where the bundle can start from an image
 * @param pool the graphs of all stages, open while memory lasts
 * @param owned everything native, closed together
 */
record Stages(
    PromptReader reader,
    Denoiser denoiser,
    Decoder decoder,
    Optional<LatentEncoder> encoder,
    GraphPool pool,
    Owned owned)
    implements NativeResource {
  @Override
  public void close() {
    owned.close();
  }
}
