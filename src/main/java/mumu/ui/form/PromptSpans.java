package mumu.ui.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.request.Prompt;

/**
 * Where the slots stand in a sentence, also while it is being typed and does not make sense yet.
 */
public final class PromptSpans {
  private PromptSpans() {}

  /**
   * A slot in the text.
   *
   * @param start index of its brace
   * @param end index after its closing brace, or of the text's end where there is none yet
   * @param name as {@link Prompt.Slot#name()}; empty where nothing is typed yet
   */
  public record Span(int start, int end, String name, boolean closed) {}

  /** All slots from left to right; a brace inside braces begins a new slot. */
  public static List<Span> of(String text) {
    List<Span> spans = new ArrayList<>();
    int open = -1;
    for (int at = 0; at < text.length(); at++) {
      char symbol = text.charAt(at);
      if (symbol == '\\' && isBrace(text, at + 1)) {
        at++;
      } else if (symbol == '{') {
        open = at;
      } else if (symbol == '}' && open >= 0) {
        spans.add(span(text, open, at + 1, true));
        open = -1;
      }
    }
    if (open >= 0) {
      spans.add(span(text, open, text.length(), false));
    }
    return spans;
  }

  /** The slot whose braces stand on both sides of the caret, or that is being typed at it. */
  public static Optional<Span> at(String text, int caret) {
    return of(text).stream()
        .filter(span -> caret > span.start() && caret < (span.closed() ? span.end() : caret + 1))
        .filter(span -> span.closed() || caret <= span.end())
        .findFirst();
  }

  private static Span span(String text, int start, int end, boolean closed) {
    String inside = text.substring(start + 1, closed ? end - 1 : end);
    String name = new Prompt.Slot(inside.replaceAll("\\\\([{}])", "$1")).name();
    return new Span(start, end, name, closed);
  }

  private static boolean isBrace(String text, int at) {
    return at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '}');
  }
}
