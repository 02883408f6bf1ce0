package mumu.request;

import java.util.ArrayList;
import java.util.List;

/** Splits a sentence at its braces. */
final class PromptParser {
  private static final int OUTSIDE = -1;

  private final String text;
  private final List<Prompt.Part> parts = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private int openBrace = OUTSIDE;

  private PromptParser(String text) {
    this.text = text;
  }

  static List<Prompt.Part> parts(String text) {
    return new PromptParser(text).parse();
  }

  private List<Prompt.Part> parse() {
    for (int at = 0; at < text.length(); at++) {
      char symbol = text.charAt(at);
      if (symbol == '\\' && isBrace(at + 1)) {
        at++;
        words.append(text.charAt(at));
      } else if (symbol == '{') {
        open(at);
      } else if (symbol == '}') {
        close(at);
      } else {
        words.append(symbol);
      }
    }
    if (openBrace != OUTSIDE) {
      throw misplaced(openBrace, "is never closed");
    }
    endWords();
    return parts;
  }

  private boolean isBrace(int at) {
    return at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '}');
  }

  private void open(int at) {
    if (openBrace != OUTSIDE) {
      throw misplaced(at, "stands inside other braces");
    }
    endWords();
    openBrace = at;
  }

  private void close(int at) {
    if (openBrace == OUTSIDE) {
      throw misplaced(at, "was never opened");
    }
    if (words.toString().isBlank()) {
      throw misplaced(openBrace, "has no words before its }");
    }
    parts.add(new Prompt.Slot(words.toString()));
    words.setLength(0);
    openBrace = OUTSIDE;
  }

  private void endWords() {
    if (!words.isEmpty()) {
      parts.add(new Prompt.Words(words.toString()));
      words.setLength(0);
    }
  }

  private IllegalArgumentException misplaced(int at, String what) {
    String around = text.substring(Math.max(0, at - 20), Math.min(text.length(), at + 20));
    return new IllegalArgumentException(
        "the prompt's %s at character %d %s: expected {word or words}, found '%s'; write \\{ and \\} for literal braces"
            .formatted(text.charAt(at), at + 1, what, around));
  }
}
