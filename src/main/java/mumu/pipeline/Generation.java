package mumu.pipeline;

import java.util.List;
import mumu.request.BoundRequest;
import mumu.request.Picture;

/**
 * Pictures with the request that makes them again and the record of how they came about.
 *
 * @param request as given, with every default filled in (scheduler, steps, guidance, seed, size)
 * @param pictures {@code request.settings().count()} opaque pictures; picture i has seed + i
 */
public record Generation(BoundRequest request, List<Picture> pictures, Report report) {
  public Generation {
    pictures = List.copyOf(pictures);
  }
}
