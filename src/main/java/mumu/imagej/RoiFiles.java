package mumu.imagej;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads {@code .roi} files and the {@code .zip} files the ROI Manager saves. */
final class RoiFiles {
  private static final int MAXIMUM_BYTES = 16 << 20;
  private static final int MAXIMUM_ENTRIES = 10_000;

  private RoiFiles() {}

  /** Whether the file's name says that it holds ROIs. */
  static boolean accepts(Path path) {
    return hasExtension(path.toString(), ".roi") || hasExtension(path.toString(), ".zip");
  }

  /**
   * All ROIs of the file in its order, at least one.
   *
   * @throws IOException naming file and entry when it is damaged or holds no ROI
   */
  static List<Roi> read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return hasExtension(path.toString(), ".zip")
          ? readZip(in, path)
          : List.of(decode(limited(in, path.toString()), path.toString()));
    }
  }

  private static List<Roi> readZip(InputStream in, Path path) throws IOException {
    List<Roi> rois = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (hasExtension(entry.getName(), ".roi")) {
          String what = path + ", entry " + entry.getName();
          rois.add(decode(limited(zip, what), what));
        }
        if (rois.size() > MAXIMUM_ENTRIES) {
          throw new IOException(
              "'" + path + "' has more than " + MAXIMUM_ENTRIES + " ROIs. Save fewer into it.");
        }
      }
    } catch (IllegalArgumentException e) { // an entry's name is no text
      throw new IOException(damaged(path.toString(), e.getMessage()), e);
    }
    if (rois.isEmpty()) {
      throw new IOException(
          "'" + path + "' holds no ROI. Expected a zip saved by the ROI Manager (More » Save…).");
    }
    return rois;
  }

  private static byte[] limited(InputStream in, String what) throws IOException {
    byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
    if (bytes.length > MAXIMUM_BYTES) {
      throw new IOException(damaged(what, "it is larger than any ROI (16 MiB)"));
    }
    return bytes;
  }

  static Roi decode(byte[] bytes, String what) throws IOException {
    RoiBytes.check(bytes, what);
    String name = what.substring(Math.max(what.lastIndexOf('/'), what.lastIndexOf('\\')) + 1);
    name = name.substring(name.lastIndexOf(", entry ") < 0 ? 0 : name.lastIndexOf(", entry ") + 8);
    try {
      Roi roi = new RoiDecoder(bytes, name).getRoi();
      if (roi == null) {
        throw new IOException(damaged(what, "it has no points"));
      }
      return roi;
    } catch (RuntimeException e) {
      // NB: ImageJ's decoder trusts its input and fails in any way; whatever it is, it is the file.
      throw new IOException(damaged(what, "it cannot be decoded"), e);
    }
  }

  static String damaged(String what, String why) {
    return "'" + what + "' is no ImageJ ROI or is damaged: " + why + ". Save the ROI again.";
  }

  private static boolean hasExtension(String name, String extension) {
    return name.toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
