package mumu.runtime.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Inflates what was fetched and compares it with its hash. */
final class Unpacking {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final String UNFINISHED = ".unpacking";

  private Unpacking() {}

  /**
   * Whether the file is there and is the part.
   *
   * @param watch called often; may throw to cancel
   */
  static boolean isDone(Part part, Path file, Runnable watch) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != part.bytes()) {
      return false;
    }
    MessageDigest digest = sha256();
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      for (int read; (read = stream.read(block)) > 0; ) {
        digest.update(block, 0, read);
        watch.run();
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(part.sha256());
  }

  /**
   * Makes the part's file from its compressed bytes.
   *
   * @return whether it is what was expected; if not, there is no file
   * @throws IOException when the disk does not take it
   */
  static boolean unpack(Part part, Path compressed, Path file, Disk disk, Runnable watch)
      throws IOException {
    Path unfinished = file.resolveSibling(part.name() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    boolean right;
    try {
      right = inflate(part, compressed, unfinished, disk, watch);
    } catch (ZipException | java.io.EOFException e) {
      right = false;
    }
    if (right) {
      flush(unfinished);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(unfinished);
    }
    return right;
  }

  private static boolean inflate(Part part, Path compressed, Path file, Disk disk, Runnable watch)
      throws IOException {
    MessageDigest digest = sha256();
    Inflater inflater = new Inflater(true);
    try (InputStream stream =
            new InflaterInputStream(Files.newInputStream(compressed), inflater, BLOCK_BYTES);
        WritableByteChannel target = disk.append(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      long bytes = 0;
      for (int read; bytes <= part.bytes() && (read = stream.read(block)) > 0; bytes += read) {
        digest.update(block, 0, read);
        ByteBuffer buffer = ByteBuffer.wrap(block, 0, read);
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
        watch.run();
      }
      return bytes == part.bytes()
          && HexFormat.of().formatHex(digest.digest()).equals(part.sha256());
    } finally {
      inflater.end();
    }
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
