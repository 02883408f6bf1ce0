package mumu.request;

import java.util.regex.Pattern;

/** Numbers as text, the same in every language: digits and a point. */
public final class Numbers {
  /** Most digits that always fit an {@code int}. */
  static final int INT_DIGITS = 9;

  /** Most digits that always fit a {@code long}. */
  static final int LONG_DIGITS = 18;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  private Numbers() {}

  /** NB: no exponents, since ImageJ's macros write 3123456789 as 3.1235E9, another number. */
  static long whole(String name, String text, int digits) {
    if (!text.matches("[+-]?[0-9]{1," + digits + "}")) {
      throw new IllegalArgumentException(
          "%s must be a whole number in at most %d digits, was '%s'".formatted(name, digits, text));
    }
    return Long.parseLong(text);
  }

  static double decimal(String name, String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s must be a number like 0.5, was '%s'".formatted(name, text));
    }
    return Double.parseDouble(text);
  }

  /** Shortest text that reads back as the same number: 7 and not 7.0. */
  public static String text(double number) {
    String text = Double.toString(number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
