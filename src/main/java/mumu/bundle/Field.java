package mumu.bundle;

/** Checks a manifest field; the message names it, what it must be and what it was. */
final class Field {
  private Field() {}

  static void check(boolean holds, String field, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("`" + field + "` " + rule + ", was " + value);
    }
  }
}
