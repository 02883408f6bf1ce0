package mumu.command;

import ij.IJ;
import java.util.Optional;

/** Frees all memory that models hold; the next command loads what it needs again. */
final class UnloadModels implements Command {
  @Override
  public void run(Optional<String> options) {
    Production.unload();
    IJ.showStatus("MUMU: models unloaded");
  }
}
