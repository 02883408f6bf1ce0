package mumu.bundle;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Brings a model into the first models folder that can be written: unpacked, every file compared
 * with its hash, and visible only when all of it is there.
 */
public final class Import {
  /** What the file system itself may need for the copies. */
  private static final long MARGIN_BYTES = 16L << 20;

  private static final double BYTES_PER_MEGABYTE = 1e6;

  private final Catalog catalog;
  private final List<Path> targets;
  private final ToLongFunction<Path> freeBytes;

  /**
   * @param catalog what is installed already
   * @param targets models folders by preference; made where missing
   */
  public Import(Catalog catalog, List<Path> targets) {
    this(catalog, targets, Import::usableBytes);
  }

  Import(Catalog catalog, List<Path> targets, ToLongFunction<Path> freeBytes) {
    this.catalog = catalog;
    this.targets = targets.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    this.freeBytes = freeBytes;
  }

  /**
   * Imports a folder or zip; when this throws, what is installed is as it was.
   *
   * @param replace whether an installed model of the same id may go
   * @return the installed copy
   * @throws IllegalArgumentException when the id is taken
   * @throws IOException naming the file that is damaged, missing or cannot be written
   * @throws java.util.concurrent.CancellationException when the watch stops it
   */
  public Bundle run(Path source, boolean replace, Watch watch) throws IOException {
    Bundle model = Bundle.open(source);
    Optional<Path> earlier = earlier(model, replace);
    try (InstallFolder folder = hold(earlier, watch)) {
      folder.sweep();
      return install(model, folder, replace, watch);
    } catch (FileSystemException e) {
      throw new IOException(
          "%s cannot be installed: %s (%s). Close what uses the installed model, check your permissions, and try again."
              .formatted(model.where(), Reason.of(e), e.getFile()),
          e);
    }
  }

  private Bundle install(Bundle model, InstallFolder folder, boolean replace, Watch watch)
      throws IOException {
    Optional<Path> earlier = earlier(model, replace);
    Optional<Path> broken = broken(folder.path().resolve(model.id()), earlier, replace);
    checkSpace(model, folder.path());
    try (InstallFolder.Draft draft = folder.draft()) {
      model.copyTo(draft.path(), watch);
      if (!Bundle.open(draft.path()).sha256().equals(model.sha256())) {
        throw new BundleException(
            model.where() + " has changed while it was imported; nothing was installed, try again");
      }
      if (broken.isPresent()) {
        folder.remove(broken.get());
      }
      return Bundle.open(folder.place(draft.path(), model.id(), earlier));
    }
  }

  /** The installed model of the same id, if it may be replaced. */
  private Optional<Path> earlier(Bundle model, boolean replace) throws IOException {
    String id = model.id();
    if (id.equals(Catalog.EMBEDDED)) {
      throw new IllegalArgumentException(
          "%s cannot be imported: the id '%s' is the embedded model's. Give the model another `id` in its %s."
              .formatted(model.where(), id, Manifest.FILE));
    }
    Bundle installed = catalog.list().bundles().get(id);
    if (installed == null) {
      return Optional.empty();
    }
    Path place = Path.of(installed.where());
    if (Files.isSameFile(place, Path.of(model.where()))) {
      throw new IllegalArgumentException(
          "%s cannot be imported: it is the installed model '%s' itself. Use it with model=%s."
              .formatted(place, id, id));
    }
    if (!replace) {
      throw new IllegalArgumentException(
          "%s cannot be imported: a model '%s' is already installed, version %s in %s. Write replace=true to replace it, or remove=[%s] first."
              .formatted(model.where(), id, installed.card().version(), place, id));
    }
    return Optional.of(place);
  }

  /** What has the model's name but is no model of that id: it may only go when it is unusable. */
  private static Optional<Path> broken(Path place, Optional<Path> earlier, boolean replace)
      throws IOException {
    if (!InstallFolder.exists(place) || earlier.equals(Optional.of(place))) {
      return Optional.empty();
    }
    String problem;
    try {
      problem = "there is the model '" + Bundle.open(place).id() + "'. Move it away";
    } catch (IOException e) {
      if (replace) {
        return Optional.of(place);
      }
      problem = "there is something unusable (" + e.getMessage() + "). Write replace=true";
    }
    throw new IllegalArgumentException(
        "the model cannot be placed in "
            + place
            + ": expected nothing there, but "
            + problem
            + ".");
  }

  /** The folder of the model to replace, else the first that can be written. */
  private InstallFolder hold(Optional<Path> earlier, Watch watch) throws IOException {
    List<Path> candidates = earlier.map(path -> List.of(path.getParent())).orElse(targets);
    List<String> reasons = new ArrayList<>();
    for (Path candidate : candidates) {
      try {
        return InstallFolder.hold(candidate, watch);
      } catch (IOException e) {
        reasons.add(candidate + " (" + Reason.of(e) + ")");
      }
    }
    throw new IOException(
        "no models folder can be written: expected write access to one of "
            + String.join(", ", reasons)
            + ". Change its permissions, or use the model in place with model=[its path].");
  }

  private void checkSpace(Bundle model, Path folder) throws IOException {
    long free = freeBytes.applyAsLong(folder);
    // NB: some network drives say 0 or less when they do not know; writing will tell
    if (free > 0 && model.bytes() > free - MARGIN_BYTES) {
      throw new IOException(
          "%s cannot be imported: expected %.0f MB free in %s, found %.0f MB. Make room and try again; nothing was installed."
              .formatted(
                  model.where(),
                  model.bytes() / BYTES_PER_MEGABYTE,
                  folder,
                  free / BYTES_PER_MEGABYTE));
    }
  }

  private static long usableBytes(Path folder) {
    return folder.toFile().getUsableSpace();
  }
}
