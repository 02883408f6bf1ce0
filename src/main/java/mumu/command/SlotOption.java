package mumu.command;

import java.util.List;
import java.util.Map;
import mumu.request.OptionString;

/** The option of {@code MUMU Bind Selection...}: {@code slot=[name]}. */
final class SlotOption {
  private static final String KEY = "slot";

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
    return slot.strip();
  }
}
