package mumu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads files of a model from start to end, hashes them and, where there is a folder for them,
 * copies them; so what was hashed is what was written.
 */
final class Passage {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Store store;
  private final Optional<Path> folder;
  private final long total;
  private final Watch watch;
  private long done;

  /**
   * @param folder where copies go, if they are wanted
   * @param total bytes of all files, for the watch
   */
  Passage(Store store, Optional<Path> folder, long total, Watch watch) {
    this.store = store;
    this.folder = folder;
    this.total = total;
    this.watch = watch;
  }

  /** What a file turned out to be. */
  record Found(long bytes, String sha256) {}

  /**
   * Reads one file, but not more than a buffer beyond the limit, whatever a zip unpacks to.
   *
   * @throws java.nio.file.NoSuchFileException when it is missing
   * @throws BundleException when its copy cannot be written
   */
  Found read(String path, long limit) throws IOException {
    if (folder.isEmpty()) {
      return read(path, limit, buffer -> {});
    }
    try (FileChannel copy = create(path)) {
      Found found = read(path, limit, buffer -> write(copy, buffer, path));
      copy.force(true);
      return found;
    }
  }

  private Found read(String path, long limit, Sink sink) throws IOException {
    MessageDigest digest = Checksum.start();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (InputStream stream = store.open(path)) {
      for (int n = stream.read(buffer); n >= 0 && size <= limit; n = stream.read(buffer)) {
        digest.update(buffer, 0, n);
        sink.write(ByteBuffer.wrap(buffer, 0, n));
        size += n;
        done += n;
        watch.read(done, total);
      }
    }
    return new Found(size, Checksum.finish(digest));
  }

  /** NB: never an existing file, so that two names that differ in case cannot be one file. */
  private FileChannel create(String path) throws BundleException {
    if (!BundlePath.isInside(path)) {
      throw new BundleException(
          path + " of " + store.where() + " cannot be copied: not a path that every system allows");
    }
    Path file = folder.orElseThrow().resolve(path);
    try {
      Files.createDirectories(file.getParent());
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private void write(FileChannel copy, ByteBuffer buffer, String path) throws BundleException {
    try {
      while (buffer.hasRemaining()) {
        copy.write(buffer);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private BundleException unwritable(String path, IOException e) {
    return new BundleException(
        "%s cannot be written to %s: %s; nothing was installed. Check that the disk is writable and not full."
            .formatted(path, folder.orElseThrow().getParent(), Reason.of(e)),
        e);
  }

  private interface Sink {
    void write(ByteBuffer buffer) throws IOException;
  }
}
