package mumu.ui.form;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Names that can stand in the braces at the caret.
 *
 * @param start index of the first character to replace
 * @param end index after the last one
 * @param proposals at least one, those that begin as typed first
 */
public record Completion(int start, int end, List<String> proposals) {
  /** A sentence with its caret. */
  public record Edited(String text, int caret) {}

  public Completion {
    proposals = List.copyOf(proposals);
  }

  /**
   * @param names what there is to point at
   * @return empty outside of braces, where nothing fits, and where all is typed
   */
  public static Optional<Completion> at(String text, int caret, List<String> names) {
    return PromptSpans.at(text, caret).flatMap(span -> inside(text, caret, span, names));
  }

  private static Optional<Completion> inside(
      String text, int caret, PromptSpans.Span span, List<String> names) {
    String typed = key(text.substring(span.start() + 1, caret));
    List<String> starting = names.stream().filter(name -> key(name).startsWith(typed)).toList();
    List<String> holding =
        names.stream()
            .filter(name -> key(name).contains(typed) && !starting.contains(name))
            .toList();
    List<String> proposals =
        java.util.stream.Stream.concat(starting.stream(), holding.stream()).toList();
    boolean done = span.closed() && proposals.equals(List.of(span.name()));
    int end = span.closed() ? span.end() - 1 : caret;
    return proposals.isEmpty() || done
        ? Optional.empty()
        : Optional.of(new Completion(span.start() + 1, end, proposals));
  }

  /** The sentence with a proposal in its braces, and the caret behind them. */
  public Edited accept(String text, String proposal) {
    String name = proposal.replaceAll("[{}]", "\\\\$0");
    boolean closed = end < text.length() && text.charAt(end) == '}';
    String rest = closed ? text.substring(end) : "}" + text.substring(end);
    return new Edited(text.substring(0, start) + name + rest, start + name.length() + 1);
  }

  private static String key(String name) {
    return name.strip().replaceAll("\\\\([{}])", "$1").toLowerCase(Locale.ROOT);
  }
}
