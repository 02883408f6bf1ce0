package mumu.command;

import java.util.concurrent.ThreadLocalRandom;
import mumu.request.GenerationRequest;
import mumu.request.Settings;

/** Draws a seed where the user gave none. */
final class Seeds {
  private Seeds() {}

  static GenerationRequest drawn(GenerationRequest request) {
    return request.withSettings(drawn(request.settings()));
  }

  static Settings drawn(Settings settings) {
    return settings.seed().isPresent()
        ? settings
        : settings.toBuilder()
            .seed(ThreadLocalRandom.current().nextLong(Settings.MAXIMUM_SEED + 1))
            .build();
  }
}
