package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of training pictures as StarDist and Cellpose read it: {@code images} and {@code masks}
 * with files of the same names, a table of boxes, and how all of it was made.
 *
 * <p>A picture counts as there when its image, its mask and its rows of the table are; they are
 * written mask first and rows last. So whatever ends a run, no image is without its mask, and the
 * same run again makes what is missing.
 */
public final class TrainingFolder implements TrainingTarget {
  /** Most pictures that the names have room for. */
  public static final int MOST = 99_999;

  private static final String IMAGES = "images";
  private static final String MASKS = "masks";
  private static final String BOXES = "boxes.csv";
  private static final String RECORD = "training-data.json";
  private static final String HEADER = "file,label,class,x,y,width,height\n";
  private static final Pattern ROW =
      Pattern.compile("([0-9]{5})\\.tif,[0-9]+,.*,[0-9]+,[0-9]+,[0-9]+,[0-9]+");
  private static final Pattern PICTURE = Pattern.compile("[0-9]{5}\\.tif");

  /** What file managers leave, and what is left of a file whose writing was cut short. */
  private static final Pattern IGNORED = Pattern.compile("\\..*|Thumbs\\.db|desktop\\.ini");

  private static final Pattern PART = Pattern.compile("\\.mumu-[0-9a-f-]+\\.part");
  private static final int LISTED = 5;

  private final Path folder;
  private final TrainingRecord record;
  private final SortedMap<Integer, String> rows = new TreeMap<>();
  private boolean begun;

  private TrainingFolder(Path folder, TrainingRecord record) {
    this.folder = folder;
    this.record = record;
  }

  /**
   * Looks at the folder; writes nothing.
   *
   * @param folder new, empty, or with pictures of the same record
   * @throws IOException naming what else is there
   */
  public static TrainingFolder open(Path folder, TrainingRecord record) throws IOException {
    TrainingFolder opened = new TrainingFolder(folder, record);
    if (Files.isDirectory(folder)) {
      opened.checkContent();
      opened.readRows();
    }
    checkWritable(folder);
    return opened;
  }

  private static void checkWritable(Path folder) throws IOException {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      String kind = Files.isDirectory(there) ? "the read-only folder" : "no folder but";
      throw unwritable(folder, kind + " '" + there + "'");
    }
  }

  private static IOException unwritable(Path folder, String found) {
    return new IOException(
        "training pictures cannot be written into '%s': expected a folder that can be written, found %s. Choose another one."
            .formatted(folder, found));
  }

  private void checkContent() throws IOException {
    List<String> others = new ArrayList<>();
    others.addAll(others(folder, List.of(IMAGES, MASKS, BOXES, RECORD)::contains));
    boolean known = Files.isRegularFile(folder.resolve(RECORD));
    for (String below : List.of(IMAGES, MASKS)) {
      others(folder.resolve(below), name -> known && PICTURE.matcher(name).matches())
          .forEach(name -> others.add(below + "/" + name));
    }
    if (!known && Files.exists(folder.resolve(BOXES))) {
      others.add(BOXES);
    }
    if (!others.isEmpty()) {
      throw new IOException(
          "the folder '%s' holds something else: expected a new or empty one, or one with pictures of the same training set, found %s. Choose another one; nothing was written."
              .formatted(
                  folder,
                  String.join(", ", others.subList(0, Math.min(LISTED, others.size())))
                      + (others.size() > LISTED ? ", … (" + others.size() + " in all)" : "")));
    }
    if (known) {
      Optional<String> difference = record.difference(text(RECORD));
      if (difference.isPresent()) {
        throw new IOException(
            "the folder '%s' holds another training set: expected pictures of %s, found %s. Choose another folder or, to go on, the options found; nothing was written."
                .formatted(folder, record.options(), difference.get()));
      }
    }
  }

  private static List<String> others(Path where, Predicate<String> ours) throws IOException {
    if (!Files.isDirectory(where)) {
      return Files.exists(where) ? List.of("") : List.of();
    }
    try (Stream<Path> files = Files.list(where)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !ours.test(name) && !IGNORED.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /** NB: whatever its bytes are, as it may be anything. */
  private String text(String file) throws IOException {
    return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
  }

  /** Adds the rows in the table to those that are known. */
  private void readRows() throws IOException {
    if (Files.isRegularFile(folder.resolve(BOXES))) {
      String table = text(BOXES);
      String cut = table.substring(table.lastIndexOf('\n') + 1); // NB: where the disk was full
      for (String line : table.lines().toList()) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          rows.merge(Integer.parseInt(row.group(1)), line + "\n", TrainingFolder::together);
        }
      }
      rows.keySet()
          .removeIf(
              number ->
                  cut.startsWith(name(number))
                      || !Files.isRegularFile(file(IMAGES, number))
                      || !Files.isRegularFile(file(MASKS, number)));
    }
  }

  /** NB: two runs of the same set have written the same rows. */
  private static String together(String rows, String row) {
    return rows.contains(row) ? rows : rows + row;
  }

  @Override
  public boolean has(int number) {
    return rows.containsKey(number);
  }

  @Override
  public void add(int number, ImagePlus picture) throws IOException {
    record.pixelSize().ifPresent(size -> size.set(picture));
    ImagePlus labels = LabelImage.of(picture, List.of());
    begin();
    ImageFiles.save(labels, file(MASKS, number));
    try {
      ImageFiles.save(picture, file(IMAGES, number));
    } catch (IOException e) {
      Files.deleteIfExists(file(MASKS, number));
      throw e;
    }
    String added = rows(number, picture, labels.getProcessor());
    Files.writeString(folder.resolve(BOXES), added, StandardOpenOption.APPEND);
    rows.put(number, added);
  }

  /**
   * NB: not before there is a picture, so that a mistake leaves no folder behind; and another run
   * may have begun meanwhile.
   */
  private void begin() throws IOException {
    if (begun) {
      return;
    }
    if (Files.isDirectory(folder)) {
      checkContent();
    }
    for (String below : List.of(IMAGES, MASKS)) {
      makeFolder(folder.resolve(below));
      removeParts(folder.resolve(below));
    }
    removeParts(folder);
    AtomicFile.write(folder.resolve(RECORD), part -> Files.writeString(part, record.json()));
    writeTable();
    begun = true;
  }

  private static void makeFolder(Path needed) throws IOException {
    try {
      Files.createDirectories(needed);
    } catch (IOException e) {
      throw (IOException) unwritable(needed, AtomicFile.reason(e)).initCause(e);
    }
  }

  private static void removeParts(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      for (Path file : files.toList()) {
        if (PART.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
        }
      }
    }
  }

  private void writeTable() throws IOException {
    String table = HEADER + String.join("", rows.values());
    AtomicFile.write(folder.resolve(BOXES), part -> Files.writeString(part, table));
  }

  /** A row for each thing of which something is to be seen. */
  private static String rows(int number, ImagePlus picture, ImageProcessor labels) {
    SortedMap<Integer, Rectangle> boxes = new TreeMap<>();
    for (int i = 0; i < labels.getPixelCount(); i++) {
      if (labels.get(i) > 0) {
        Rectangle pixel = new Rectangle(i % labels.getWidth(), i / labels.getWidth(), 1, 1);
        boxes.merge(labels.get(i), pixel, Rectangle::union);
      }
    }
    StringBuilder rows = new StringBuilder();
    for (Roi thing : Things.of(picture)) {
      Rectangle box = boxes.get(1 + Things.index(thing));
      if (box != null) {
        rows.append(
            String.join(
                ",",
                name(number),
                "" + (1 + Things.index(thing)),
                quoted(thing.getName()),
                "" + box.x,
                "" + box.y,
                "" + box.width,
                box.height + "\n"));
      }
    }
    return rows.toString();
  }

  /** As RFC 4180 has it; a name has no line breaks. */
  private static String quoted(String name) {
    return name.matches("[^,\"]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private Path file(String below, int number) {
    return folder.resolve(below).resolve(name(number));
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%05d.tif", number);
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public String where() {
    return "'" + folder + "'";
  }

  /** Brings the rows into order, which are not where a run went on with or beside another. */
  @Override
  public void close() throws IOException {
    if (begun) {
      readRows();
      writeTable();
    }
  }
}
