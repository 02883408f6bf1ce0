package mumu.runtime.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the CUDA runtime that was installed. */
public final class Installed {
  /** Lists the files of an installation with their sizes, and the licences. */
  private static final String SEAL = "INSTALLED.txt";

  private static final String FILE = "file ";
  private static final String FILE_LINE = FILE + "[0-9]{1,15} [A-Za-z0-9_.-]+";

  private Installed() {}

  /**
   * The installation that belongs to a version of ONNX Runtime.
   *
   * @param folders those that may hold it, by preference
   */
  public static Optional<Path> find(List<Path> folders, String runtimeVersion) {
    return folders.stream()
        .flatMap(folder -> children(folder).stream())
        .filter(it -> it.getFileName().toString().startsWith("onnxruntime-" + runtimeVersion + "-"))
        .filter(Installed::isWhole)
        .findFirst();
  }

  /** Whether every file is there with its size. NB: their hashes were compared when they came. */
  static boolean isWhole(Path installation) {
    Path seal = installation.resolve(SEAL);
    try {
      List<String> lines = Files.isRegularFile(seal) ? Files.readAllLines(seal) : List.of();
      List<String> files = lines.stream().filter(line -> line.startsWith(FILE)).toList();
      return !files.isEmpty() && files.stream().allMatch(line -> isThere(installation, line));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isThere(Path installation, String line) {
    if (!line.matches(FILE_LINE)) {
      return false;
    }
    String[] words = line.split(" ");
    Path file = installation.resolve(words[2]);
    return Files.isRegularFile(file) && file.toFile().length() == Long.parseLong(words[1]);
  }

  /** Writes down what a filled folder holds. */
  static void seal(Path folder, Plan plan) throws IOException {
    StringBuilder text = new StringBuilder("# " + plan.name() + "\n");
    plan.licences().forEach(it -> text.append("# ").append(it).append('\n'));
    plan.parts().forEach(it -> text.append(FILE + it.bytes() + " " + it.name() + "\n"));
    Path seal = folder.resolve(SEAL);
    Files.writeString(seal, text, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(seal, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Installations, whole or not, and fetches that broke off. */
  static List<Path> children(Path folder) {
    try (Stream<Path> list = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return list.filter(
              it ->
                  it.getFileName()
                      .toString()
                      .matches("(" + CudaInstall.DOWNLOAD + ")?onnxruntime-[0-9.]+-cuda[0-9]+"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
