package mumu.bundle;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A folder of installed things, models or libraries, that nobody else changes until this is closed.
 *
 * <p>A thing appears and disappears by a rename. What is being made or deleted has a hidden name
 * that {@link Catalog} passes over; what a killed program has left of it is swept away by the next
 * that holds the folder.
 */
public final class InstallFolder implements AutoCloseable {
  private static final String LOCK = ".mumu-lock";
  private static final String DRAFT = ".mumu-import-";
  private static final String REMOVED = ".mumu-removed-";
  private static final String REPLACED = ".mumu-replaced-";
  private static final String ZIP = ".zip";
  private static final int WAIT_MILLISECONDS = 20;

  /** NB: a file lock holds between programs only; closing any channel of the file would end it. */
  private static final ReentrantLock IN_THIS_PROGRAM = new ReentrantLock();

  private final Path folder;
  private final FileChannel channel;

  private InstallFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Makes the folder where it is missing, and waits while somebody else changes it.
   *
   * @throws IOException when it cannot be written
   */
  public static InstallFolder hold(Path folder, Watch watch) throws IOException {
    Files.createDirectories(folder);
    Optional<InstallFolder> held = tryHold(folder);
    while (held.isEmpty()) {
      watch.read(0, 0);
      pause();
      held = tryHold(folder);
    }
    return held.get();
  }

  /** Empty while somebody else changes it. */
  static Optional<InstallFolder> tryHold(Path folder) throws IOException {
    if (IN_THIS_PROGRAM.isHeldByCurrentThread() || !IN_THIS_PROGRAM.tryLock()) {
      return Optional.empty();
    }
    Optional<FileChannel> channel = Optional.empty();
    try {
      channel = lock(folder.resolve(LOCK));
      return channel.map(held -> new InstallFolder(folder, held));
    } finally {
      if (channel.isEmpty()) {
        IN_THIS_PROGRAM.unlock();
      }
    }
  }

  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
      return locked ? Optional.of(channel) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // a copy of the plugin in another class loader
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  public Path path() {
    return folder;
  }

  /** A new hidden folder to be filled. */
  Draft draft() throws IOException {
    return new Draft(Files.createDirectory(folder.resolve(DRAFT + UUID.randomUUID())));
  }

  /** Deleted at the end unless it got its name. */
  record Draft(Path path) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (exists(path)) {
        delete(path);
      }
    }
  }

  /** Whether something of that name is there, be it a dangling link. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives a filled draft its name, in place of the earlier one if there is one.
   *
   * @param earlier a folder, a zip or a link to one, in this folder
   */
  public Path place(Path draft, String name, Optional<Path> earlier) throws IOException {
    Path target = folder.resolve(name);
    flush(draft);
    if (earlier.isEmpty()) {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      flush(folder);
      return target;
    }
    Path old = earlier.get();
    Path aside = folder.resolve(REPLACED + name + (old.toString().endsWith(ZIP) ? ZIP : ""));
    Files.move(old, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(aside, old, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    flush(folder);
    isDeleted(aside);
    return target;
  }

  /** NB: where a file is still in use the rest stays, hidden, until the next sweep. */
  private static boolean isDeleted(Path aside) {
    try {
      delete(aside);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes a folder, zip or link out of the list at once, then deletes it. */
  public void remove(Path child) throws IOException {
    Path gone = folder.resolve(REMOVED + UUID.randomUUID());
    Files.move(child, gone, StandardCopyOption.ATOMIC_MOVE);
    delete(gone);
  }

  /** Whether there is something to {@link #sweep}. */
  static boolean holdsLeftovers(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && children(folder).stream().anyMatch(child -> isLeftover(child.getFileName().toString()));
  }

  /**
   * Deletes what killed programs have left, and brings back what was being replaced.
   *
   * @return what cannot be deleted now
   */
  public List<Path> sweep() throws IOException {
    List<Path> left = new ArrayList<>();
    for (Path child : children(folder)) {
      String name = child.getFileName().toString();
      if (name.startsWith(REPLACED) && !isThere(name.substring(REPLACED.length()))) {
        Path place = folder.resolve(name.substring(REPLACED.length()));
        Files.move(child, place, StandardCopyOption.ATOMIC_MOVE);
      } else if (isLeftover(name) && !isDeleted(child)) {
        left.add(child);
      }
    }
    return left;
  }

  private static boolean isLeftover(String name) {
    return Stream.of(DRAFT, REMOVED, REPLACED).anyMatch(name::startsWith);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  private boolean isThere(String name) {
    String plain = name.endsWith(ZIP) ? name.substring(0, name.length() - ZIP.length()) : name;
    return exists(folder.resolve(plain)) || exists(folder.resolve(plain + ZIP));
  }

  /** Deletes a tree; of a link the link itself. */
  static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Writes a folder's names to disk. NB: Windows has no such call, and needs none. */
  private static void flush(Path directory) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(WAIT_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while another import was running");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      IN_THIS_PROGRAM.unlock();
    }
  }
}
