package mumu.runtime;

import java.util.OptionalInt;

/**
 * Where graphs run and why.
 *
 * @param name {@code cpu} or {@code cuda:N}
 * @param reason one sentence for status line, Log and provenance
 */
public record Device(String name, String reason) {
  private static final String CUDA = "cuda";

  /** The index of the CUDA device; absent for the CPU. */
  OptionalInt gpu() {
    if (!name.startsWith(CUDA)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        name.equals(CUDA) ? 0 : Integer.parseInt(name.substring(CUDA.length() + 1)));
  }
}
