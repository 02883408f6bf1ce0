package mumu.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where graphs of a zipped model lie while they are in use that need their weights beside them;
 * gone when it is closed, at the latest when Java ends.
 */
public final class ScratchFolder {
  private final DiffusersBundle bundle;
  private final Set<String> brought = new HashSet<>();
  private final Set<Path> registered = new HashSet<>();
  private Path folder;

  /**
   * @param bundle in a zip
   */
  public ScratchFolder(DiffusersBundle bundle) {
    this.bundle = bundle;
  }

  /** The folder that stands for the model's; made when it is needed. */
  public Path path() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("mumu-model-").toRealPath();
      folder.toFile().deleteOnExit();
    }
    return folder;
  }

  /** A part's graph on disk, and all that lies beside it; unpacked once. */
  public Path graph(String part) throws IOException {
    for (String file : bundle.files(part).toList()) {
      bring(file);
    }
    return path().resolve(DiffusersBundle.graph(part));
  }

  /**
   * Unpacks a file once.
   *
   * @param file path in the model
   * @throws BundleException when the model does not have it
   */
  public void bring(String file) throws IOException {
    if (!brought.contains(file)) {
      bundle.unpack(file, path(), Watch.none());
      brought.add(file);
      deleteInTheEnd(path().resolve(file));
    }
  }

  /** NB: what is registered last goes first, so that folders are empty by then. */
  private void deleteInTheEnd(Path path) {
    if (!path.equals(folder) && registered.add(path)) {
      deleteInTheEnd(path.getParent());
      path.toFile().deleteOnExit();
    }
  }

  /** Deletes everything; graphs asked for later are unpacked again. */
  public void clear() throws IOException {
    if (folder == null) {
      return;
    }
    Path gone = folder;
    folder = null;
    brought.clear();
    registered.clear();
    try (Stream<Path> all = Files.walk(gone)) {
      List<Path> insideFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideFirst) {
        Files.delete(path);
      }
    }
  }
}
