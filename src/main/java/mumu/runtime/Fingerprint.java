package mumu.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What tells a file from one that was changed: its length and two checksums of all its bytes.
 *
 * <p>Ten times as fast as a hash that withstands forgery; who can forge a file in a cache can also
 * exchange the model.
 */
record Fingerprint(long bytes, long crc32, long crc32c) {
  private static final int CHUNK_BYTES = 1 << 20;

  static Fingerprint of(Path file) throws IOException {
    CRC32 one = new CRC32();
    CRC32C other = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(chunk) >= 0) {
        chunk.flip();
        bytes += chunk.remaining();
        one.update(chunk.duplicate());
        other.update(chunk);
        chunk.clear();
      }
    }
    return new Fingerprint(bytes, one.getValue(), other.getValue());
  }

  @Override
  public String toString() {
    return "%d-%08x%08x".formatted(bytes, crc32, crc32c);
  }
}
