package mumu.request;

import java.util.List;
import java.util.Objects;

/** What the user typed: the sentence, which images stand for its slots, and the settings. */
public record GenerationRequest(Prompt prompt, List<Binding> bindings, Settings settings) {
  public GenerationRequest {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(settings, "settings");
    bindings = List.copyOf(bindings);
  }

  public GenerationRequest withSettings(Settings changed) {
    return new GenerationRequest(prompt, bindings, changed);
  }

  public GenerationRequest withBindings(List<Binding> changed) {
    return new GenerationRequest(prompt, changed, settings);
  }
}
