package mumu;

import ij.plugin.PlugIn;

/**
 * The one class behind all menu entries of plugins.config; the argument is the command.
 *
 * <p>NB: Java-8 bytecode that touches only {@code java.*} and {@code ij.*}, so that an old Java and
 * a missing jar meet a sentence instead of silence.
 */
public class MumuPlugin implements PlugIn {
  static final String PANEL = "panel";

  @Override
  public void run(String argument) {
    String commands = PANEL.equals(argument) ? "mumu.ui.Panels" : "mumu.command.Commands";
    Entry.call(() -> Entry.<String, Void>open(commands).apply(argument));
  }
}
