package mumu.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits ImageJ's macro options, {@code key=word key=[words] key='words'}, into keys and values.
 */
final class OptionTokens {
  /** NB: the backslash itself is escaped only where it would begin one of these. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  private static final Pattern BACKSLASH = Pattern.compile("\\\\(?=u[0-9a-fA-F]{4})");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/@-]+");

  private final String options;
  private final List<String> keys;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private OptionTokens(String options, List<String> keys) {
    this.options = options;
    this.keys = keys;
  }

  static Map<String, String> read(String options, List<String> keys) {
    OptionTokens tokens = new OptionTokens(options, keys);
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
        throw error("the option " + key + " is given twice: expected it once");
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
      throw error(
          "the options cannot be read: expected key=value, found '%s' at character %d; a value with spaces stands in [ ]"
              .formatted(key, start + 1));
    }
    if (!keys.contains(key)) {
      throw error("the option '" + key + "' is unknown");
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
    int close = options.charAt(at) == '[' ? closingBracket() : options.indexOf('\'', at + 1);
    at = close + 1;
    if (close < 0 || at < options.length() && !isSpace(at)) {
      throw error(
          "the value of %s cannot be read: expected %s and a space after it, found '%s'; write [ ] around the value and \\u005b \\u005d for brackets in it"
              .formatted(
                  key,
                  options.charAt(open) == '[' ? "the closing ]" : "the closing '",
                  abbreviated(options.substring(close < 0 ? open : close))));
    }
    return options.substring(open + 1, close);
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** NB: ImageJ pairs nested brackets, so hand-written {@code [a [b] c]} is one value. */
  private int closingBracket() {
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
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(match.group(1), 16))));
  }

  private void skipSpaces() {
    while (at < options.length() && isSpace(at)) {
      at++;
    }
  }

  private boolean isSpace(int index) {
    return Character.isWhitespace(options.charAt(index));
  }

  private IllegalArgumentException error(String message) {
    return OptionString.error(message, keys);
  }
}
