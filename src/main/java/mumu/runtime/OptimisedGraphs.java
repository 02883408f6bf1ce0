package mumu.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Optimised copies of graphs in the user's cache folder. Failing to keep one is never an error,
 * only slower.
 *
 * <p>A copy is found by the bytes of its graph, the version of ONNX Runtime, the processor and the
 * options, so that a changed model never meets an old copy.
 */
final class OptimisedGraphs {
  /** NB: smaller graphs open in less than half a second either way. */
  private static final long SMALLEST = 32L << 20;

  /** NB: larger ones need as long to be written and checked as they save; most lie beside. */
  private static final long LARGEST = 2L << 30;

  private static final long DEFAULT_LIMIT = 4L << 30;

  /** An unfinished copy of this age belongs to a program that was killed. */
  private static final long ABANDONED_MILLISECONDS = 24 * 3600 * 1000L;

  /** Making a copy needs about this many times the graph in memory, and on the disk. */
  private static final int ROOM = 3;

  private final Path folder;
  private final long smallest;
  private final long limit;

  /**
   * @param smallest bytes of a graph that is worth a copy
   * @param limit bytes of all copies together
   */
  OptimisedGraphs(Path folder, long smallest, long limit) {
    this.folder = folder;
    this.smallest = smallest;
    this.limit = limit;
  }

  /** Those of the user who runs this. */
  static OptimisedGraphs standard() {
    return new OptimisedGraphs(UserCache.folder("graphs"), SMALLEST, DEFAULT_LIMIT);
  }

  /**
   * The copy of a graph, made already or not; absent where none is worth it, and on a GPU.
   *
   * <p>NB: on GPUs it has not been measured.
   */
  Optional<OptimisedGraph> copy(Path graph, DeviceOptions device) {
    if (!Files.isRegularFile(graph)) {
      return Optional.empty(); // opening it says so
    }
    try {
      long bytes = Files.size(graph);
      boolean fits = bytes >= smallest && bytes <= Math.min(LARGEST, limit / ROOM);
      if (!fits || device.gpu().isPresent() || !ExternalWeights.locations(graph).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new OptimisedGraph(folder.resolve(key(graph, device))))
          .filter(copy -> !copy.isRefused());
    } catch (IOException e) {
      log("no optimised copy of " + graph + ": " + e);
      return Optional.empty();
    }
  }

  /** Whether there is enough memory and disk to make one. */
  boolean hasRoom(Path graph) {
    try {
      long needed = ROOM * Files.size(graph);
      Files.createDirectories(folder);
      return SystemMemory.available().orElse(Long.MAX_VALUE) >= needed
          && Files.getFileStore(folder).getUsableSpace() >= needed;
    } catch (IOException e) {
      log("no optimised copy of " + graph + ": " + e);
      return false;
    }
  }

  private static String key(Path graph, DeviceOptions device) throws IOException {
    String all =
        String.join(
            "\n",
            Fingerprint.of(graph).toString(),
            Ort.environment().getVersion(),
            device.key(),
            Cores.kind());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Deletes the copies that were not used for the longest time until the rest is small enough. */
  void evict() {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> newestFirst = new ArrayList<>(entries.filter(Files::isDirectory).toList());
      newestFirst.sort(Comparator.comparing(OptimisedGraphs::lastUse).reversed());
      long sum = 0;
      long old = System.currentTimeMillis() - ABANDONED_MILLISECONDS;
      for (Path entry : newestFirst) {
        sum += bytes(entry);
        boolean unfinished = entry.getFileName().toString().contains(OptimisedGraph.UNFINISHED);
        if (sum > limit || unfinished && lastUse(entry) < old) {
          OptimisedGraph.delete(entry);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      log("old optimised copies cannot be deleted: " + e);
    }
  }

  private static long lastUse(Path entry) {
    Path sums = entry.resolve(OptimisedGraph.SUMS);
    try {
      return Files.getLastModifiedTime(Files.exists(sums) ? sums : entry).toMillis();
    } catch (IOException e) {
      return 0; // another process is deleting it
    }
  }

  private static long bytes(Path entry) throws IOException {
    try (Stream<Path> files = Files.list(entry)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  static void log(String message) {
    System.getLogger(OptimisedGraphs.class.getName()).log(System.Logger.Level.INFO, message);
  }
}
