package mumu;

import ij.macro.ExtensionDescriptor;
import ij.macro.Functions;
import ij.macro.MacroExtension;
import ij.plugin.PlugIn;
import java.util.function.Function;

/**
 * The {@code Ext} functions, after {@code Ext.install("mumu.MacroExtensions")} in a macro.
 *
 * <p>NB: Java-8 bytecode that touches only {@code java.*} and {@code ij.*}, see {@link MumuPlugin}.
 */
public class MacroExtensions implements PlugIn, MacroExtension {
  private Function<Object[], String> functions;

  /** Makes the functions known to the running macro. */
  @Override
  public void run(String argument) {
    functions = Entry.call(() -> Entry.open("mumu.command.Extensions"));
    Functions.registerExtensions(this);
  }

  @Override
  public ExtensionDescriptor[] getExtensionFunctions() {
    return new ExtensionDescriptor[] {
      function("mumuGenerate", ARG_STRING),
      function("mumuBind", ARG_STRING, ARG_STRING),
      function("mumuUnbind"),
      function("mumuPaste", ARG_STRING),
      function("mumuInfo", ARG_STRING),
      function("mumuLabels", ARG_STRING),
      function("mumuTrainingData", ARG_STRING),
      function("mumuModels"),
      function("mumuManageModels", ARG_STRING),
      function("mumuOpen", ARG_STRING),
      function("mumuSave", ARG_STRING),
      function("mumuCheckDevice"),
      function("mumuInstallCuda", ARG_STRING)
    };
  }

  /**
   * Runs one function.
   *
   * @param arguments null when the function has none (ImageJ's rule)
   */
  @Override
  public String handleExtension(String name, Object[] arguments) {
    Object[] given = arguments == null ? new Object[0] : arguments;
    Object[] call = new Object[given.length + 1];
    call[0] = name;
    System.arraycopy(given, 0, call, 1, given.length);
    return Entry.call(() -> functions.apply(call));
  }

  private ExtensionDescriptor function(String name, int... types) {
    return ExtensionDescriptor.newDescriptor(name, this, types);
  }
}
