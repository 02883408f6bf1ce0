package mumu.command;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mumu.request.OptionString;

/** The option of {@code MUMU Bind Selection...}: {@code slot=[name]}. */
final class SlotOption {
  private static final String KEY = "slot";

  /** NB: people type the word as the sentence has it. */
  private static final Pattern BRACED = Pattern.compile("^\\{([^{}]*[^{}\\s][^{}]*)}$");

  private SlotOption() {}

  static String parse(String options) {
    return checked(OptionString.values(options, List.of(KEY)).getOrDefault(KEY, ""));
  }

  static String format(String slot) {
    return OptionString.join(Map.of(KEY, slot), List.of(KEY));
  }

  static String checked(String slot) {
    if (slot.isBlank()) {
      throw new IllegalArgumentException(
          "the selection needs a name: expected slot=[man] or another word, found none");
    }
    return BRACED.matcher(slot.strip()).replaceFirst("$1").strip();
  }
}
