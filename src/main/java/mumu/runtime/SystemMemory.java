package mumu.runtime;

import com.sun.jna.Function;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The memory of this computer, in which graphs lie outside of Java's heap. */
public final class SystemMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");
  private static final int KILOBYTE = 1024;

  private SystemMemory() {}

  /**
   * Bytes that can still be taken without swapping; absent where the system does not say.
   *
   * <p>NB: macOS counts as free only what nothing has ever used, so there it is all there is.
   */
  public static OptionalLong available() {
    if (Files.isReadable(MEMORY)) {
      return Stream.of(
              read(MEMORY).map(SystemMemory::available).orElse(OptionalLong.empty()),
              left(GROUP.resolve("memory.max"), GROUP.resolve("memory.current")))
          .filter(OptionalLong::isPresent)
          .mapToLong(OptionalLong::getAsLong)
          .min();
    }
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof com.sun.management.OperatingSystemMXBean known) {
      return OptionalLong.of(
          Platform.isMac() ? known.getTotalMemorySize() : known.getFreeMemorySize());
    }
    return OptionalLong.empty();
  }

  /** What Linux says, which can do without the files it keeps in memory for speed. */
  static OptionalLong available(String meminfo) {
    return meminfo
        .lines()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE)
        .findFirst();
  }

  /** What a container's limit leaves; absent without a limit. */
  static OptionalLong left(Path maximum, Path current) {
    Stream<String> both = Stream.concat(read(maximum).stream(), read(current).stream());
    long[] numbers =
        both.map(String::strip)
            .filter(text -> text.matches("\\d{1,18}"))
            .mapToLong(Long::parseLong)
            .toArray();
    return numbers.length == 2
        ? OptionalLong.of(Math.max(0, numbers[0] - numbers[1]))
        : OptionalLong.empty();
  }

  /**
   * Gives memory that was freed back to the system, as far as the system's allocator lets us.
   *
   * <p>NB: glibc keeps what was allocated in small pieces: after a graph of 1.0 GB was closed, 1.4
   * GB stayed with the process, and 0.09 GB after this.
   */
  public static void trim() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {new NativeLong(0)});
    } catch (UnsatisfiedLinkError e) {
      System.getLogger(SystemMemory.class.getName())
          .log(System.Logger.Level.DEBUG, "this C library cannot trim its heap", e);
    }
  }

  private static Optional<String> read(Path file) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
