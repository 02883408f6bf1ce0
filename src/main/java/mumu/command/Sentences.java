package mumu.command;

import java.util.List;

/** Text as people read it. */
final class Sentences {
  private static final int LINE_LENGTH = 90;

  private Sentences() {}

  /** In lines for ImageJ's message boxes, which are as wide as their longest line. */
  static String wrap(String text) {
    return text.replaceAll("(.{1," + LINE_LENGTH + "})( +|$)", "$1\n").strip();
  }

  /** {@code one, another and a third}. */
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last == 0
        ? items.get(0)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** The word with the article that it sounds well with: {@code an oocyte}. */
  static String one(String word) {
    boolean vowel = "aeioAEIO".indexOf(word.replaceFirst("^\\{", "").charAt(0)) >= 0;
    return (vowel ? "an " : "a ") + word;
  }
}
