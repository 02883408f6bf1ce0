package mumu.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where graphs of a zipped model lie while they are in use that need their weights beside them;
 * gone when it is closed, at the latest when Java ends.
 */
public final class ScratchFolder {
  private final DiffusersBundle bundle;
  private final Map<String, Path> graphs = new HashMap<>();
  private Path folder;

  /**
   * @param bundle in a zip
   */
  public ScratchFolder(DiffusersBundle bundle) {
    this.bundle = bundle;
  }

  /** A part's graph on disk; unpacked once. */
  public Path graph(String part) throws IOException {
    Path known = graphs.get(part);
    if (known != null) {
      return known;
    }
    if (folder == null) {
      folder = Files.createTempDirectory("mumu-model-");
      folder.toFile().deleteOnExit();
    }
    Path graph = bundle.unpack(part, folder, Watch.none());
    graph.getParent().toFile().deleteOnExit(); // NB: what is registered last goes first
    try (Stream<Path> files = Files.list(graph.getParent())) {
      files.forEach(file -> file.toFile().deleteOnExit());
    }
    graphs.put(part, graph);
    return graph;
  }

  /** Deletes everything; graphs asked for later are unpacked again. */
  public void clear() throws IOException {
    if (folder == null) {
      return;
    }
    Path gone = folder;
    folder = null;
    graphs.clear();
    try (Stream<Path> all = Files.walk(gone)) {
      List<Path> insideFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideFirst) {
        Files.delete(path);
      }
    }
  }
}
