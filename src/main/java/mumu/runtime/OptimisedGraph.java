package mumu.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/**
 * A graph as ONNX Runtime has optimised it for this computer, kept in a folder of its own so that
 * the next start is faster: the weights are mapped from the file instead of copied.
 */
final class OptimisedGraph {
  static final String SUMS = "sums";
  static final String UNFINISHED = ".part";
  private static final String GRAPH = "graph.onnx";
  private static final String REFUSED = "refused";
  private static final String WEIGHTS = "weights.bin";

  private final Path folder;

  /**
   * @param folder named after everything that decides what is in it; need not exist
   */
  OptimisedGraph(Path folder) {
    this.folder = folder;
  }

  /** Whether it is there and every byte is what was written. */
  boolean isWhole() {
    Path sums = folder.resolve(SUMS);
    try {
      if (!Files.isRegularFile(sums) || !Files.readAllLines(sums).equals(sums(folder))) {
        return false;
      }
      Files.setLastModifiedTime(sums, FileTime.from(Instant.now())); // the last use, for eviction
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false; // as good as not there: it is made anew
    }
  }

  OrtSession open(SessionOptions options) throws OrtException {
    options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
    return Ort.environment().createSession(folder.resolve(GRAPH).toString(), options);
  }

  /**
   * Has ONNX Runtime optimise the graph it is made of, and keeps the result.
   *
   * <p>NB: without a second, repacked set of weights, and closed before the copy is opened, so that
   * no more memory is taken than for opening the graph.
   *
   * @throws IOException when there is no room for it; nothing is left
   */
  void make(Path original, SessionOptions options) throws OrtException, IOException {
    Path part = Files.createTempDirectory(folder.getParent(), folder.getFileName() + UNFINISHED);
    try {
      options.setOptimizedModelFilePath(part.resolve(GRAPH).toString());
      options.addConfigEntry("session.optimized_model_external_initializers_file_name", WEIGHTS);
      options.addConfigEntry("session.disable_prepacking", "1");
      Ort.environment().createSession(original.toString(), options).close();
      keep(part);
    } finally {
      delete(part); // NB: gone already where it was kept
    }
  }

  private void keep(Path part) throws IOException {
    Files.write(part.resolve(SUMS), sums(part));
    delete(folder);
    Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<String> sums(Path folder) throws IOException {
    return List.of(
        GRAPH + " " + Fingerprint.of(folder.resolve(GRAPH)),
        WEIGHTS + " " + Fingerprint.of(folder.resolve(WEIGHTS)));
  }

  /** Deletes a folder without folders inside; what is not there is not missed. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.deleteIfExists(folder.resolve(SUMS)); // NB: first, so that a half-deleted one is no whole
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Whether something is there, whole or not. */
  boolean isThere() {
    return Files.exists(folder.resolve(SUMS));
  }

  /** It was whole but did not open: never again. */
  void refuse() {
    try {
      delete(folder);
      Files.createDirectories(folder);
      Files.write(folder.resolve(REFUSED), new byte[0]);
    } catch (IOException e) {
      OptimisedGraphs.log(folder + " cannot be deleted: " + e);
    }
  }

  boolean isRefused() {
    return Files.exists(folder.resolve(REFUSED));
  }
}
