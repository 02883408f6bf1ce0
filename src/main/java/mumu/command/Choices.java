package mumu.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mumu.bundle.Bundle;
import mumu.bundle.Card;
import mumu.request.Settings;
import mumu.sampling.Samplers;

/**
 * What can be chosen now.
 *
 * @param models installed ids, never empty
 * @param schedulers {@code default} and the samplers' names
 * @param defaults by model: the text of what a blank field means, by option key
 */
public record Choices(
    List<String> models, List<String> schedulers, Map<String, Map<String, String>> defaults) {
  public Choices {
    models = List.copyOf(models);
    schedulers = List.copyOf(schedulers);
    defaults = Map.copyOf(defaults);
  }

  /** Reads the manifests of all installed models. */
  public static Choices current() {
    Map<String, Bundle> bundles = Models.catalog().list().bundles();
    List<String> models = new ArrayList<>(bundles.keySet());
    if (models.isEmpty()) {
      models.add(Settings.DEFAULT_MODEL);
    }
    List<String> schedulers = new ArrayList<>(List.of(Settings.DEFAULT_SCHEDULER));
    schedulers.addAll(Samplers.names());
    Map<String, Map<String, String>> defaults = new LinkedHashMap<>();
    bundles.forEach((id, bundle) -> defaults.put(id, defaults(bundle.card())));
    return new Choices(models, schedulers, defaults);
  }

  private static Map<String, String> defaults(Card card) {
    double guidance = card.defaults().guidance();
    boolean whole = guidance == Math.rint(guidance);
    return Map.of(
        "steps", "" + card.defaults().steps(),
        "guidance", whole ? "" + (long) guidance : "" + guidance,
        "width", "" + card.canvas().width(),
        "height", "" + card.canvas().height(),
        "count", "1");
  }
}
