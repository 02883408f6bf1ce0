package mumu.command;

/** Text for ImageJ's message boxes, which are as wide as their longest line. */
final class Sentences {
  private static final int LINE_LENGTH = 90;

  private Sentences() {}

  static String wrap(String text) {
    return text.replaceAll("(.{1," + LINE_LENGTH + "})( +|$)", "$1\n").strip();
  }
}
