package mumu.pipeline.sd;

import mumu.pipeline.LatentFamily;
import mumu.pipeline.LatentTraits;
import mumu.pipeline.ModelFamily;
import org.scijava.plugin.Plugin;

/** Stable Diffusion 1 and 2, as diffusers' StableDiffusionPipeline and its relatives run them. */
@Plugin(type = ModelFamily.class)
public final class SdFamily extends LatentFamily {
  public SdFamily() {
    super("sd", new LatentTraits(false, 0.8, 1), SdConditioner::new);
  }
}
