package mumu.runtime;

import java.util.Locale;
import java.util.stream.Stream;

/** Tells a lack of memory, or of a kind of numbers, from other failures of ONNX Runtime. */
final class Shortage {
  private static final String NARROW = "bfloat16";
  private static final String EXPORT =
      "; this model counts in bfloat16, which ONNX Runtime does not do here: get or export it in"
          + " float16 or float32";
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
    String advice = text.contains(NARROW) ? EXPORT : otherwise;
    return message + (isShort ? ADVICE : advice);
  }
}
