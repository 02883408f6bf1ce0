package mumu.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A bundle as a zip, read in place: nothing is unpacked, so no entry can leave a folder, and nobody
 * reads more of an entry than the manifest allows.
 *
 * @param prefix folder inside the zip that holds the manifest, empty or ending in /
 */
record ZipStore(Path zip, String prefix) implements Store {
  private static final int MAXIMUM_ENTRIES = 10_000;
  private static final String HERE = "./";

  /**
   * Finds a bundle by the file that marks its folder: at the root or in the one top folder.
   *
   * @param marker e.g. {@code mumu.json}
   */
  static Optional<ZipStore> find(Path zip, String marker) throws BundleException {
    for (ZipEntry entry : entries(zip)) {
      String name = path(entry);
      boolean atRoot = name.equals(marker);
      boolean oneDown = name.endsWith("/" + marker) && name.indexOf('/') == name.lastIndexOf('/');
      if (atRoot || (oneDown && !Store.isLitter(name))) {
        String prefix = name.substring(0, name.length() - marker.length());
        return Optional.of(new ZipStore(zip, prefix));
      }
    }
    return Optional.empty();
  }

  /** All that is no litter. */
  static Set<String> names(Path zip) throws BundleException {
    return entries(zip).stream()
        .map(ZipStore::path)
        .filter(name -> !Store.isLitter(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<? extends ZipEntry> entries(Path zip) throws BundleException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      if (file.size() > MAXIMUM_ENTRIES) {
        throw new BundleException(
            zip + " has " + file.size() + " entries; at most " + MAXIMUM_ENTRIES + " are allowed");
      }
      return Collections.list(file.entries());
    } catch (BundleException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) { // the latter for names that are no text
      throw new BundleException(
          zip + " is not a readable zip; expected a model's folder or a zip of one: " + e, e);
    }
  }

  /**
   * NB: some programs on Windows, PowerShell's Compress-Archive among them, write backslashes; tar
   * writes ./ before all names of a folder that it is in.
   */
  private static String path(ZipEntry entry) {
    String path = entry.getName().replace('\\', '/');
    return path.startsWith(HERE) ? path.substring(HERE.length()) : path;
  }

  private static Optional<ZipEntry> entry(ZipFile file, String path) {
    return Stream.of(path, path.replace('/', '\\'), HERE + path)
        .map(file::getEntry)
        .filter(Objects::nonNull)
        .findFirst();
  }

  @Override
  public String where() {
    return zip.toString();
  }

  @Override
  public Optional<Set<String>> list() throws BundleException {
    Set<String> paths = new TreeSet<>();
    for (ZipEntry entry : entries(zip)) {
      String name = path(entry);
      if (name.isEmpty() || name.endsWith("/")) {
        continue;
      }
      String path = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (!BundlePath.isInside(name) || !BundlePath.isInside(path)) {
        throw new BundleException(zip + " holds an entry that leaves the folder: " + name);
      }
      if (!Store.isLitter(name) && !paths.add(path)) {
        throw new BundleException(zip + " holds " + name + " twice");
      }
    }
    return Optional.of(paths);
  }

  @Override
  public InputStream open(String path) throws IOException {
    ZipFile file = new ZipFile(zip.toFile());
    try {
      return new EntryStream(file, known(file, path));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long size(String path) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return known(file, path).getSize();
    }
  }

  private ZipEntry known(ZipFile file, String path) throws NoSuchFileException {
    return entry(file, prefix + path).orElseThrow(() -> new NoSuchFileException(path));
  }

  @Override
  public Optional<Path> onDisk(String path) {
    return Optional.empty();
  }

  /** Closes the zip with the entry. */
  private static final class EntryStream extends FilterInputStream {
    private final ZipFile file;

    EntryStream(ZipFile file, ZipEntry entry) throws IOException {
      super(file.getInputStream(entry));
      this.file = file;
    }

    @Override
    public void close() throws IOException {
      try (file) {
        super.close();
      }
    }
  }
}
