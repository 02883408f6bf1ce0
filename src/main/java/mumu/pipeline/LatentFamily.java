package mumu.pipeline;

import java.util.List;
import java.util.function.BiFunction;
import mumu.bundle.Bundle;
import mumu.bundle.DiffusersBundle;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.runtime.Device;
import mumu.runtime.GraphException;

/** Latent diffusion in diffusers' layout; what a family adds is its prompt and a few traits. */
public abstract class LatentFamily implements ModelFamily {
  private final String id;
  private final LatentTraits traits;
  private final BiFunction<DiffusersBundle, GraphPool, PromptConditioner> conditioner;

  /**
   * @param conditioner makes what turns words into what the denoiser is told; the pipeline owns it
   */
  protected LatentFamily(
      String id,
      LatentTraits traits,
      BiFunction<DiffusersBundle, GraphPool, PromptConditioner> conditioner) {
    this.id = id;
    this.traits = traits;
    this.conditioner = conditioner;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Pipeline open(Bundle given, Device device, Progress progress) {
    long start = System.nanoTime();
    if (!(given instanceof DiffusersBundle bundle)) {
      throw new GenerationException(given.where() + " is not in diffusers' layout");
    }
    try {
      GraphPool pool = new GraphPool(new DiffusersParts(bundle), device, progress);
      LatentStages stages = LatentStages.of(bundle, pool, conditioner.apply(bundle, pool), traits);
      return LatentPipeline.open(stages, device, start, progress.cancellation());
    } catch (GraphException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  @Override
  public final List<Picture> tokens(Bundle bundle, BoundRequest request) {
    LatentPipeline.refuseImages(bundle.id(), request);
    return List.of();
  }
}
