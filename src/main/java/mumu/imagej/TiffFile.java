package mumu.imagej;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.RoiEncoder;
import ij.io.TiffEncoder;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * TIFF files as ImageJ writes and reads them, but with failures as exceptions, with XMP if wanted,
 * and safe from damaged files.
 */
final class TiffFile {
  private static final int ENTRY = 12;
  private static final short XMP = 700;
  private static final short BYTES = 1;

  /** ImageJ's list of the sizes of its own metadata. */
  private static final int METADATA_SIZES = 50838;

  /** Bytes per value of each field type of TIFF, from 0. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  private TiffFile() {}

  /**
   * Follows the chain of directories once, because ImageJ's decoder follows a ring for ever and
   * allocates what a damaged file claims.
   *
   * @throws IOException saying what is wrong with the chain
   */
  static void check(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] header = new byte[8];
      file.readFully(header);
      ByteOrder order = order(header);
      Set<Long> seen = new HashSet<>();
      long offset = ByteBuffer.wrap(header).order(order).getInt(4) & 0xFFFFFFFFL;
      while (offset != 0) {
        if (!seen.add(offset)) {
          throw new IOException("its directories form a ring");
        }
        ByteBuffer directory = ByteBuffer.wrap(directory(file, offset, order)).order(order);
        checkSizes(directory, file);
        offset = directory.getInt(directory.capacity() - 4) & 0xFFFFFFFFL;
      }
    } catch (EOFException e) {
      throw new IOException("it ends before its directories", e);
    }
  }

  private static void checkSizes(ByteBuffer directory, RandomAccessFile file) throws IOException {
    for (int entry = 2; entry + ENTRY < directory.capacity(); entry += ENTRY) {
      int tag = directory.getShort(entry) & 0xFFFF;
      int type = directory.getShort(entry + 2) & 0xFFFF;
      long count = directory.getInt(entry + 4) & 0xFFFFFFFFL;
      long bytes = type < TYPE_BYTES.length ? count * TYPE_BYTES[type] : count;
      require(bytes <= file.length(), tag);
      if (tag == METADATA_SIZES && count > 1) {
        checkMetadata(
            file, directory.getInt(entry + 8) & 0xFFFFFFFFL, (int) count, directory.order());
      }
    }
  }

  private static void checkMetadata(RandomAccessFile file, long offset, int count, ByteOrder order)
      throws IOException {
    byte[] bytes = new byte[4 * count];
    file.seek(offset);
    file.readFully(bytes);
    ByteBuffer sizes = ByteBuffer.wrap(bytes).order(order);
    long total = 0;
    while (sizes.hasRemaining()) {
      total += sizes.getInt() & 0xFFFFFFFFL;
    }
    require(total <= file.length(), METADATA_SIZES);
  }

  private static void require(boolean fits, int tag) throws IOException {
    if (!fits) {
      throw new IOException("its field " + tag + " is larger than the file");
    }
  }

  private static ByteOrder order(byte[] header) {
    return header[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  /**
   * What ImageJ's own Save As TIFF keeps, but for plots: stack, labels, LUTs, overlay, properties;
   * and outlines of things also where they are hidden.
   */
  static void write(ImagePlus image, Path path) throws IOException {
    FileInfo info = image.getFileInfo();
    info.description = new FileSaver(image).getDescriptionString();
    info.info = image.getInfoProperty();
    info.properties = image.getPropertiesAsArray();
    info.roi = RoiEncoder.saveAsByteArray(image.getRoi());
    info.overlay = overlay(image);
    info.sliceLabels = labels(image);
    if (image.getStackSize() > 1 && image.getStack() instanceof VirtualStack stack) {
      info.virtualStack = stack;
    }
    if (image.isComposite()) {
      new FileSaver(image).saveDisplayRangesAndLuts(image, info);
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW))) {
      new TiffEncoder(info).write(out);
    }
  }

  /** NB: ImageJ leaves out what is hidden, and outlines of things are hidden at first. */
  private static byte[][] overlay(ImagePlus image) {
    if (!Things.areHidden(image)) {
      return FileSaver.getOverlay(image);
    }
    ImagePlus seen = new ImagePlus("", image.getProcessor());
    seen.setOverlay(image.getOverlay());
    return FileSaver.getOverlay(seen);
  }

  private static String[] labels(ImagePlus image) {
    int size = image.getStackSize();
    if (size == 1) {
      String label = image.getProp("Slice_Label");
      return label == null ? null : new String[] {label};
    }
    String[] labels = new String[size];
    for (int i = 0; i < size; i++) {
      labels[i] = image.getStack().getSliceLabel(i + 1);
    }
    return labels;
  }

  /**
   * Adds an XMP packet (tag 700) to the first image of a TIFF: packet and a new directory go to the
   * end, then the header points there; what was there stays in place.
   */
  static void addXmp(Path path, byte[] packet) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long end = file.length() + (file.length() & 1); // offsets must be even
      if (end + packet.length > 0xFFFFFFFFL) {
        return; // NB: TIFF cannot point beyond 4 GB; the image property still has the marking
      }
      byte[] header = new byte[8];
      file.readFully(header);
      ByteOrder order = order(header);
      ByteBuffer start = ByteBuffer.wrap(header).order(order);
      byte[] directory = directory(file, start.getInt(4) & 0xFFFFFFFFL, order);
      ByteBuffer added = added(ByteBuffer.wrap(directory).order(order), packet, (int) end);
      file.seek(end);
      file.write(added.array());
      file.seek(0);
      file.write(start.putInt(4, (int) end).array());
    }
  }

  private static byte[] directory(RandomAccessFile file, long offset, ByteOrder order)
      throws IOException {
    byte[] count = new byte[2];
    file.seek(offset);
    file.readFully(count);
    int entries = ByteBuffer.wrap(count).order(order).getShort() & 0xFFFF;
    byte[] directory = new byte[2 + entries * ENTRY + 4];
    file.seek(offset);
    file.readFully(directory);
    return directory;
  }

  /** The directory with one more entry, sorted by tag, followed by the packet. */
  private static ByteBuffer added(ByteBuffer directory, byte[] packet, int at) {
    int entries = directory.getShort(0) & 0xFFFF;
    int size = directory.capacity() + ENTRY;
    ByteBuffer added = ByteBuffer.allocate(size + packet.length).order(directory.order());
    added.putShort((short) (entries + 1));
    int before = 0;
    while (before < entries && (directory.getShort(2 + before * ENTRY) & 0xFFFF) < XMP) {
      before++;
    }
    added.put(directory.slice(2, before * ENTRY));
    added.putShort(XMP).putShort(BYTES).putInt(packet.length).putInt(at + size);
    added.put(directory.slice(2 + before * ENTRY, (entries - before) * ENTRY + 4));
    return added.put(packet);
  }
}
