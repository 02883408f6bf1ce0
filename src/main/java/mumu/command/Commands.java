package mumu.command;

import static java.util.Map.entry;

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
      Map.ofEntries(
          entry("generate", new Generate()),
          entry("bind", new BindSelection()),
          entry("tokens", new ShowTokens()),
          entry("regenerate", new Regenerate()),
          entry("labels", new MakeLabels()),
          entry("training", new MakeTrainingData()),
          entry("paste", new PasteIntoSelection()),
          entry("tool", new BindTool()),
          entry("models", new ManageModels()),
          entry("unload", new UnloadModels()),
          entry("device", new CheckDevice()),
          entry("cuda", new InstallCuda()),
          entry("cite", new CiteAndLicenses()),
          entry("about", new About()),
          entry("sample-park", new OpenSample("park.tif")),
          entry("sample-photographs", new OpenSample("photographs.tif")),
          entry("sample-cell", new OpenSample("cell.tif")),
          entry("sample-nuclei", new OpenSample("nuclei.tif")),
          entry("sample-tissue", new OpenSample("tissue.tif")));

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
      command.run(
          Optional.ofNullable(Macro.getOptions()).map(String::strip).map(MacroVariables::expand));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }
}
