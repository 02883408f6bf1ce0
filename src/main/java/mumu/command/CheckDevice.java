package mumu.command;

import java.util.Optional;
import mumu.pipeline.Progress;
import mumu.runtime.Devices;

/** Reports what would run here, what is missing and what to do. */
final class CheckDevice implements Command {
  @Override
  public void run(Optional<String> options) {
    try (Work work = new Work()) {
      TextReport.show("MUMU Check Device", report(work));
    }
  }

  /** What was found, and whether pictures can be repeated here. */
  static String report(Progress progress) {
    Models.prepare();
    return Devices.report() + Models.SHARED.selfTest(progress);
  }
}
