package mumu.pipeline.mumu;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mumu.bundle.Manifest;
import mumu.request.Prompt;

/**
 * The words that say how many things a place of a slot shows, e.g. {@code six {nucleus}} or {@code
 * twenty-five {nucleus}}.
 *
 * @param values by the word in lower case, above 0
 * @param between words that may stand between the number and the slot, e.g. {@code six touching
 *     {nucleus}}
 * @param most things that two words together may ask for
 */
record NumberWords(Map<String, Integer> values, Set<String> between, int most) {
  /** A bundle without such words: every place shows one thing. */
  static final NumberWords NONE = new NumberWords(Map.of(), Set.of(), 1);

  /** The last word and, with spaces or a hyphen between, the one before it. */
  private static final Pattern LAST_WORDS =
      Pattern.compile(
          "(?:(?<!\\w)(\\w+)(?:\\s+|\\s*-\\s*))?(?<!\\w)(\\w+)\\s*\\z",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern DIGITS =
      Pattern.compile(
          "(?<![\\w.,])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\\s*\\z", Pattern.UNICODE_CHARACTER_CLASS);

  /** NB: a model that counts would show one all the same. */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?<!\\w)(?:no|not|without|except|neither|nor|zero)"
              + "(?:\\s+(?:a|an|the|any|his|her|its|their|my|your|our))?\\s*\\z",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /** Words for more things than any model shows, so that none needs to list them. */
  private static final Map<String, Integer> BEYOND =
      Map.of("seventy", 70, "eighty", 80, "ninety", 90, "hundred", 100, "thousand", 1000);

  /** NB: hundreds of things are as many for us as a hundred things. */
  private static final Pattern HUNDREDS =
      Pattern.compile(
          "(?<!\\w)(hundred|thousand)s?(?:\\s+of)?(?:\\s+the)?\\s*\\z", Pattern.CASE_INSENSITIVE);

  private static final int TEN = 10;

  NumberWords {
    values = Map.copyOf(values);
    between = Set.copyOf(between);
  }

  /** The words of a bundle. */
  static NumberWords of(Manifest manifest) {
    int most = Math.min(Manifest.PromptRules.MOST, manifest.image().maximum());
    return new NumberWords(
        manifest.prompt().numbers().orElse(Map.of()),
        Set.copyOf(manifest.prompt().touching().orElse(List.of())),
        most);
  }

  /**
   * How many things a place of a slot shows.
   *
   * <p>It is said by the word directly before, with nothing but spaces and at most one of the words
   * {@link #between} between: the run of letters, digits and underscores at the end of the nearest
   * part before that is more than spaces, in lower case. 1 where there is none, or one that is no
   * number word. Where it says 1 to 9 and the word before it in that part says 20, 30, … with
   * nothing but spaces or one hyphen between, both together say their sum; digits are no words for
   * that.
   *
   * @param slot which of the parts
   * @throws IllegalArgumentException when words or digits ask for too many or for none, as in
   *     {@code without the {dog}}
   */
  int before(List<Prompt.Part> parts, int slot) {
    for (int part = slot - 1; part >= 0; part--) {
      String text = parts.get(part).text();
      if (!text.isBlank()) {
        return atEndOf(text, "{" + parts.get(slot).text() + "}");
      }
    }
    return 1;
  }

  /**
   * Checks all slots of a sentence.
   *
   * @throws IllegalArgumentException when the words before one of them ask for too many things or
   *     for none
   */
  void check(List<Prompt.Part> parts) {
    for (int part = 0; part < parts.size(); part++) {
      if (parts.get(part) instanceof Prompt.Slot) {
        before(parts, part);
      }
    }
  }

  /**
   * Checks the things that a sentence names without braces.
   *
   * @param names as the words stand in the sentence
   * @throws IllegalArgumentException as {@link #check}
   */
  void checkNamed(List<Prompt.Part> parts, Set<String> names) {
    for (Prompt.Part part : parts) {
      Matcher word = WORD.matcher(part instanceof Prompt.Words ? part.text() : "");
      while (word.find()) {
        if (names.contains(word.group())) {
          atEndOf(part.text().substring(0, word.start()), word.group());
        }
      }
    }
  }

  /**
   * @param thing as it is written
   */
  private int atEndOf(String before, String thing) {
    if (values.isEmpty()) {
      return 1;
    }
    String text = HUNDREDS.matcher(withoutBetween(before)).replaceFirst("$1");
    refuse(text, thing);
    Matcher words = LAST_WORDS.matcher(text);
    if (!words.find()) {
      return 1;
    }
    int tens = words.group(1) == null ? 0 : spoken(words.group(1));
    int ones = spoken(words.group(2));
    boolean together = tens >= 2 * TEN && tens % TEN == 0 && ones > 0 && ones < TEN;
    int count = together ? tens + ones : Math.max(1, number(words.group(2)));
    if (count > most) {
      int start = words.start(together ? 1 : 2);
      throw tooMany(text.substring(start).strip(), thing, BigInteger.valueOf(count));
    }
    return count;
  }

  private String withoutBetween(String text) {
    Matcher words = LAST_WORDS.matcher(text);
    boolean found = words.find() && between.contains(words.group(2).toLowerCase(Locale.ROOT));
    return found ? text.substring(0, words.start(2)) : text;
  }

  /** Digits need not stand in the map to say too much or nothing. */
  private void refuse(String text, String thing) {
    Matcher digits = DIGITS.matcher(text);
    boolean counted = digits.find();
    BigInteger count =
        counted ? new BigInteger(digits.group(1).replace(",", "")) : BigInteger.valueOf(1);
    if (count.compareTo(BigInteger.valueOf(most)) > 0) {
      throw tooMany(digits.group(1), thing, count);
    }
    Matcher denied = DENIED.matcher(text);
    if (count.signum() == 0 || denied.find()) {
      throw new IllegalArgumentException(
          "'%s %s' asks for none, but this model shows every thing that its sentence names; leave %s out"
              .formatted(counted ? digits.group(1) : denied.group().strip(), thing, thing));
    }
  }

  private IllegalArgumentException tooMany(String said, String thing, BigInteger count) {
    return new IllegalArgumentException(
        "'%s %s' asks for %d things, but this model shows at most %d; ask for fewer things"
            .formatted(said, thing, count, most));
  }

  /** What a word says; 0 where that is no number. */
  private int number(String word) {
    String key = word.toLowerCase(Locale.ROOT);
    return values.getOrDefault(key, BEYOND.getOrDefault(key, 0));
  }

  /** What a word of letters alone says. */
  private int spoken(String word) {
    return word.codePoints().allMatch(Character::isLetter) ? number(word) : 0;
  }
}
