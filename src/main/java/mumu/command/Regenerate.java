package mumu.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mumu.imagej.Bound;
import mumu.imagej.Results;
import mumu.pipeline.Progress;

/** Repeats the request stored in the active image; the source images need not be open. */
final class Regenerate implements Command {
  private static final String LABEL = "MUMU Regenerate";

  @Override
  public void run(Optional<String> options) throws IOException {
    Production.generate(
        new Bound(Results.request(Screen.activeImage(LABEL)), List.of()), Progress.silent());
  }
}
