package mumu.runtime.install;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
  private final Map<Source, Download> downloads;
  private final Disk disk;
  private final Watch watch;
  private final Map<Archive, URI> addresses = new HashMap<>();
  private long doneBytes;

  Fetch(Plan plan, Map<Source, Download> downloads, Disk disk, Watch watch) {
    this.plan = plan;
    this.downloads = downloads;
    this.disk = disk;
    this.watch = watch;
  }

  /**
   * @throws IOException naming what cannot be fetched, is damaged or cannot be written
   */
  void into(Path folder) throws IOException {
    for (Archive archive : plan.archives()) {
      for (Part part : archive.parts()) {
        fetch(archive, part, folder);
        doneBytes += part.compressedBytes();
        tell(0);
      }
    }
  }

  private void fetch(Archive archive, Part part, Path folder) throws IOException {
    Path file = folder.resolve(part.name());
    if (Unpacking.isDone(part, file, () -> tell(0))) {
      return;
    }
    Path compressed = folder.resolve(part.name() + COMPRESSED);
    boolean resumed = Files.exists(compressed);
    append(archive, part, compressed);
    boolean right = unpack(part, compressed, file);
    if (!right && resumed) { // NB: the beginning may have been damaged while it lay here
      Files.delete(compressed);
      append(archive, part, compressed);
      right = unpack(part, compressed, file);
    }
    Files.deleteIfExists(compressed);
    if (!right) {
      throw new IOException(
          "%s in %s of the %s is damaged: its SHA-256 is not %s. Nothing was installed. Try again, or %s."
              .formatted(
                  part.name(),
                  archive.path(),
                  archive.source().words(),
                  part.sha256(),
                  archive.source().other()));
    }
  }

  private boolean unpack(Part part, Path compressed, Path file) throws IOException {
    return Unpacking.unpack(part, compressed, file, disk, () -> tell(part.compressedBytes()));
  }

  private void append(Archive archive, Part part, Path compressed) throws IOException {
    int fruitless = 0;
    for (long there = size(compressed); there != part.compressedBytes(); ) {
      if (there > part.compressedBytes()) {
        Files.delete(compressed);
        there = 0;
      }
      try {
        append(archive, part, compressed, there);
      } catch (PieceSubscriber.WriteException | Download.AnswerException e) {
        throw e;
      } catch (IOException e) {
        fruitless = size(compressed) > there ? 0 : fruitless + 1;
        if (fruitless == FRUITLESS_TRIES) {
          throw e;
        }
      }
      there = size(compressed);
    }
  }

  private void append(Archive archive, Part part, Path compressed, long there) throws IOException {
    long end = part.offset() + part.compressedBytes();
    Range range = new Range(address(archive), archive.bytes(), part.offset() + there, end);
    downloads.get(archive.source()).append(range, compressed, arrived -> tell(there + arrived));
  }

  /** NB: a wheel's address is found in its project's page; once, for it has many libraries. */
  private URI address(Archive archive) throws IOException {
    URI known = addresses.get(archive);
    if (known == null) {
      Download download = downloads.get(archive.source());
      known = download.address(archive.path());
      if (archive.source() == Source.PYTHON) {
        int slash = archive.path().lastIndexOf('/');
        URI page = download.address(archive.path().substring(0, slash + 1));
        String text = download.text(page, () -> tell(0));
        known = PythonIndex.find(page, text, archive.path().substring(slash + 1));
      }
      addresses.put(archive, known);
    }
    return known;
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void tell(long ofThisPart) {
    watch.read(doneBytes + ofThisPart, plan.downloadBytes());
  }
}
