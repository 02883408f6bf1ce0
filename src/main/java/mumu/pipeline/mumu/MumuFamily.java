package mumu.pipeline.mumu;

import java.io.IOException;
import java.util.List;
import mumu.bundle.Bundle;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.GenerationException;
import mumu.pipeline.ImagePreparation;
import mumu.pipeline.ModelFamily;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.runtime.Device;
import mumu.runtime.GraphException;
import mumu.sampling.Samplers;
import mumu.sampling.ScheduleConfig;
import org.scijava.plugin.Plugin;

/** Multimodal prompts: image tokens before the words they illustrate. */
@Plugin(type = ModelFamily.class)
public final class MumuFamily implements ModelFamily {
  @Override
  public String id() {
    return "mumu";
  }

  @Override
  public Pipeline open(Bundle given, Device device, Progress progress) {
    MumuBundle bundle = mumu(given);
    check(bundle);
    long start = System.nanoTime();
    try {
      Stages stages = StagesOpener.open(bundle, device, progress);
      return new MumuPipeline(bundle, device, stages, System.nanoTime() - start);
    } catch (GraphException | IOException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  @Override
  public List<Picture> tokens(Bundle bundle, BoundRequest request) {
    ImagePreparation preparation = new ImagePreparation(mumu(bundle).manifest().image());
    return request.images().stream().map(image -> preparation.picture(image.picture())).toList();
  }

  private static MumuBundle mumu(Bundle given) {
    if (given instanceof MumuBundle bundle) {
      return bundle;
    }
    throw new GenerationException(given.where() + " is not a MUMU bundle");
  }

  /** What only this family can say about the manifest. */
  private static void check(MumuBundle bundle) {
    Manifest manifest = bundle.manifest();
    if (manifest.canvas().multiple() % manifest.latents().factor() != 0) {
      throw new GenerationException(
          "%s of %s: `canvas.multiple` must be a multiple of `latents.factor` %d, was %d"
              .formatted(
                  Manifest.FILE,
                  bundle.where(),
                  manifest.latents().factor(),
                  manifest.canvas().multiple()));
    }
    try {
      Samplers.byName(manifest.defaults().scheduler())
          .start(ScheduleConfig.of(manifest.scheduler()), manifest.defaults().steps());
    } catch (IllegalArgumentException e) {
      throw new GenerationException(
          Manifest.FILE + " of " + bundle.where() + ": " + e.getMessage(), e);
    }
  }
}
