package mumu.request;

import java.util.List;

/** A request as ImageJ's macro option string: {@code steps=20 bind=[man=#1] prompt=[a {man}]}. */
public final class OptionString {
  /** All option keys in the order they are written; none is a suffix of another. */
  public static final List<String> KEYS =
      List.of(
          "model",
          "device",
          "scheduler",
          "steps",
          "guidance",
          "seed",
          "width",
          "height",
          "count",
          "negative",
          "strength",
          "init",
          "finetune",
          "bind",
          "prompt");

  private OptionString() {}

  /**
   * Reads options in any order.
   *
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  public static GenerationRequest parse(String options) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** Writes what is set, the prompt last; reading gives the same request. */
  public static String format(GenerationRequest request) {
    throw new UnsupportedOperationException("not yet written");
  }
}
