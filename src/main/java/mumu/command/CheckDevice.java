package mumu.command;

import java.util.Optional;
import mumu.runtime.Devices;

/** Reports what would run here, what is missing and what to do. */
final class CheckDevice implements Command {
  @Override
  public void run(Optional<String> options) {
    TextReport.show("MUMU Check Device", Devices.report());
  }
}
