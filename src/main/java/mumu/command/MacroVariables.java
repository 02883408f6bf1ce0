package mumu.command;

import ij.macro.Interpreter;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ImageJ's {@code key=&variable} in options: the value of a variable of the running macro.
 *
 * <p>Only where the value does not stand in brackets or quotes, so that a sentence such as {@code
 * prompt=[&c]}, and with it everything the Recorder writes, always means itself.
 */
final class MacroVariables {
  /** A bracketed, quoted or plain value after its key. */
  private static final Pattern OPTION =
      Pattern.compile("([^\\s=\\[\\]']+=)(?:&([A-Za-z_]\\w*)(?=\\s|$)|(?=\\[)|'[^']*'|\\S*)");

  private MacroVariables() {}

  /**
   * @throws IllegalArgumentException naming the variable that does not exist, also where no macro
   *     runs
   */
  static String expand(String options) {
    return expand(options, MacroVariables::inRunningMacro);
  }

  private static Optional<String> inRunningMacro(String name) {
    Interpreter macro = Interpreter.getInstance();
    if (macro == null) {
      throw new IllegalArgumentException(
          "&%s means a variable of an ImageJ macro, and none is running: in a script of another language join the value to the options; a text that begins with & stands in [ ]"
              .formatted(name));
    }
    String text = macro.getStringVariable(name);
    double number = macro.getVariable2(name);
    return text != null || Double.isNaN(number)
        ? Optional.ofNullable(text)
        : Optional.of(BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
  }

  static String expand(String options, Function<String, Optional<String>> variables) {
    StringBuilder expanded = new StringBuilder();
    Matcher option = OPTION.matcher(options);
    int at = 0;
    while (at < options.length()) {
      if (options.charAt(at) == '[') {
        int end = closing(options, at);
        expanded.append(options, at, end);
        at = end;
      } else if (option.region(at, options.length()).lookingAt()) {
        expanded.append(option.group(2) == null ? option.group() : value(option, variables));
        at = option.end();
      } else {
        expanded.append(options.charAt(at++));
      }
    }
    return expanded.toString();
  }

  private static String value(Matcher option, Function<String, Optional<String>> variables) {
    String name = option.group(2);
    String value =
        variables
            .apply(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the macro has no variable '%1$s' for %2$s&%1$s: expected a variable that holds a text or number; a text that begins with & stands in [ ]"
                            .formatted(name, option.group(1))));
    return option.group(1) + "[" + escaped(value) + "]";
  }

  private static String escaped(String value) {
    return value.replace("[", "\\u005b").replace("]", "\\u005d");
  }

  /** Behind the bracket that closes the one here, as ImageJ pairs them; the end if none does. */
  private static int closing(String options, int open) {
    int depth = 0;
    for (int i = open; i < options.length(); i++) {
      depth += options.charAt(i) == '[' ? 1 : options.charAt(i) == ']' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return options.length();
  }
}
