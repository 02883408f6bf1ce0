package mumu.ui;

import java.awt.Color;

/** Colours that stay readable on light and dark backgrounds. */
final class Tint {
  /** WCAG 2.1, 1.4.3: what text needs. */
  private static final double READABLE = 4.5;

  private static final double STRONGEST = 0.5;
  private static final double WEAKEST = 0.1;
  private static final Color DARK_RED = new Color(0xB3261E);
  private static final Color LIGHT_RED = new Color(0xFFB4AB);

  private Tint() {}

  /** As much of a colour over the background as lets the text be read. */
  static Color behind(Color text, Color color, Color background) {
    double share = STRONGEST;
    while (share > WEAKEST && contrast(text, mix(color, background, share)) < READABLE) {
      share -= 0.05;
    }
    return mix(color, background, share);
  }

  /** Text that is of less importance. */
  static Color faint(Color text, Color background) {
    double share = 0.65;
    while (share < 1 && contrast(mix(text, background, share), background) < READABLE) {
      share += 0.05;
    }
    return mix(text, background, Math.min(1, share));
  }

  /** Text that says what went wrong. */
  static Color problem(Color background) {
    return contrast(DARK_RED, background) > contrast(LIGHT_RED, background) ? DARK_RED : LIGHT_RED;
  }

  static Color mix(Color color, Color other, double share) {
    return new Color(
        channel(color.getRed(), other.getRed(), share),
        channel(color.getGreen(), other.getGreen(), share),
        channel(color.getBlue(), other.getBlue(), share));
  }

  private static int channel(int value, int other, double share) {
    return (int) Math.round(value * share + other * (1 - share));
  }

  /** Of WCAG 2.1, 1 to 21. */
  static double contrast(Color one, Color other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(Color color) {
    return 0.2126 * linear(color.getRed())
        + 0.7152 * linear(color.getGreen())
        + 0.0722 * linear(color.getBlue());
  }

  private static double linear(int value) {
    double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
