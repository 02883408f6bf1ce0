package mumu;

import ij.IJ;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

/** Tells a user's mistake from a bug, and shows the mistake as a sentence without a stack trace. */
final class EntryFailures {
  private static final int LINE_LENGTH = 90;

  /** NB: by name, because the class itself needs Java 17. */
  private static final String GENERATION_FAILURE = "mumu.pipeline.GenerationException";

  private EntryFailures() {}

  /** What to tell the user; empty for a bug and for what ImageJ handles itself. */
  static String sentence(Throwable failure) {
    if (failure instanceof CancellationException) {
      return "canceled";
    }
    if (failure instanceof OutOfMemoryError) {
      return "MUMU ran out of memory ("
          + failure.getMessage()
          + "). Close images, ask for fewer or smaller pictures, run MUMU Unload Models, or give"
          + " ImageJ more in Edit > Options > Memory & Threads.";
    }
    if (failure instanceof UncheckedIOException) {
      return String.valueOf(failure.getCause().getMessage());
    }
    Throwable missing = missing(failure);
    if (missing != null) {
      return linkage(missing);
    }
    if (failure instanceof IllegalArgumentException
        || failure.getClass().getName().equals(GENERATION_FAILURE)) {
      return String.valueOf(failure.getMessage());
    }
    return "";
  }

  /** The innermost of its causes that says which library is missing; null where none does. */
  private static Throwable missing(Throwable failure) {
    Throwable found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      found = cause instanceof LinkageError ? cause : found;
    }
    return found;
  }

  /** Shows the sentence; a canceled command only says so in the status bar. */
  static void show(Throwable failure, String sentence) {
    IJ.showProgress(1.0);
    if (failure instanceof CancellationException) {
      IJ.showStatus("MUMU: " + sentence);
      return;
    }
    IJ.showStatus("");
    IJ.error("MUMU", IJ.getInstance() == null ? sentence : wrapped(sentence));
  }

  private static String linkage(Throwable error) {
    return "MUMU cannot load a library: "
        + error
        + ". Expected the jars of the release zip and 64-bit Linux, Windows, or macOS on Apple"
        + " silicon; found "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ". Unpack the release zip into the ImageJ folder again (Fiji: Help > Update...), remove"
        + " older copies of the named library from its folder jars, and restart ImageJ.";
  }

  /** NB: ImageJ's message box is as wide as the longest line. */
  private static String wrapped(String sentence) {
    return sentence.replaceAll("(.{1," + LINE_LENGTH + "})( +|$)", "$1\n").trim();
  }
}
