package mumu.request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Splits ImageJ's macro options, {@code key=word key=[words] key='words'}, into keys and values.
 */
final class OptionTokens {
  /** NB: the backslash itself is escaped only where it would begin one of these. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\u005([bcdBCD])");

  private static final Pattern BACKSLASH = Pattern.compile("\\\\(?=u005[bcdBCD])");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/@-]+");

  private final String options;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private OptionTokens(String options) {
    this.options = options;
  }

  static Map<String, String> read(String options) {
    OptionTokens tokens = new OptionTokens(options);
    tokens.readAll();
    return tokens.values;
  }

  /** The option as text: a plain word as it is, everything else in {@code [ ]}. */
  static String write(String key, String value) {
    return WORD.matcher(value).matches() ? key + "=" + value : writeBracketed(key, value);
  }

  /** {@code [} and {@code ]} become {@code \u005b} and {@code \u005d}. */
  static String writeBracketed(String key, String value) {
    String escaped = BACKSLASH.matcher(value).replaceAll("\\\\u005c");
    return key + "=[" + escaped.replace("[", "\\u005b").replace("]", "\\u005d") + "]";
  }

  private void readAll() {
    for (skipSpaces(); at < options.length(); skipSpaces()) {
      String key = key();
      String value = unescape(value(key));
      if (values.put(key, value) != null) {
        throw OptionString.error("the option " + key + " is given twice: expected it once");
      }
    }
  }

  private String key() {
    int start = at;
    while (at < options.length() && options.charAt(at) != '=' && !isSpace(at)) {
      at++;
    }
    String key = options.substring(start, at);
    if (at == options.length() || options.charAt(at) != '=') {
      throw OptionString.error(
          "the options cannot be read: expected key=value, found '%s' at character %d; a value with spaces stands in [ ]"
              .formatted(key, start + 1));
    }
    if (!OptionString.KEYS.contains(key)) {
      throw OptionString.error("the option '" + key + "' is unknown");
    }
    at++;
    return key;
  }

  private String value(String key) {
    if (at == options.length() || "['".indexOf(options.charAt(at)) < 0) {
      int start = at;
      while (at < options.length() && !isSpace(at)) {
        at++;
      }
      return options.substring(start, at);
    }
    int open = at;
    int close = options.charAt(at) == '[' ? closingBracket(key) : options.indexOf('\'', at + 1);
    at = close + 1;
    if (close < 0 || at < options.length() && !isSpace(at)) {
      throw OptionString.error(
          "the value of %s cannot be read: expected %s and a space after it, found '%s'; write [ ] around the value and \\u005b \\u005d for brackets in it"
              .formatted(
                  key,
                  options.charAt(open) == '[' ? "the closing ]" : "the closing '",
                  options.substring(close < 0 ? open : close)));
    }
    return options.substring(open + 1, close);
  }

  /** NB: ImageJ pairs nested brackets, so hand-written {@code [a [b] c]} is one value. */
  private int closingBracket(String key) {
    int depth = 0;
    for (int i = at; i < options.length(); i++) {
      char symbol = options.charAt(i);
      depth += symbol == '[' ? 1 : symbol == ']' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static String unescape(String value) {
    return ESCAPE
        .matcher(value)
        .replaceAll(
            match ->
                switch (match.group(1)) {
                  case "b", "B" -> "[";
                  case "d", "D" -> "]";
                  default -> "\\\\"; // NB: a replacement's own escape, one backslash
                });
  }

  private void skipSpaces() {
    while (at < options.length() && isSpace(at)) {
      at++;
    }
  }

  private boolean isSpace(int index) {
    return Character.isWhitespace(options.charAt(index));
  }
}
