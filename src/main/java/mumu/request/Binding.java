package mumu.request;

import java.util.List;

/** A slot of the prompt and the images that stand for it. */
public record Binding(String slot, List<ImageSource> sources) {
  public Binding {
    sources = List.copyOf(sources);
    if (slot.isBlank() || sources.isEmpty()) {
      throw new IllegalArgumentException("a binding must be `slot=source`, was " + slot + "=");
    }
  }
}
