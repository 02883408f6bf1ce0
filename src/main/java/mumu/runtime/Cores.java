package mumu.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

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
}
