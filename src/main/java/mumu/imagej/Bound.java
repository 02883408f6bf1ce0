package mumu.imagej;

import java.util.List;
import java.util.Objects;
import mumu.request.BoundRequest;

/** A request with its pixels, and what the user should know about how they were taken. */
public record Bound(BoundRequest request, List<String> warnings) {
  public Bound {
    Objects.requireNonNull(request, "request");
    warnings = List.copyOf(warnings);
  }
}
