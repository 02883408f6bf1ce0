package mumu.runtime;

import java.util.Locale;
import java.util.stream.Stream;

/** Tells a lack of memory from other failures of ONNX Runtime, by the words it has for it. */
final class Shortage {
  private static final String ADVICE =
      "; there is not enough memory: make a smaller picture, close other programs, run MUMU Unload"
          + " Models, or use device=cpu or a smaller model";

  private Shortage() {}

  /**
   * The message with what to do.
   *
   * @param otherwise added where memory is not the reason
   */
  static String explain(String message, String otherwise) {
    String text = message.toLowerCase(Locale.ROOT);
    boolean isShort =
        Stream.of(
                "bad_alloc",
                "bad allocation",
                "failed to allocate memory",
                "out of memory",
                "cudaerrormemoryallocation",
                "alloc_failed",
                "available memory of")
            .anyMatch(text::contains);
    return message + (isShort ? ADVICE : otherwise);
  }
}
