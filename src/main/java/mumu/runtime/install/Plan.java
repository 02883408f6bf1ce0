package mumu.runtime.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mumu.runtime.cuda.Platform;

/**
 * What is to be fetched, byte for byte: everything is pinned, so a repository cannot give us
 * anything else.
 *
 * @param name of the folder it becomes, with the version of ONNX Runtime
 * @param licences one sentence each, with where to read them
 */
public record Plan(String name, List<String> licences, List<Archive> archives) {
  private static final String VERSION_BEFORE = "onnxruntime-";

  public Plan {
    licences = List.copyOf(licences);
    archives = List.copyOf(archives);
    if (!name.matches(VERSION_BEFORE + "[0-9.]+-cuda[0-9]+")) {
      throw new IllegalArgumentException("'" + name + "' is no name of an installation");
    }
  }

  /** The plan for a platform, as it was pinned when the plugin was made. */
  public static Plan of(Platform platform) {
    String file = platform.folder() + ".txt";
    try (InputStream stream = Plan.class.getResourceAsStream(file)) {
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read from the plugin's jar", e);
    }
  }

  /**
   * A plan of somebody's own, for libraries that lie in another repository.
   *
   * @throws IOException naming the file when it cannot be read
   * @throws IllegalArgumentException naming the line that is none of a plan
   */
  public static Plan read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /**
   * Reads lines that begin with {@code plan}, {@code licence}, {@code maven}, {@code pypi} and
   * {@code file}.
   *
   * @throws IllegalArgumentException naming the line
   */
  static Plan parse(String text) {
    String name = "";
    List<String> licences = new ArrayList<>();
    List<Archive> archives = new ArrayList<>();
    for (String line : text.lines().filter(it -> !it.isBlank() && !it.startsWith("#")).toList()) {
      String[] words = line.strip().split(" +");
      switch (words[0] + " " + words.length) {
        case "plan 2" -> name = words[1];
        case "maven 3" -> archives.add(archive(Source.MAVEN, words, line));
        case "pypi 3" -> archives.add(archive(Source.PYTHON, words, line));
        case "file 6" -> extendLast(archives, words, line);
        default -> {
          if (!words[0].equals("licence")) {
            throw new IllegalArgumentException("'" + line + "' is no line of a plan");
          }
          licences.add(line.substring("licence".length()).strip());
        }
      }
    }
    return new Plan(name, licences, archives);
  }

  private static Archive archive(Source source, String[] words, String line) {
    return new Archive(source, words[1], number(words[2], line), List.of());
  }

  private static void extendLast(List<Archive> archives, String[] words, String line) {
    if (archives.isEmpty()) {
      throw new IllegalArgumentException("'" + line + "' belongs to no archive");
    }
    Archive archive = archives.remove(archives.size() - 1);
    List<Part> parts = new ArrayList<>(archive.parts());
    parts.add(
        new Part(
            words[1],
            number(words[2], line),
            number(words[3], line),
            number(words[4], line),
            words[5]));
    archives.add(new Archive(archive.source(), archive.path(), archive.bytes(), parts));
  }

  private static long number(String text, String line) {
    if (!text.matches("[0-9]{1,15}")) {
      throw new IllegalArgumentException("'" + text + "' in '" + line + "' is no size");
    }
    return Long.parseLong(text);
  }

  Stream<Part> parts() {
    return archives.stream().flatMap(it -> it.parts().stream());
  }

  /** How much is fetched. */
  public long downloadBytes() {
    return parts().mapToLong(Part::compressedBytes).sum();
  }

  /** How much lies on disk afterwards. */
  public long installedBytes() {
    return parts().mapToLong(Part::bytes).sum();
  }

  /** The version of ONNX Runtime that it belongs to. */
  public String runtimeVersion() {
    return name.substring(VERSION_BEFORE.length(), name.lastIndexOf("-cuda"));
  }
}
