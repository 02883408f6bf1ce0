package mumu.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells what ONNX Runtime lacks (memory, a kind of numbers, an operator) from other failures. */
enum Shortage {
  MEMORY(
      "there is not enough memory: make a smaller picture, close other programs, run MUMU Unload"
          + " Models, or use device=cpu or a smaller model",
      "bad_alloc",
      "bad allocation",
      "failed to allocate memory",
      "out of memory",
      "cudaerrormemoryallocation",
      "alloc_failed",
      "available memory of"),
  NUMBERS(
      "this model counts in bfloat16, which ONNX Runtime does not do here: get or export it in"
          + " float16 or float32",
      "bfloat16"),
  OPERATOR(
      "ONNX Runtime has this operator only for other devices or kinds of numbers, as in a graph"
          + " that its optimizer has fused for NVIDIA cards: use device=cuda, or get or export the"
          + " model without such fusions in float16 or float32",
      "failed to find kernel",
      "could not find an implementation");

  private final String advice;
  private final List<String> signs;

  Shortage(String advice, String... signs) {
    this.advice = "; " + advice;
    this.signs = List.of(signs);
  }

  /**
   * The message with what to do.
   *
   * @param otherwise added where nothing of this is the reason
   */
  static String explain(String message, String otherwise) {
    String text = message.toLowerCase(Locale.ROOT);
    return message
        + Stream.of(values())
            .filter(shortage -> shortage.signs.stream().anyMatch(text::contains))
            .map(shortage -> shortage.advice)
            .findFirst()
            .orElse(otherwise);
  }
}
