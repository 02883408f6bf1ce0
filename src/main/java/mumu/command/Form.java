package mumu.command;

import java.util.HashMap;
import java.util.Map;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;

/**
 * The dialog's fields as typed, by option key; a blank field means "not set", a blank sentence the
 * empty one.
 *
 * <p>A form is read through the option string, so that a dialog and a macro accept the same values
 * and refuse them with the same sentences.
 */
record Form(Map<String, String> texts) {
  Form {
    texts = Map.copyOf(texts);
  }

  static Form of(GenerationRequest request) {
    return new Form(OptionString.values(OptionString.format(request), OptionString.KEYS));
  }

  String text(String key) {
    return texts.getOrDefault(key, "");
  }

  Form with(String key, String text) {
    Map<String, String> changed = new HashMap<>(texts);
    changed.put(key, text);
    return new Form(changed);
  }

  /**
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  GenerationRequest request() {
    return OptionString.ofFields(texts);
  }
}
