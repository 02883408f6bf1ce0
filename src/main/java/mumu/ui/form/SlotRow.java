package mumu.ui.form;

import java.util.Optional;
import java.util.stream.Collectors;
import mumu.command.Sight;

/**
 * A slot of the prompt as a row shows it.
 *
 * @param rgb its colour in row, prompt and overlay
 * @param sight what the model would see of it now
 */
public record SlotRow(String slot, int rgb, SlotBinding binding, Sight sight) {
  /** Why the slot cannot be bound, and what to do. */
  public Optional<String> problem() {
    return sight.problem();
  }

  public boolean isBound() {
    return !sight.images().isEmpty();
  }

  /** One line on where the images come from. */
  public String origin() {
    return isBound()
        ? sight.images().stream()
            .map(seen -> seen.where() + " (" + seen.rule().replaceAll(";.*", "") + ")")
            .collect(Collectors.joining(", "))
        : problem().isPresent() ? "cannot be bound" : "just words";
  }
}
