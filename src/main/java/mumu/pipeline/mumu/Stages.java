package mumu.pipeline.mumu;

import java.util.List;
import java.util.Optional;
import mumu.runtime.GraphSession;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;

/**
 * The open stages of a bundle.
 *
 * @param encoder present where the bundle can start from an image
 * @param graphs of all stages
 * @param owned everything native, closed together
 */
record Stages(
    PromptReader reader,
    Denoiser denoiser,
    Decoder decoder,
    Optional<LatentEncoder> encoder,
    List<GraphSession> graphs,
    Owned owned)
    implements NativeResource {
  @Override
  public void close() {
    owned.close();
  }
}
