package mumu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mumu.bundle.Bundle;
import mumu.bundle.Card;
import mumu.bundle.Catalog;
import mumu.imagej.Workspace;
import mumu.request.BindingText;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.sampling.Samplers;

/** What the dialog offers now: installed models, samplers, and the regions it found. */
final class Offers {
  private static final int NAMES_LISTED = 6;

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

  static String regions(Workspace workspace) {
    List<String> here = workspace.namesHere();
    List<String> others = workspace.names().stream().filter(name -> !here.contains(name)).toList();
    if (here.isEmpty() && others.isEmpty()) {
      return "No named regions in the open images: draw one and use MUMU Bind Selection..."
          + workspace.unnamed().map(Offers::written).orElse("");
    }
    return Stream.of(listed("Named regions: ", here), listed("In other images: ", others))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String written(Workspace.Unnamed regions) {
    return ",\nor write into Bind, for %s: cell=%s"
        .formatted(regions.what(), BindingText.format(regions.where()));
  }

  private static String listed(String where, List<String> names) {
    String more = names.size() > NAMES_LISTED ? ", … (%d in all)".formatted(names.size()) : "";
    return names.isEmpty()
        ? ""
        : names.stream()
            .limit(NAMES_LISTED)
            .map(name -> new Prompt.Slot(name).written())
            .collect(Collectors.joining(", ", where, more));
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
