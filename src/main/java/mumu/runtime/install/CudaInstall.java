package mumu.runtime.install;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mumu.bundle.InstallFolder;
import mumu.bundle.Watch;

/**
 * Brings the CUDA runtime into the first folder that can be written. It is visible only when all of
 * it is there and agrees with its hashes; a fetch that broke off is kept aside and goes on next
 * time.
 */
public final class CudaInstall {
  static final String DOWNLOAD = ".mumu-download-";

  private static final long MARGIN_BYTES = 16L << 20;
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Plan plan;
  private final List<Repository> repositories;
  private final List<Path> folders;
  private final Disk disk;

  /**
   * @param repositories one of each {@link Source}
   * @param folders by preference; made where missing
   */
  public CudaInstall(Plan plan, List<Repository> repositories, List<Path> folders) {
    this(plan, repositories, folders, Disk.REAL);
  }

  CudaInstall(Plan plan, List<Repository> repositories, List<Path> folders, Disk disk) {
    this.plan = plan;
    this.repositories = List.copyOf(repositories);
    this.folders = List.copyOf(folders);
    this.disk = disk;
  }

  /**
   * Fetches what is missing and installs it.
   *
   * @return the installed folder; at once when it is there already
   * @throws IOException saying what cannot be fetched or written; nothing is then half installed
   * @throws java.util.concurrent.CancellationException when the watch stops it
   */
  public Path run(Watch watch) throws IOException {
    Optional<Path> installed = Installed.find(folders, plan.runtimeVersion());
    if (installed.isPresent()) {
      return installed.get();
    }
    try (InstallFolder folder = hold(watch)) {
      folder.sweep();
      return install(folder, watch);
    } catch (FileSystemException | PieceSubscriber.WriteException e) {
      throw new IOException(
          "CUDA cannot be installed: %s. Nothing was installed; what has been fetched is kept, and the next try goes on there."
              .formatted(e.getMessage()),
          e);
    }
  }

  private Path install(InstallFolder folder, Watch watch) throws IOException {
    Path target = folder.path().resolve(plan.name());
    if (Installed.isWhole(target)) {
      return target; // somebody else has installed it while we waited
    }
    Path draft = folder.path().resolve(DOWNLOAD + plan.name());
    checkSpace(draft, folder.path());
    Files.createDirectories(draft);
    Map<Source, Download> downloads = new EnumMap<>(Source.class);
    repositories.forEach(it -> downloads.put(it.source(), new Download(it, disk, PATIENCE)));
    new Fetch(plan, downloads, disk, watch).into(draft);
    Installed.seal(draft, plan);
    Optional<Path> broken = Files.exists(target) ? Optional.of(target) : Optional.empty();
    Path installed = folder.place(draft, plan.name(), broken);
    removeOthers(folder, installed);
    return installed;
  }

  /** What belongs to other versions of the plugin. NB: what is in use stays until next time. */
  private static void removeOthers(InstallFolder folder, Path installed) throws IOException {
    for (Path child : Installed.children(folder.path())) {
      if (!child.equals(installed)) {
        try {
          folder.remove(child);
        } catch (FileSystemException e) {
          folder.sweep();
        }
      }
    }
  }

  private InstallFolder hold(Watch watch) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Path folder : folders) {
      try {
        return InstallFolder.hold(folder, watch);
      } catch (IOException e) {
        reasons.add(folder + " (" + e.getClass().getSimpleName() + ")");
      }
    }
    throw new IOException(
        "CUDA cannot be installed: expected write access to one of %s. Change the permissions, or install ImageJ in a folder of your own."
            .formatted(String.join(", ", reasons)));
  }

  /** NB: all unpacked, and the largest part once more while it is unpacked. */
  private void checkSpace(Path draft, Path folder) throws IOException {
    long largest = plan.parts().mapToLong(Part::compressedBytes).max().orElse(0);
    long needed = plan.installedBytes() + largest + MARGIN_BYTES - bytes(draft);
    long free = disk.freeBytes(folder);
    if (free > 0 && needed > free) {
      throw new IOException(
          "CUDA cannot be installed: expected %.0f MB free in %s, found %.0f MB. Make room and try again; nothing was installed."
              .formatted(needed / BYTES_PER_MEGABYTE, folder, free / BYTES_PER_MEGABYTE));
    }
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /**
   * Removes every installation, and fetches that broke off.
   *
   * @return what was removed
   * @throws IOException naming what is in use or cannot be deleted
   */
  public static List<Path> remove(List<Path> folders, Watch watch) throws IOException {
    List<Path> removed = new ArrayList<>();
    for (Path folder : folders) {
      if (!Installed.children(folder).isEmpty()) {
        removed.addAll(removeAll(folder, watch));
      }
    }
    return removed;
  }

  private static List<Path> removeAll(Path folder, Watch watch) throws IOException {
    try (InstallFolder held = InstallFolder.hold(folder, watch)) {
      held.sweep();
      List<Path> children = Installed.children(folder);
      for (Path child : children) {
        held.remove(child);
      }
      return children;
    } catch (FileSystemException e) {
      throw new IOException(
          "CUDA in %s cannot be removed: %s. Close ImageJ, start it again and remove CUDA before anything else."
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
