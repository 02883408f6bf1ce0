package mumu.command;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mumu.request.OptionString;

/**
 * The options of {@code MUMU Models...}: one of {@code list=true}, {@code import=[path]} with
 * {@code replace=true|false}, {@code verify=[id]} and {@code remove=[id]}.
 *
 * @param subject a path or id; empty for the list
 * @param replace whether an import may replace a model of the same id
 */
record ModelAction(Kind kind, String subject, boolean replace) {
  /** What can be done, and the key that says so. */
  enum Kind {
    LIST("list"),
    IMPORT("import"),
    VERIFY("verify"),
    REMOVE("remove");

    private final String key;

    Kind(String key) {
      this.key = key;
    }
  }

  private static final String REPLACE = "replace";
  static final List<String> KEYS = List.of("list", "import", "verify", "remove", REPLACE);
  private static final String EXAMPLES =
      "expected one of list=true, import=[path], verify=[id], remove=[id]";

  /**
   * Reads options; a lone {@code list} is taken for {@code list=true}.
   *
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  static ModelAction parse(String options) {
    Map<String, String> values =
        OptionString.values(options.equals(Kind.LIST.key) ? "list=true" : options, KEYS);
    List<Kind> kinds =
        Arrays.stream(Kind.values()).filter(kind -> values.containsKey(kind.key)).toList();
    if (kinds.size() != 1) {
      throw new IllegalArgumentException(
          "MUMU Models does one thing at a time: %s; found %s"
              .formatted(EXAMPLES, values.isEmpty() ? "none" : values.keySet()));
    }
    Kind kind = kinds.get(0);
    boolean replace = flag(values, REPLACE);
    if (kind != Kind.IMPORT && values.containsKey(REPLACE)) {
      throw new IllegalArgumentException(
          "replace belongs to import: expected import=[path] with it, found " + kind.key);
    }
    if (kind == Kind.LIST && !flag(values, Kind.LIST.key)) {
      throw new IllegalArgumentException(
          "there is nothing to do: " + EXAMPLES + "; found list=false");
    }
    return new ModelAction(kind, kind == Kind.LIST ? "" : values.get(kind.key).strip(), replace);
  }

  /** The options that do the same again. */
  String format() {
    Map<String, String> values = new HashMap<>();
    values.put(kind.key, kind == Kind.LIST ? "true" : subject);
    if (replace) {
      values.put(REPLACE, "true");
    }
    return OptionString.join(values, KEYS);
  }

  private static boolean flag(Map<String, String> values, String key) {
    return switch (values.getOrDefault(key, "false")) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, found '%s'".formatted(key, values.get(key)));
    };
  }
}
