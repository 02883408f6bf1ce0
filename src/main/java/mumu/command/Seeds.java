package mumu.command;

import java.util.concurrent.ThreadLocalRandom;
import mumu.request.GenerationRequest;
import mumu.request.Settings;

/** Draws a seed where the user gave none. */
final class Seeds {
  private Seeds() {}

  static GenerationRequest drawn(GenerationRequest request) {
    Settings settings = request.settings();
    if (settings.seed().isPresent()) {
      return request;
    }
    long seed = ThreadLocalRandom.current().nextLong(Settings.MAXIMUM_SEED + 1);
    return request.withSettings(settings.toBuilder().seed(seed).build());
  }
}
