package mumu.runtime.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Which CUDA a provider file is built for: the cuBLAS whose name it holds. */
final class ProviderFile {
  static final String NAME = "onnxruntime_providers_cuda";

  private static final int BLOCK_BYTES = 1 << 20;

  private ProviderFile() {}

  /** The provider in a folder; empty when there is none, or one of an unknown build. */
  static Optional<Machine.Provider> in(Path folder, Platform platform) {
    Path file = folder.resolve(platform.file(NAME));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return build(file, platform).map(cuda -> new Machine.Provider(folder, cuda));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> build(Path file, Platform platform) throws IOException {
    for (int cuda : Build.KNOWN) {
      String name = platform == Platform.LINUX_X64 ? "libcublas.so." : "cublas64_";
      String end = platform == Platform.LINUX_X64 ? "\0" : ".dll";
      if (holds(file, (name + cuda + end).getBytes(StandardCharsets.US_ASCII))) {
        return Optional.of(cuda);
      }
    }
    return Optional.empty();
  }

  /** NB: hundreds of megabytes, so block by block; a name may lie across two blocks. */
  private static boolean holds(Path file, byte[] name) throws IOException {
    byte[] block = new byte[BLOCK_BYTES + name.length];
    int kept = 0;
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read; (read = stream.readNBytes(block, kept, BLOCK_BYTES)) > 0; ) {
        int filled = kept + read;
        if (indexOf(block, filled, name) >= 0) {
          return true;
        }
        kept = Math.min(name.length - 1, filled);
        System.arraycopy(block, filled - kept, block, 0, kept);
      }
    }
    return false;
  }

  private static int indexOf(byte[] block, int filled, byte[] name) {
    for (int at = 0; at + name.length <= filled; at++) {
      if (block[at] == name[0]
          && Arrays.equals(block, at, at + name.length, name, 0, name.length)) {
        return at;
      }
    }
    return -1;
  }
}
