package mumu.bundle;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A bundle as a folder on disk.
 *
 * @param followLinks whether files may be links out of the folder, as in the caches of model hubs
 */
record FolderStore(Path root, boolean followLinks) implements Store {
  @Override
  public String where() {
    return root.toString();
  }

  @Override
  public Optional<Set<String>> list() throws IOException {
    Set<String> paths = new TreeSet<>();
    FileVisitOption[] options =
        followLinks ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS} : new FileVisitOption[0];
    Path start = root.toRealPath(); // NB: of a link no walk would begin
    try (Stream<Path> walk = Files.walk(start, options)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        String relative = start.relativize(path).toString().replace(File.separatorChar, '/');
        if (!Files.isDirectory(path) && !Store.isLitter(relative)) {
          paths.add(relative);
        }
      }
    } catch (UncheckedIOException e) {
      throw new BundleException(where() + " cannot be listed: " + e.getMessage(), e);
    }
    return Optional.of(paths);
  }

  @Override
  public InputStream open(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(path);
    }
    if (!followLinks && !file.toRealPath().startsWith(root.toRealPath())) {
      throw new BundleException(path + " of " + where() + " is a link that leaves the folder");
    }
    return Files.newInputStream(file);
  }

  @Override
  public long size(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(path);
    }
    return Files.size(file);
  }

  @Override
  public Optional<Path> onDisk(String path) {
    return Optional.of(root.resolve(path));
  }
}
