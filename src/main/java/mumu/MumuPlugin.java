package mumu;

import ij.IJ;
import ij.plugin.PlugIn;

/**
 * The one class behind all menu entries; Java-8 bytecode so that an old Java can be told what is
 * needed.
 */
public class MumuPlugin implements PlugIn {
  @Override
  public void run(String argument) {
    IJ.error("MUMU", "not yet: " + argument);
  }
}
