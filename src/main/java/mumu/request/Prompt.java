package mumu.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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

  public record Slot(String text) implements Part {
    /** The words without outer spaces, with single inner ones: what tells two slots apart. */
    public String name() {
      return text.strip().replaceAll("\\s+", " ");
    }
  }

  public Prompt {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a sentence; tab and newline become spaces.
   *
   * @throws IllegalArgumentException naming the position of a brace that does not fit, or when the
   *     sentence is blank or too long
   */
  public static Prompt parse(String text) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** The sentence as the words a model reads: no braces, no escapes. */
  public String plain() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }

  /** Slot names in the order of their first appearance; the same name twice is one slot. */
  public List<String> slots() {
    return parts.stream()
        .filter(Slot.class::isInstance)
        .map(part -> ((Slot) part).name())
        .distinct()
        .toList();
  }

  /**
   * The slot a written name means: the one of exactly that name, else the only one that differs in
   * nothing but case and spaces.
   */
  public Optional<String> slot(String written) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** A slot's or ROI's name without what is ignored when they are matched: case and spaces. */
  public static String matchKey(String name) {
    return name.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
  }
}
