package mumu.pipeline.sdxl;

import mumu.pipeline.LatentFamily;
import mumu.pipeline.LatentTraits;
import mumu.pipeline.ModelFamily;
import org.scijava.plugin.Plugin;

/** Stable Diffusion XL, as diffusers' StableDiffusionXLPipeline and its relatives run it. */
@Plugin(type = ModelFamily.class)
public final class SdxlFamily extends LatentFamily {
  public SdxlFamily() {
    super("sdxl", new LatentTraits(true, 0.3, 0.9999), SdxlConditioner::new);
  }
}
