package mumu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mumu.bundle.Manifest.FileEntry;

/**
 * A model made for this plugin: its manifest and the files it lists, in a folder, a zip or the
 * plugin's jar.
 *
 * <p>Opening reads the manifest only; a file's size and hash are checked when it is read.
 */
public final class MumuBundle implements Bundle {
  /** Larger manifests are refused before they are read. */
  private static final int MAXIMUM_MANIFEST_BYTES = 1 << 20;

  private static final int MAXIMUM_ARRAY_BYTES = Integer.MAX_VALUE - 16;

  private final Store store;
  private final Manifest manifest;
  private final String sha256;

  private MumuBundle(Store store) throws IOException {
    this.store = store;
    byte[] json = readManifest(store);
    this.sha256 = Checksum.of(json);
    this.manifest = ManifestReader.read(json, store.where());
    checkList();
  }

  /** Whether a folder or zip looks like one. */
  static boolean recognises(Path path) throws IOException {
    return Files.isDirectory(path)
        ? Files.isRegularFile(path.resolve(Manifest.FILE))
        : ZipStore.find(path, Manifest.FILE).isPresent();
  }

  /**
   * Opens a folder that holds {@code mumu.json}, or a zip of one.
   *
   * @throws BundleException naming file and field when it is not a well-formed bundle
   */
  public static MumuBundle open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new MumuBundle(new FolderStore(path.toAbsolutePath().normalize(), false));
    }
    if (!Files.isRegularFile(path)) {
      throw new BundleException(path + " does not exist; expected a bundle's folder or zip");
    }
    Optional<ZipStore> zip = ZipStore.find(path.toAbsolutePath().normalize(), Manifest.FILE);
    return new MumuBundle(
        zip.orElseThrow(
            () ->
                new BundleException(
                    path + " holds no " + Manifest.FILE + ", so it is not a MUMU bundle")));
  }

  /** Opens the bundle in a resource folder beside this class; empty when there is none. */
  static Optional<MumuBundle> embedded(String folder) throws IOException {
    return MumuBundle.class.getResource(folder + "/" + Manifest.FILE) == null
        ? Optional.empty()
        : Optional.of(new MumuBundle(new ResourceStore(folder)));
  }

  public Manifest manifest() {
    return manifest;
  }

  @Override
  public Card card() {
    return new Card(
        manifest.id(),
        manifest.version(),
        manifest.name(),
        manifest.family(),
        manifest.license(),
        manifest.cite(),
        manifest.canvas(),
        manifest.defaults(),
        manifest.prompt().numbers().orElse(Map.of()),
        manifest.prompt().grounds().orElse(List.of()),
        manifest.prompt().touching().map(phrases -> phrases.get(0)),
        manifest.image().maximum());
  }

  /** Hash of the manifest, which holds the hashes of all files: names the exact model. */
  @Override
  public String sha256() {
    return sha256;
  }

  /** Folder, zip or jar, for messages. */
  @Override
  public String where() {
    return store.where();
  }

  /** Size of all files. */
  @Override
  public long bytes() {
    return ByteCount.sum(manifest.files().stream().map(FileEntry::bytes).toList());
  }

  public boolean has(String component) {
    return manifest.components().containsKey(component);
  }

  /** File name of a component, for messages. */
  public String fileOf(String component) throws BundleException {
    String path = manifest.components().get(component);
    if (path == null) {
      throw new BundleException(
          Manifest.FILE
              + " of "
              + where()
              + ": `components."
              + component
              + "` is missing; found "
              + new TreeSet<>(manifest.components().keySet()));
    }
    return path;
  }

  /** The verified bytes of a component. */
  public byte[] read(String component) throws IOException {
    return readFile(fileOf(component));
  }

  /** The verified bytes of a listed file, e.g. a licence. */
  @Override
  public byte[] readFile(String path) throws IOException {
    FileEntry entry = entry(path);
    if (entry.bytes() > MAXIMUM_ARRAY_BYTES) {
      throw new BundleException(describe(path) + " is too large; unpack the bundle into a folder");
    }
    try (InputStream stream = open(path)) {
      // NB: one byte more than promised, so that a longer file shows without reading all of it.
      byte[] bytes = stream.readNBytes((int) entry.bytes() + 1);
      checkSize(entry, bytes.length);
      checkHash(entry, Checksum.of(bytes));
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, store, e);
    }
  }

  /** The verified file of a component, where the bundle is a folder; for graphs of any size. */
  public Optional<Path> file(String component) throws IOException {
    String path = fileOf(component);
    Optional<Path> file = store.onDisk(path);
    if (file.isPresent()) {
      check(entry(path), new Passage(store, Optional.empty(), bytes(), Watch.none()));
    }
    return file;
  }

  @Override
  public int verify(Watch watch) throws IOException {
    return pass(Optional.empty(), watch);
  }

  @Override
  public void copyTo(Path folder, Watch watch) throws IOException {
    pass(Optional.of(folder), watch);
    Passage passage = new Passage(store, Optional.of(folder), bytes(), watch);
    String copied = passage.read(Manifest.FILE, MAXIMUM_MANIFEST_BYTES).sha256();
    ChecksumList.compare(describe(Manifest.FILE), sha256, copied);
  }

  private int pass(Optional<Path> folder, Watch watch) throws IOException {
    Passage passage = new Passage(store, folder, bytes(), watch);
    for (FileEntry entry : manifest.files()) {
      check(entry, passage);
    }
    return manifest.files().size();
  }

  private void check(FileEntry entry, Passage passage) throws IOException {
    Passage.Found found;
    try {
      found = passage.read(entry.path(), entry.bytes());
    } catch (NoSuchFileException e) {
      throw missing(entry.path(), e);
    } catch (IOException e) {
      throw unreadable(entry.path(), store, e);
    }
    checkSize(entry, found.bytes());
    checkHash(entry, found.sha256());
  }

  private void checkSize(FileEntry entry, long found) throws BundleException {
    if (found != entry.bytes()) {
      throw new BundleException(
          describe(entry.path())
              + (found > entry.bytes() ? " is too long" : " is cut off")
              + ": expected "
              + entry.bytes()
              + " bytes, found "
              + (found > entry.bytes() ? "more" : String.valueOf(found))
              + "; install the bundle again");
    }
  }

  private void checkHash(FileEntry entry, String found) throws BundleException {
    if (!found.equals(entry.sha256())) {
      throw new BundleException(
          describe(entry.path())
              + " is damaged: expected SHA-256 "
              + entry.sha256()
              + ", found "
              + found
              + "; install the bundle again");
    }
  }

  /** Missing and unlisted files show at once, without reading any. */
  private void checkList() throws IOException {
    Optional<Set<String>> list = store.list();
    if (list.isEmpty()) {
      return;
    }
    Set<String> extra = new TreeSet<>(list.get());
    extra.remove(Manifest.FILE);
    for (FileEntry entry : manifest.files()) {
      if (!list.get().contains(entry.path())) {
        throw missing(entry.path(), null);
      }
      extra.remove(entry.path());
    }
    if (!extra.isEmpty()) {
      throw new BundleException(
          describe(extra.iterator().next()) + " is not listed in " + Manifest.FILE);
    }
  }

  private FileEntry entry(String path) throws BundleException {
    return manifest.files().stream()
        .filter(entry -> entry.path().equals(path))
        .findFirst()
        .orElseThrow(
            () -> new BundleException(describe(path) + " is not listed in " + Manifest.FILE));
  }

  private InputStream open(String path) throws IOException {
    try {
      return store.open(path);
    } catch (NoSuchFileException e) {
      throw missing(path, e);
    }
  }

  private BundleException missing(String path, Throwable cause) {
    return new BundleException(
        describe(path) + " is missing but listed in " + Manifest.FILE, cause);
  }

  private static BundleException unreadable(String path, Store store, IOException e) {
    return e instanceof BundleException known
        ? known
        : new BundleException(path + " of " + store.where() + " cannot be read: " + e, e);
  }

  private String describe(String path) {
    return path + " of " + where();
  }

  private static byte[] readManifest(Store store) throws IOException {
    try (InputStream stream = store.open(Manifest.FILE)) {
      byte[] json = stream.readNBytes(MAXIMUM_MANIFEST_BYTES + 1);
      if (json.length > MAXIMUM_MANIFEST_BYTES) {
        throw new BundleException(Manifest.FILE + " of " + store.where() + " is over 1 MB long");
      }
      return json;
    } catch (NoSuchFileException e) {
      throw new BundleException(
          store.where() + " holds no " + Manifest.FILE + ", so it is not a MUMU bundle", e);
    } catch (IOException e) {
      throw unreadable(Manifest.FILE, store, e);
    }
  }
}
