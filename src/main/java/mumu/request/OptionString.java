package mumu.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request as ImageJ's macro option string: {@code steps=20 bind=[man=#1] prompt=[a {man}]}.
 *
 * <p>The prompt is written last and always in {@code [ ]}, because ImageJ searches a key from the
 * left and a sentence may hold {@code seed=5}. Brackets in a value are written {@code \u005b} and
 * {@code \u005d}, and any other character may be written so; where a value itself holds such a
 * code, its backslash is written {@code \u005c}.
 */
public final class OptionString {
  private static final String NEGATIVE = "negative";
  private static final String PROMPT = "prompt";

  /** Where an empty text is not the same as none. */
  private static final Set<String> MAY_BE_EMPTY = Set.of(NEGATIVE, PROMPT);

  /** All option keys in the order they are written; none is a suffix of another. */
  public static final List<String> KEYS =
      List.of(
          "model",
          "device",
          "scheduler",
          "steps",
          "guidance",
          "guidance_rescale",
          "seed",
          "width",
          "height",
          "count",
          "variety",
          NEGATIVE,
          "strength",
          "init",
          "finetune",
          "bind",
          PROMPT);

  private OptionString() {}

  /**
   * Reads options in any order; an empty value is an unset one, but for {@code prompt} and {@code
   * negative}.
   *
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  public static GenerationRequest parse(String options) {
    Map<String, String> values = OptionTokens.read(options, KEYS);
    values
        .entrySet()
        .removeIf(set -> set.getValue().isEmpty() && !MAY_BE_EMPTY.contains(set.getKey()));
    if (!values.containsKey(PROMPT)) {
      throw error("the option prompt is missing: expected prompt=[a sentence with {slots}]", KEYS);
    }
    return new GenerationRequest(
        Prompt.parse(values.get(PROMPT)),
        BindingText.parse(values.getOrDefault("bind", "")),
        settings(values));
  }

  /**
   * The values that are set, by key, without brackets and escapes.
   *
   * @param keys the known options
   * @throws IllegalArgumentException naming the option that is unknown, given twice or unreadable
   */
  public static Map<String, String> values(String options, List<String> keys) {
    Map<String, String> values = OptionTokens.read(options, keys);
    values.values().removeIf(String::isEmpty);
    return values;
  }

  /**
   * A request as a window's fields hold it: a blank field is not set, but for the sentence, which
   * may be empty.
   *
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  public static GenerationRequest ofFields(Map<String, String> texts) {
    Map<String, String> written = new HashMap<>(texts);
    written.values().removeIf(String::isBlank);
    written.putIfAbsent(PROMPT, "");
    return parse(join(written, KEYS));
  }

  /**
   * Writes values in the order of the keys, blank ones left out but for {@code prompt} and {@code
   * negative}; reading gives the same values.
   */
  public static String join(Map<String, String> values, List<String> keys) {
    return keys.stream()
        .filter(values::containsKey)
        .filter(key -> MAY_BE_EMPTY.contains(key) || !values.get(key).isBlank())
        .map(key -> OptionTokens.writeBracketed(key, values.get(key)))
        .collect(Collectors.joining(" "));
  }

  /** Writes what is set, the prompt last; reading gives the same request. */
  public static String format(GenerationRequest request) {
    List<String> options = new ArrayList<>();
    Map<String, String> settings = SettingsText.write(request.settings());
    settings.entrySet().removeAll(SettingsText.write(Settings.DEFAULTS).entrySet());
    settings.forEach((key, value) -> options.add(OptionTokens.write(key, value)));
    if (!request.bindings().isEmpty()) {
      options.add(OptionTokens.write("bind", BindingText.format(request.bindings())));
    }
    options.add(OptionTokens.writeBracketed(PROMPT, request.prompt().text()));
    return String.join(" ", options);
  }

  /** An error that ends with the known keys. */
  static IllegalArgumentException error(String message, List<String> keys) {
    return new IllegalArgumentException(
        keys.stream().collect(Collectors.joining(" ", message + "; the options are ", "")));
  }

  private static Settings settings(Map<String, String> values) {
    SettingsBuilder settings = Settings.DEFAULTS.toBuilder();
    values.forEach((key, value) -> SettingsText.read(settings, key, value));
    return settings.build();
  }
}
