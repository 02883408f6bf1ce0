package mumu.pipeline;

import java.util.List;
import java.util.function.Predicate;
import mumu.request.BoundRequest;
import mumu.request.Picture;

/**
 * Pictures with the request that makes them again and the record of how they came about.
 *
 * @param request as given, with every default filled in (scheduler, steps, guidance, seed, size)
 * @param pictures {@code request.settings().count()} opaque pictures; picture i has seed + i
 * @param things per picture the things in it, in the model's order; empty where it does not tell
 */
public record Generation(
    BoundRequest request, List<Picture> pictures, List<List<Thing>> things, Report report) {
  public Generation {
    pictures = List.copyOf(pictures);
    things = things.stream().map(List::copyOf).toList();
    if (!things.isEmpty() && things.size() != pictures.size()) {
      throw new IllegalArgumentException(
          "there are things of %d pictures, but %d pictures"
              .formatted(things.size(), pictures.size()));
    }
  }

  /** Of a model that does not tell where things are. */
  public Generation(BoundRequest request, List<Picture> pictures, Report report) {
    this(request, pictures, List.of(), report);
  }

  /** The same, of whose warnings only those stay that the user should know here. */
  public Generation warningOf(Predicate<String> kept) {
    return new Generation(request, pictures, things, report.warningOf(kept));
  }
}
