package mumu.pipeline.mumu;

import mumu.bundle.Bundle;
import mumu.pipeline.GenerationException;
import mumu.pipeline.ModelFamily;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.runtime.Device;
import org.scijava.plugin.Plugin;

/** Multimodal prompts: image tokens before the words they illustrate. */
@Plugin(type = ModelFamily.class)
public final class MumuFamily implements ModelFamily {
  @Override
  public String id() {
    return "mumu";
  }

  @Override
  public Pipeline open(Bundle bundle, Device device, Progress progress) {
    throw new GenerationException("the family mumu is not there yet");
  }
}
