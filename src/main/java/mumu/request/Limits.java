package mumu.request;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Range checks whose message names the option, the rule and the value. */
final class Limits {
  private Limits() {}

  static void check(OptionalInt value, long low, long high, String name) {
    value.ifPresent(number -> check(OptionalLong.of(number), low, high, name));
  }

  static void check(OptionalLong value, long low, long high, String name) {
    value.ifPresent(
        number -> {
          if (number < low || number > high) {
            throw new IllegalArgumentException(
                name + " must be " + low + " to " + high + ", was " + number);
          }
        });
  }

  /** NB: written so that NaN fails. */
  static void check(OptionalDouble value, double low, double high, String name) {
    value.ifPresent(
        number -> {
          if (!(number >= low && number <= high)) {
            throw new IllegalArgumentException(
                name + " must be " + (long) low + " to " + (long) high + ", was " + number);
          }
        });
  }
}
