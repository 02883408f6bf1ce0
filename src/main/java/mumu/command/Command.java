package mumu.command;

import java.io.IOException;
import java.util.Optional;

/** One menu entry. */
interface Command {
  /**
   * Runs until the result exists.
   *
   * @param options the macro's option string; absent when a person chose the menu entry
   * @throws IllegalArgumentException for a user's mistake: failed, expected, found, what to do
   * @throws IOException for a file, the same four
   * @throws java.util.concurrent.CancellationException when the user cancels
   */
  void run(Optional<String> options) throws IOException;
}
