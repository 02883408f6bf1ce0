package mumu.runtime.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mumu.bundle.Watch;

/**
 * Fills a folder with a plan's files. What is there already is kept, if it is right, so that a
 * fetch which broke off goes on where it was.
 */
final class Fetch {
  private static final String COMPRESSED = ".part";

  /** How often a server may break off without having sent anything. */
  private static final int FRUITLESS_TRIES = 3;

  private final Plan plan;
  private final Download download;
  private final Disk disk;
  private final Watch watch;
  private long doneBytes;

  Fetch(Plan plan, Download download, Disk disk, Watch watch) {
    this.plan = plan;
    this.download = download;
    this.disk = disk;
    this.watch = watch;
  }

  /**
   * @throws IOException naming what cannot be fetched, is damaged or cannot be written
   */
  void into(Path folder) throws IOException {
    for (Jar jar : plan.jars()) {
      for (Part part : jar.parts()) {
        fetch(jar, part, folder);
        doneBytes += part.compressedBytes();
        tell(0);
      }
    }
  }

  private void fetch(Jar jar, Part part, Path folder) throws IOException {
    Path file = folder.resolve(part.name());
    if (Unpacking.isDone(part, file, () -> tell(0))) {
      return;
    }
    Path compressed = folder.resolve(part.name() + COMPRESSED);
    boolean resumed = Files.exists(compressed);
    append(jar, part, compressed);
    boolean right = unpack(part, compressed, file);
    if (!right && resumed) { // NB: the beginning may have been damaged while it lay here
      Files.delete(compressed);
      append(jar, part, compressed);
      right = unpack(part, compressed, file);
    }
    Files.deleteIfExists(compressed);
    if (!right) {
      throw new IOException(
          "%s in %s of the repository is damaged: its SHA-256 is not %s. Nothing was installed. Try again, or name another repository with repository=[…]."
              .formatted(part.name(), jar.path(), part.sha256()));
    }
  }

  private boolean unpack(Part part, Path compressed, Path file) throws IOException {
    return Unpacking.unpack(part, compressed, file, disk, () -> tell(part.compressedBytes()));
  }

  private void append(Jar jar, Part part, Path compressed) throws IOException {
    int fruitless = 0;
    for (long there = size(compressed); there != part.compressedBytes(); ) {
      if (there > part.compressedBytes()) {
        Files.delete(compressed);
        there = 0;
      }
      long before = there;
      Range range =
          new Range(
              jar.path(),
              jar.bytes(),
              part.offset() + before,
              part.offset() + part.compressedBytes());
      try {
        download.append(range, compressed, arrived -> tell(before + arrived));
      } catch (PieceSubscriber.WriteException | Download.AnswerException e) {
        throw e;
      } catch (IOException e) {
        fruitless = size(compressed) > before ? 0 : fruitless + 1;
        if (fruitless == FRUITLESS_TRIES) {
          throw e;
        }
      }
      there = size(compressed);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void tell(long ofThisPart) {
    watch.read(doneBytes + ofThisPart, plan.downloadBytes());
  }
}
