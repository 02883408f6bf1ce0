package mumu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where the files of a bundle lie; paths are relative with forward slashes. */
interface Store {
  /** For messages. */
  String where();

  /** All files, or nothing where they cannot be listed (resources of a jar). */
  Optional<Set<String>> list() throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException when the file is missing
   */
  InputStream open(String path) throws IOException;

  /**
   * Length in bytes.
   *
   * @throws java.nio.file.NoSuchFileException when the file is missing
   */
  long size(String path) throws IOException;

  /** The file on disk, where it is one. */
  Optional<Path> onDisk(String path);

  /** Left behind by file managers and never part of a bundle. */
  static boolean isLitter(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith(".")
        || name.equals("Thumbs.db")
        || name.equals("desktop.ini")
        || path.startsWith("__MACOSX/");
  }
}
