package mumu.command;

import ij.Macro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All menu entries by the argument they have in plugins.config.
 *
 * <p>A {@link Function} because the Java-8 classes that ImageJ meets first can only know a type of
 * the Java library.
 */
public final class Commands implements Function<String, Void> {
  private static final Map<String, Command> COMMANDS =
      Map.of(
          "generate", new Generate(),
          "bind", new BindSelection(),
          "tokens", new ShowTokens(),
          "regenerate", new Regenerate(),
          "models", new ManageModels(),
          "unload", new UnloadModels(),
          "device", new CheckDevice(),
          "cite", new CiteAndLicenses());

  /** What may stand in plugins.config. */
  public static Set<String> arguments() {
    return COMMANDS.keySet();
  }

  /**
   * Runs a command.
   *
   * <p>NB: ImageJ gives a macro's options only to the thread that called {@code run}, so they are
   * read here and never later.
   */
  @Override
  public Void apply(String argument) {
    Command command = COMMANDS.get(argument);
    if (command == null) {
      throw new IllegalArgumentException(
          "MUMU has no command '" + argument + "', expected one of " + COMMANDS.keySet());
    }
    try {
      command.run(Optional.ofNullable(Macro.getOptions()).map(String::strip));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }
}
