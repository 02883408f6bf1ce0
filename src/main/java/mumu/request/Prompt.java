package mumu.request;

import java.util.List;

/**
 * A sentence with slots, e.g. {@code a picture of a {man} and his {dog}}.
 *
 * @param text the sentence as typed, with braces and {@code \{ \}} escapes
 * @param parts words and slots in their order; their texts are unescaped
 */
public record Prompt(String text, List<Part> parts) {
  /** Longest accepted sentence in characters. */
  public static final int MAXIMUM_LENGTH = 4000;

  /** A run of plain words or a slot. */
  public sealed interface Part permits Words, Slot {
    String text();
  }

  public record Words(String text) implements Part {}

  public record Slot(String text) implements Part {}

  public Prompt {
    parts = List.copyOf(parts);
  }

  /** Slot names in the order of their first appearance; the same name twice is one slot. */
  public List<String> slots() {
    return parts.stream().filter(Slot.class::isInstance).map(Part::text).distinct().toList();
  }
}
