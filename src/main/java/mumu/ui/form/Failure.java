package mumu.ui.form;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mumu.pipeline.GenerationException;

/** Tells mistakes, which have a sentence for the user, from bugs. */
final class Failure {
  private Failure() {}

  /** What to tell the user; empty for a bug. */
  static Optional<Message> message(Throwable failure) {
    if (failure instanceof CancellationException) {
      return Optional.of(Message.of("Canceled."));
    }
    if (failure instanceof OutOfMemoryError) {
      return Optional.of(
          Message.problem(
              "MUMU ran out of memory. Close images, ask for fewer or smaller pictures, run MUMU"
                  + " Unload Models, or give ImageJ more in Edit > Options > Memory & Threads."));
    }
    if (failure instanceof LinkageError) {
      return Optional.of(
          Message.problem(
              "MUMU cannot load a library: " + failure + ". Run MUMU Check Device... for advice."));
    }
    Throwable told = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    boolean mistake =
        told instanceof IllegalArgumentException
            || told instanceof GenerationException
            || told instanceof IOException;
    return mistake ? Optional.of(Message.problem(told.getMessage())) : Optional.empty();
  }
}
