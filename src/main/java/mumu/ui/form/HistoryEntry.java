package mumu.ui.form;

import mumu.request.GenerationRequest;
import mumu.request.Picture;

/**
 * A request that was carried out, with every default and the seed filled in.
 *
 * @param number from 1
 * @param picture the first one it made
 */
public record HistoryEntry(int number, Picture picture, GenerationRequest request) {
  /** One line for a tooltip and for screen readers. */
  public String description() {
    String seed =
        request.settings().seed().isPresent()
            ? ", seed " + request.settings().seed().getAsLong()
            : "";
    return number + ": " + request.prompt().text() + seed;
  }
}
