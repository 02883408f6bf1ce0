package mumu.runtime.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk that is written to; a test gives one that is full. */
interface Disk {
  Disk REAL =
      new Disk() {
        @Override
        public WritableByteChannel append(Path file) throws IOException {
          return FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        }

        @Override
        public long freeBytes(Path folder) {
          return folder.toFile().getUsableSpace();
        }
      };

  /** Opens a file to write behind what it holds. */
  WritableByteChannel append(Path file) throws IOException;

  /** 0 or less when unknown. */
  long freeBytes(Path folder);
}
