package mumu;

import ij.plugin.PlugIn;

/** The Ext functions. */
public class MacroExtensions implements PlugIn {
  @Override
  public void run(String argument) {}
}
