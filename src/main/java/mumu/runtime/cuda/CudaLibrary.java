package mumu.runtime.cuda;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A library that the CUDA provider asks for.
 *
 * @param name as NVIDIA calls it
 * @param file its name on disk; a {@code *} stands for digits
 */
public record CudaLibrary(String name, Need need, String file) {
  /** NB: hard: the provider does not open without; lazy: no picture without; extra: rarely used. */
  enum Need {
    HARD,
    LAZY,
    EXTRA
  }

  /** Whether the file is this library in the version that is asked for. */
  boolean is(String fileName) {
    return fileName.matches(Pattern.quote(file).replace("*", "\\E[0-9]+\\Q"));
  }

  /**
   * Tells files of this library, in whatever version, from others.
   *
   * <p>NB: made once for many files, a folder of the system holds thousands.
   */
  Predicate<String> anyVersion() {
    String[] parts = file.split("(?<=\\.so)\\.|_(?=[0-9*]+(_[0-9]+)?\\.dll)", 2);
    String version = file.endsWith(".dll") ? "_[0-9_]+\\.dll" : "\\.[0-9.]+";
    return Pattern.compile(Pattern.quote(parts[0]) + version).asMatchPredicate();
  }

  /** Whether it is one of cuDNN's parts, which must all come from one place. */
  boolean isCudnn() {
    return name.startsWith("cuDNN");
  }
}
