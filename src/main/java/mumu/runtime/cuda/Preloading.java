package mumu.runtime.cuda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings the CUDA libraries into this program, each after those it needs, so that the provider
 * finds them there: neither PATH nor LD_LIBRARY_PATH has a part in it.
 */
public final class Preloading {
  /** What Java says when an earlier copy of this plugin has loaded the file. */
  private static final String OTHER_LOADER = "already loaded in another classloader";

  private Preloading() {}

  /** Loads what the machine's provider needs. */
  public static List<String> load(Machine machine) {
    return load(machine, file -> System.load(file.toString()));
  }

  /**
   * @param loader throws {@link UnsatisfiedLinkError} for a file that cannot be loaded
   * @return a sentence for each library that could not be loaded; the others are there
   */
  static List<String> load(Machine machine, Consumer<Path> loader) {
    Optional<Platform> platform = machine.host().platform();
    if (platform.isEmpty() || machine.ort().provider().isEmpty()) {
      return List.of();
    }
    List<String> failures = new ArrayList<>();
    for (Finding finding : Finding.of(machine, platform.get())) {
      if (finding.isUsable()) {
        load(finding.file().orElseThrow(), loader).ifPresent(failures::add);
      }
    }
    return failures;
  }

  private static Optional<String> load(Path file, Consumer<Path> loader) {
    try {
      loader.accept(file);
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      String message = String.valueOf(e.getMessage());
      return message.contains(OTHER_LOADER)
          ? Optional.empty()
          : Optional.of(file + " does not load: " + message);
    }
  }
}
