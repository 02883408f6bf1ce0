package mumu.runtime.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy of Microsoft's C++ runtime. Many a JDK brings an old one, which Windows then gives to
 * every library that the JDK loads.
 */
public record VcRuntime(Path file, int major, int minor) {
  /** The first that ONNX Runtime of today works with. */
  static final int NEEDED_MAJOR = 14;

  static final int NEEDED_MINOR = 40;

  /** Marks the block of versions in a Windows library. */
  private static final int SIGNATURE = 0xFEEF04BD;

  private static final int VERSION_OFFSET = 8;
  private static final long MOST_BYTES = 8 << 20;

  boolean isTooOld() {
    return major < NEEDED_MAJOR || (major == NEEDED_MAJOR && minor < NEEDED_MINOR);
  }

  /** Empty where there is no such file, or it does not tell its version. */
  static Optional<VcRuntime> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + VERSION_OFFSET + Integer.BYTES <= bytes.limit(); at++) {
        if (bytes.getInt(at) == SIGNATURE) {
          int version = bytes.getInt(at + VERSION_OFFSET);
          return Optional.of(new VcRuntime(file, version >>> 16, version & 0xFFFF));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  String version() {
    return major + "." + minor;
  }
}
