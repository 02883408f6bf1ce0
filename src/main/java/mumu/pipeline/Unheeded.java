package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import mumu.request.Settings;

/** Settings that change nothing beside the others that they were given with. */
public final class Unheeded {
  private Unheeded() {}

  /**
   * @param guided whether the denoiser is also asked without the prompt
   * @param starts whether there is a picture to start from
   * @return a sentence each
   */
  public static List<String> of(Settings settings, boolean guided, boolean starts) {
    List<String> warnings = new ArrayList<>();
    if (!guided && !settings.negative().orElse("").isEmpty()) {
      warnings.add("negative has no effect without guidance above 1");
    }
    if (!guided && settings.guidanceRescale().orElse(0) > 0) {
      warnings.add("guidance_rescale has no effect without guidance above 1");
    }
    if (!starts && settings.strength().isPresent()) {
      warnings.add("strength has no effect without init");
    }
    return warnings;
  }
}
