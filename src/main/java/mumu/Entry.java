package mumu;

import ij.Macro;
import java.util.function.Function;
import java.util.function.Supplier;

/** Leads from the classes that ImageJ meets first to the rest of the plugin. */
final class Entry {
  private Entry() {}

  /**
   * Runs the action with the plugin's class loader as the thread's; a failure has been shown to the
   * user when this throws.
   *
   * <p>NB: in plain ImageJ a thread's own loader sees only ij.jar; SciJava and DJL would find
   * nothing.
   *
   * @throws Aborted after a user's mistake, a cancel or a missing library
   */
  static <T> T call(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Entry.class.getClassLoader());
    try {
      return action.get();
    } catch (RuntimeException | Error failure) {
      String sentence = EntryFailures.sentence(failure);
      if (sentence.isEmpty()) {
        throw failure;
      }
      EntryFailures.show(failure, sentence);
      throw new Aborted(failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** An object of one of our Java-17 classes, if this Java and the installed jars can run it. */
  @SuppressWarnings("unchecked")
  static <A, R> Function<A, R> open(String className) {
    EntryRequirements.check();
    try {
      return (Function<A, R>) Class.forName(className).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("MUMU cannot start " + className, e);
    }
  }

  /** Ends a command and its macro after the user has been told why; ImageJ shows nothing more. */
  static final class Aborted extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** NB: ImageJ recognises the end of a macro by this very message. */
    Aborted(Throwable cause) {
      super(Macro.MACRO_CANCELED, cause);
    }
  }
}
