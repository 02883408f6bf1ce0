package mumu.pipeline;

import mumu.bundle.DiffusersBundle;
import mumu.runtime.Cancellation;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;

/** The stages of a latent diffusion model. */
record LatentStages(
    DiffusersBundle bundle,
    GraphPool pool,
    PromptConditioner conditioner,
    LatentDenoiser denoiser,
    LatentCodec codec,
    LatentTraits traits)
    implements NativeResource {

  static LatentStages of(
      DiffusersBundle bundle, GraphPool pool, PromptConditioner conditioner, LatentTraits traits) {
    return new LatentStages(
        bundle,
        pool,
        conditioner,
        new LatentDenoiser(bundle, pool, conditioner.inputs()),
        new LatentCodec(bundle, pool, traits.heedsCodec()),
        traits);
  }

  /**
   * Opens every graph once, so that what does not fit shows before any work is done.
   *
   * @throws mumu.runtime.GraphException naming the graph that does not fit
   */
  void check(Cancellation stop) {
    codec.check();
    stop.check();
    denoiser.check();
    stop.check();
    conditioner.check();
  }

  @Override
  public void close() {
    try (Owned all = new Owned()) {
      all.add(pool);
      all.add(conditioner);
    }
  }
}
