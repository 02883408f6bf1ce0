package mumu.runtime.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks the NVIDIA driver, if there is one, through files and its own nvidia-smi. */
final class DriverSurvey {
  private static final Pattern KERNEL_MODULE =
      Pattern.compile("NVRM version:.*?([0-9]+\\.[0-9.]+)");

  /** NB: drivers before 510 do not know compute_cap and then refuse the whole question. */
  private static final List<String> QUESTIONS =
      List.of(
          "index,driver_version,memory.total,memory.free,compute_cap,name",
          "index,driver_version,memory.total,memory.free,index,name");

  private static final int COLUMNS = 6;

  private static final List<String> LINUX_FOLDERS =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "usr/lib/wsl/lib",
          "usr/local/nvidia/lib64",
          "usr/local/nvidia/lib",
          "run/opengl-driver/lib");

  private final Surroundings surroundings;

  DriverSurvey(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Machine.Driver ask() {
    Optional<Path> library = library();
    Optional<String> module = module();
    if (library.isEmpty() && module.isEmpty()) {
      return Machine.Driver.NONE; // nvidia-smi belongs to the driver
    }
    List<String[]> rows = rows();
    Optional<String> version = rows.stream().findFirst().map(row -> row[1]).or(() -> module);
    return new Machine.Driver(version, library, rows.stream().map(DriverSurvey::gpu).toList());
  }

  private Optional<Path> library() {
    Stream<Path> files =
        surroundings.isWindows()
            ? surroundings.variable("SystemRoot").stream()
                .map(it -> Path.of(it, "System32", "nvcuda.dll"))
            : Stream.concat(
                    LINUX_FOLDERS.stream().map(surroundings::system),
                    surroundings.folders("LD_LIBRARY_PATH"))
                .map(it -> it.resolve("libcuda.so.1"));
    return files.filter(Files::exists).findFirst();
  }

  private Optional<String> module() {
    Path file = surroundings.system("proc/driver/nvidia/version");
    try {
      Matcher version = KERNEL_MODULE.matcher(Files.isReadable(file) ? Files.readString(file) : "");
      return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<String[]> rows() {
    for (String question : QUESTIONS) {
      List<String[]> rows =
          surroundings
              .commands()
              .apply(
                  List.of("nvidia-smi", "--query-gpu=" + question, "--format=csv,noheader,nounits"))
              .map(DriverSurvey::rows)
              .orElse(List.of());
      if (!rows.isEmpty()) {
        return rows;
      }
    }
    return List.of();
  }

  private static List<String[]> rows(String table) {
    List<String[]> rows = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] row = line.strip().split(" *, *", COLUMNS);
      if (row.length == COLUMNS && row[0].matches("[0-9]{1,3}") && row[1].matches("[0-9][0-9.]*")) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Machine.Gpu gpu(String[] row) {
    String capability = row[4].matches("[0-9]+\\.[0-9]") ? row[4] : "";
    return new Machine.Gpu(
        Integer.parseInt(row[0]), row[5], capability, megabytes(row[2]), megabytes(row[3]));
  }

  /** NB: some cards say [N/A]. */
  private static long megabytes(String text) {
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }
}
