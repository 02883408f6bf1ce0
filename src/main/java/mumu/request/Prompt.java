package mumu.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** The slot as a sentence has it, e.g. {@code {man}}. */
    public String written() {
      return "{" + text.replaceAll("[{}]", "\\\\$0") + "}";
    }
  }

  public Prompt {
    parts = List.copyOf(parts);
    checkLength(text);
    OptionalInt lone = loneSurrogate(text);
    if (lone.isPresent()) {
      throw new IllegalArgumentException(
          "the prompt holds half a character at character %d: expected Unicode text, found \\u%04x"
              .formatted(lone.getAsInt() + 1, (int) text.charAt(lone.getAsInt())));
    }
    if (!parts.equals(PromptParser.parts(text))) {
      throw new IllegalArgumentException("the parts " + parts + " do not spell '" + text + "'");
    }
  }

  private static void checkLength(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "the prompt is too long: expected at most %d characters, found %d"
              .formatted(MAXIMUM_LENGTH, text.length()));
    }
  }

  private static OptionalInt loneSurrogate(String text) {
    return IntStream.range(0, text.length())
        .filter(at -> Character.isSurrogate(text.charAt(at)))
        .filter(at -> !isPaired(text, at))
        .findFirst();
  }

  private static boolean isPaired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /**
   * Reads a sentence; tab and newline become spaces.
   *
   * @throws IllegalArgumentException naming the position of a brace that does not fit, or when the
   *     sentence is too long
   */
  public static Prompt parse(String text) {
    checkLength(text);
    String line = text.replaceAll("[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]", " ");
    return new Prompt(line, PromptParser.parts(line));
  }

  /**
   * For models that cannot do without words.
   *
   * @throws IllegalArgumentException when there are none
   */
  public void needWords() {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "the prompt is empty: expected a sentence, e.g. a picture of a {man}");
    }
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
    String name = new Slot(written).name();
    if (slots().contains(name)) {
      return Optional.of(name);
    }
    List<String> alike =
        slots().stream().filter(slot -> matchKey(slot).equals(matchKey(name))).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }

  /** A slot's or ROI's name without what is ignored when they are matched: case and spaces. */
  public static String matchKey(String name) {
    return name.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
  }
}
