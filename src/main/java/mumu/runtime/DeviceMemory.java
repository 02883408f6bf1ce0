package mumu.runtime;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import mumu.runtime.cuda.Surroundings;
import mumu.runtime.cuda.Survey;

/**
 * Memory that graphs on a device can still take.
 *
 * <p>NB: asking a GPU's driver may take a second, so what it said is kept until somebody wants it
 * anew.
 */
public final class DeviceMemory {
  /** What the drivers of this computer say. */
  public static final DeviceMemory REAL =
      new DeviceMemory(gpu -> new Survey(Surroundings.real()).freeMegabytes(gpu));

  /** What is left of a GPU to screens and other programs. */
  private static final double SHARE = 0.95;

  private static final int MEGABYTE_BITS = 20;

  private final Function<Integer, OptionalLong> driver;
  private final Map<Integer, OptionalLong> known = new ConcurrentHashMap<>();

  /**
   * @param driver a GPU's free memory in MB, by its index; absent where nobody knows
   */
  public DeviceMemory(Function<Integer, OptionalLong> driver) {
    this.driver = driver;
  }

  /** From now on drivers are asked again. */
  public void forget() {
    known.clear();
  }

  /**
   * Bytes that can still be taken, of a GPU as last known; absent where the system does not say.
   * NB: weights pass through the computer's own memory on their way to a GPU.
   */
  public OptionalLong available(Device device) {
    return Stream.of(SystemMemory.available(), ofGpu(device))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  /** The GPU's own, in bytes; absent on the CPU and where the driver does not say. */
  OptionalLong ofGpu(Device device) {
    if (device.gpu().isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong free = known.computeIfAbsent(device.gpu().getAsInt(), driver);
    return free.isEmpty()
        ? free
        : OptionalLong.of((long) (SHARE * (free.getAsLong() << MEGABYTE_BITS)));
  }
}
