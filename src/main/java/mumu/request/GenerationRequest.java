package mumu.request;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the user typed: the sentence, which images stand for its slots, and the settings.
 *
 * @param bindings at most one per slot, under the name the prompt gives it
 */
public record GenerationRequest(Prompt prompt, List<Binding> bindings, Settings settings) {
  /**
   * Checks that every binding belongs to a slot.
   *
   * @throws IllegalArgumentException naming the binding without a slot or the slot bound twice
   */
  public GenerationRequest {
    Objects.requireNonNull(settings, "settings");
    bindings =
        bindings.stream()
            .map(binding -> new Binding(slotOf(binding, prompt), binding.sources()))
            .toList();
    Set<String> bound = new HashSet<>();
    for (Binding binding : bindings) {
      if (!bound.add(binding.slot())) {
        throw new IllegalArgumentException(
            "the slot {%s} is bound twice: expected one entry, its sources joined by +"
                .formatted(binding.slot()));
      }
    }
  }

  public GenerationRequest withSettings(Settings changed) {
    return new GenerationRequest(prompt, bindings, changed);
  }

  public GenerationRequest withBindings(List<Binding> changed) {
    return new GenerationRequest(prompt, changed, settings);
  }

  private static String slotOf(Binding binding, Prompt prompt) {
    return prompt
        .slot(binding.slot())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the binding of '%s' has no slot: expected one of %s, as in the prompt '%s'"
                        .formatted(binding.slot(), prompt.slots(), prompt.text())));
  }
}
