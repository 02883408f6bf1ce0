package mumu.pipeline.mumu;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mumu.request.Prompt;

/**
 * The words that say how many things a place of a slot shows, e.g. {@code six {nucleus}}.
 *
 * @param values by the word in lower case, above 1
 */
record NumberWords(Map<String, Integer> values) {
  /** A bundle without such words: every place shows one thing. */
  static final NumberWords NONE = new NumberWords(Map.of());

  private static final Pattern LAST_WORD =
      Pattern.compile("(?<!\\w)(\\w+)\\s*\\z", Pattern.UNICODE_CHARACTER_CLASS);

  NumberWords {
    values = Map.copyOf(values);
  }

  /**
   * How many things a place of a slot shows.
   *
   * <p>It is said by the word directly before, with nothing but spaces between: the run of letters,
   * digits and underscores at the end of the nearest part before that is more than spaces, in lower
   * case. 1 where there is none, or one that is no number word.
   *
   * @param slot which of the parts
   */
  int before(List<Prompt.Part> parts, int slot) {
    for (int part = slot - 1; part >= 0; part--) {
      String text = parts.get(part).text();
      if (!text.isBlank()) {
        Matcher word = LAST_WORD.matcher(text);
        return word.find() ? values.getOrDefault(word.group(1).toLowerCase(Locale.ROOT), 1) : 1;
      }
    }
    return 1;
  }
}
