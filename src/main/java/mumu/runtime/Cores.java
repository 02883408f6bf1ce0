package mumu.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts the cores that are worth a thread: two hyper-threads share one arithmetic unit. */
final class Cores {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Cores() {}

  /**
   * Physical cores this process may use, at least 1.
   *
   * <p>NB: the JVM's count respects container limits, which ONNX Runtime's own does not.
   */
  static int physical() {
    int usable = Runtime.getRuntime().availableProcessors();
    if (Files.isReadable(CPU_INFO)) {
      try {
        int physical = count(Files.readString(CPU_INFO));
        return Math.max(1, physical == 0 ? usable : Math.min(physical, usable));
      } catch (IOException e) {
        return usable;
      }
    }
    String os = System.getProperty("os.name");
    return os.startsWith("Windows") ? Math.max(1, usable / 2) : usable;
  }

  /** Distinct pairs of package and core; 0 where the file does not say (ARM). */
  static int count(String cpuInfo) {
    Set<String> cores = new HashSet<>();
    String socket = "";
    for (String line : cpuInfo.split("\n")) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.startsWith("physical id")) {
        socket = value;
      } else if (line.startsWith("core id")) {
        cores.add(socket + "/" + value);
      }
    }
    return cores.size();
  }

  /** Which processor this is: what is optimised for one may be wrong for another. */
  static String kind() {
    String kind = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (Files.isReadable(CPU_INFO)) {
      try {
        return kind + kind(Files.readString(CPU_INFO));
      } catch (IOException e) {
        return kind;
      }
    }
    return kind + " " + System.getenv("PROCESSOR_IDENTIFIER");
  }

  /** Model and abilities of the first core. */
  static String kind(String cpuInfo) {
    return cpuInfo
        .split("\n\\s*\n", 2)[0]
        .lines()
        .filter(line -> line.matches("(model name|flags|Features|CPU part)\\s*:.*"))
        .collect(Collectors.joining("\n", "\n", ""));
  }
}
