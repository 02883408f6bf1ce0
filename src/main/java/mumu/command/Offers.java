package mumu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import mumu.bundle.Bundle;
import mumu.bundle.Card;
import mumu.bundle.Catalog;
import mumu.imagej.Workspace;
import mumu.request.Settings;
import mumu.sampling.Samplers;

/** What the dialog offers now: installed models, samplers, and the regions it found. */
final class Offers {
  private Offers() {}

  static RequestDialog.Offer current(Workspace workspace) {
    Catalog.Listing listing = Models.catalog().list();
    List<String> models = new ArrayList<>(listing.bundles().keySet());
    if (models.isEmpty()) {
      models.add(Settings.DEFAULT_MODEL);
    }
    List<String> schedulers = new ArrayList<>(List.of(Settings.DEFAULT_SCHEDULER));
    schedulers.addAll(Samplers.names());
    Bundle first = listing.bundles().get(models.get(0));
    return new RequestDialog.Offer(
        models, schedulers, regions(workspace) + (first == null ? "" : "\n" + defaults(first)));
  }

  private static String regions(Workspace workspace) {
    List<String> names = Memory.names(workspace);
    return names.isEmpty()
        ? "No named regions in the active image: draw one and use MUMU Bind Selection..."
        : names.stream()
            .map(name -> "{" + name + "}")
            .collect(Collectors.joining(", ", "Named regions: ", ""));
  }

  private static String defaults(Bundle bundle) {
    Card card = bundle.card();
    return "Blank fields: as the model likes it ("
        + card.defaults().steps()
        + " steps, guidance "
        + card.defaults().guidance()
        + ", "
        + card.canvas().width()
        + " × "
        + card.canvas().height()
        + " pixels), a new seed.";
  }
}
