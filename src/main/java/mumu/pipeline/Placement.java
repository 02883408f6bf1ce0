package mumu.pipeline;

import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import java.util.function.Supplier;
import mumu.runtime.Device;
import mumu.runtime.DeviceMemory;

/**
 * How much of a model may be open at the same time, estimated from its files before they are
 * loaded.
 *
 * @param budget bytes of graphs and weights
 * @param free bytes of memory that can still be taken; absent where nobody knows
 */
record Placement(long budget, Supplier<OptionalLong> free) {
  /** Models up to this size stay open as a whole. */
  private static final long SMALL = 256L << 20;

  /** What may stay open beside the largest part. */
  private static final double SHARE = 1.1;

  /** NB: measured: a graph with its weights inside takes 1.4 times its file while it is opened. */
  private static final double WHILE_OPENING = 1.4;

  private static final int MEGABYTE_BITS = 20;

  /**
   * @param memory asked anew for every part of a model that is not small
   */
  static Placement of(GraphParts parts, Device device, DeviceMemory memory) {
    LongSummaryStatistics bytes =
        parts.names().stream().mapToLong(parts::bytes).summaryStatistics();
    boolean small = bytes.getSum() <= SMALL;
    return new Placement(
        small ? SMALL : Math.max(SMALL, (long) (bytes.getMax() * SHARE)),
        () -> {
          if (!small) {
            memory.forget();
          }
          return memory.available(device);
        });
  }

  /**
   * Whether a part can be opened beside others.
   *
   * @param open bytes of the others
   */
  boolean fits(long bytes, long open) {
    return bytes + open <= budget && bytes * WHILE_OPENING <= free.get().orElse(Long.MAX_VALUE);
  }

  /**
   * To be asked when nothing else is open.
   *
   * @throws GenerationException with advice where the part alone is more than there is; less than
   *     that is left to the system, which can swap
   */
  void checkAlone(String part, long bytes) {
    long left = free.get().orElse(Long.MAX_VALUE);
    if (bytes > left) {
      throw new GenerationException(
          ("%s needs about %d MB of memory, %d MB are free; close images and other programs, or use"
                  + " a smaller model or one in half precision")
              .formatted(part, bytes >> MEGABYTE_BITS, left >> MEGABYTE_BITS));
    }
  }

  /** Whether so much memory comes free that the system should get it back at once. */
  static boolean isLarge(long bytes) {
    return bytes >= SMALL / 4;
  }
}
