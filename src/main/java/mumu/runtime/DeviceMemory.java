package mumu.runtime;

import java.util.OptionalLong;
import java.util.stream.Stream;
import mumu.runtime.cuda.Surroundings;
import mumu.runtime.cuda.Survey;

/** Memory that graphs on a device can still take. */
public final class DeviceMemory {
  /** What is left of a GPU to screens and other programs. */
  private static final double SHARE = 0.95;

  private static final int MEGABYTE_BITS = 20;

  private DeviceMemory() {}

  /**
   * Bytes that can still be taken; absent where the system does not say. NB: weights pass through
   * the computer's own memory on their way to a GPU.
   */
  public static OptionalLong available(Device device) {
    return Stream.of(SystemMemory.available(), ofGpu(device))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  /** The GPU's own; absent on the CPU and where the driver does not say. */
  static OptionalLong ofGpu(Device device) {
    if (device.gpu().isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong free = new Survey(Surroundings.real()).freeMegabytes(device.gpu().getAsInt());
    return free.isEmpty()
        ? free
        : OptionalLong.of((long) (SHARE * (free.getAsLong() << MEGABYTE_BITS)));
  }
}
