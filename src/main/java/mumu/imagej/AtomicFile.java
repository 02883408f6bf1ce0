package mumu.imagej;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file beside its place and then moves it there, so that it is whole or unchanged. */
final class AtomicFile {
  /** Fills a new file. */
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Creates or replaces a file.
   *
   * @throws IOException naming the file and the reason; an existing file is then as it was
   */
  static void write(Path path, Content content) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("'" + path + "' could not be saved: it is a folder. Add a file name.");
    }
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path part = target.resolveSibling(".mumu-" + UUID.randomUUID() + ".part");
    try {
      content.writeTo(part);
      move(part, target);
    } catch (IOException e) {
      throw new IOException(
          "'"
              + path
              + "' could not be saved: "
              + reason(e)
              + ". Nothing of it was written; check that the folder exists, is writable and not full.",
          e);
    } finally {
      part.toFile().delete(); // NB: unlike Files.delete it cannot throw and hide the real failure
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Why a file could not be written.
   *
   * <p>NB: a file-system exception's message is only the path when the system gave no reason.
   */
  static String reason(IOException e) {
    if (e instanceof FileSystemException system) {
      return system.getReason() == null
          ? e.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ")
          : system.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
