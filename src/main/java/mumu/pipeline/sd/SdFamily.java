package mumu.pipeline.sd;

import java.util.List;
import mumu.bundle.Bundle;
import mumu.bundle.DiffusersBundle;
import mumu.pipeline.DiffusersParts;
import mumu.pipeline.GenerationException;
import mumu.pipeline.GraphPool;
import mumu.pipeline.LatentPipeline;
import mumu.pipeline.LatentTraits;
import mumu.pipeline.ModelFamily;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.runtime.Device;
import mumu.runtime.GraphException;
import org.scijava.plugin.Plugin;

/** Stable Diffusion 1 and 2, as diffusers' StableDiffusionPipeline and its relatives run them. */
@Plugin(type = ModelFamily.class)
public final class SdFamily implements ModelFamily {
  private static final LatentTraits TRAITS = new LatentTraits(false, 0.8, 1);

  @Override
  public String id() {
    return "sd";
  }

  @Override
  public Pipeline open(Bundle given, Device device, Progress progress) {
    long start = System.nanoTime();
    if (!(given instanceof DiffusersBundle bundle)) {
      throw new GenerationException(given.where() + " is not in diffusers' layout");
    }
    try {
      GraphPool pool = new GraphPool(new DiffusersParts(bundle), device, progress);
      SdConditioner conditioner = new SdConditioner(bundle, pool);
      return LatentPipeline.open(
          bundle,
          device,
          pool,
          conditioner,
          new LatentPipeline.LatentOpening(TRAITS, start, progress.cancellation()));
    } catch (GraphException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  @Override
  public List<Picture> tokens(Bundle bundle, BoundRequest request) {
    return LatentPipeline.tokens(bundle, request);
  }
}
