package mumu.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.EllipseRoi;
import ij.gui.ImageRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.RotatedRectRoi;
import ij.gui.ShapeRoi;
import ij.gui.TextRoi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mumu.request.CropMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ROI files, whole and damaged: a file is read or refused, and never costs all memory. */
class RoiFilesTest {
  private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));

  @TempDir private Path folder;

  @Test
  void everyKindOfAreaIsReadAsItWasSaved() throws IOException {
    List<Roi> exact = // ImageJ rounds rotated rectangles when it saves them
        kinds().stream().filter(roi -> !(roi instanceof RotatedRectRoi)).toList();
    for (Roi roi : exact) {
      roi.setName("n\u00e4me");
      Roi again = RoiFiles.read(write("x.roi", RoiEncoder.saveAsByteArray(roi))).get(0);
      assertArrayEquals(cut(roi).mask(), cut(again).mask());
      assertEquals(roi.getBounds(), again.getBounds());
      assertEquals("n\u00e4me", again.getName());
    }
  }

  @Test
  void aRoiWithoutNameIsCalledLikeItsFile() throws IOException {
    byte[] bytes = RoiEncoder.saveAsByteArray(new Roi(1, 2, 3, 4));
    assertEquals("man", RoiFiles.read(write("man.roi", bytes)).get(0).getName());
    Path zip = write("set.zip", zip(Map.of("dog.roi", bytes)));
    assertEquals("dog", RoiFiles.read(zip).get(0).getName());
  }

  @Test
  void textAndImageRoisAreRefused() throws IOException {
    assertRefused("x.roi", RoiEncoder.saveAsByteArray(new TextRoi(1, 1, "man")), "drawn text");
    Roi image = new ImageRoi(1, 1, new ByteProcessor(4, 4));
    assertRefused("x.roi", RoiEncoder.saveAsByteArray(image), "drawn image");
  }

  @Test
  void aLineIsReadSoThatItCanBeNamedWhenItIsRefused() throws IOException {
    byte[] bytes = RoiEncoder.saveAsByteArray(new Line(1, 1, 5, 5));
    assertEquals(Roi.LINE, RoiFiles.read(write("x.roi", bytes)).get(0).getType());
  }

  @Test
  void filesThatAreNoRoiAreRefused() throws IOException {
    assertRefused("x.roi", new byte[0], "no ROI header");
    assertRefused("x.roi", "Iout".getBytes(), "no ROI header");
    assertRefused("x.roi", new byte[1000], "no ROI header");
    assertRefused("x.roi", new byte[17 << 20], "larger than any ROI");
    assertThrows(IOException.class, () -> RoiFiles.read(folder.resolve("missing.roi")));
  }

  @Test
  void zipsWithoutRoiAreRefused() throws IOException {
    assertRefused("x.zip", new byte[0], "holds no ROI");
    assertRefused("x.zip", "no zip".getBytes(), "holds no ROI");
    assertRefused("x.zip", zip(Map.of("a.tif", new byte[9])), "holds no ROI");
    byte[] good = zip(Map.of("a.roi", RoiEncoder.saveAsByteArray(new Roi(1, 1, 2, 2))));
    assertThrows(IOException.class, () -> RoiFiles.read(write("x.zip", Arrays.copyOf(good, 60))));
  }

  @Test
  void anEntryThatUnpacksToMuchMoreThanARoiIsRefused() throws IOException {
    assertRefused("x.zip", zip(Map.of("bomb.roi", new byte[200 << 20])), "larger than any ROI");
  }

  @Test
  void aDamagedEntryIsNamed() throws IOException {
    assertRefused("x.zip", zip(Map.of("bad.roi", new byte[100])), "entry bad.roi");
  }

  @Test
  void claimedSizesAreCheckedBeforeTheyAreAllocated() throws IOException {
    byte[] composite = RoiEncoder.saveAsByteArray(kinds().get(6));
    for (int count : new int[] {Integer.MAX_VALUE, 1 << 28, 100_000}) {
      assertRefused("x.roi", with(composite, RoiDecoder.SHAPE_ROI_SIZE, count), "ends before");
    }
    byte[] polygon = RoiEncoder.saveAsByteArray(kinds().get(2));
    ByteBuffer.wrap(polygon).putShort(RoiDecoder.N_COORDINATES, (short) 0);
    assertRefused("x.roi", with(polygon, RoiDecoder.SIZE, Integer.MAX_VALUE), "ends before");
    assertRefused("x.roi", with(polygon, RoiDecoder.SIZE, -1), "ends before");
    int header = ByteBuffer.wrap(polygon).getInt(RoiDecoder.HEADER2_OFFSET);
    for (int field : new int[] {RoiDecoder.NAME_LENGTH, RoiDecoder.ROI_PROPS_LENGTH}) {
      byte[] bytes = RoiEncoder.saveAsByteArray(kinds().get(2));
      assertRefused("x.roi", with(bytes, header + field, Integer.MAX_VALUE), "lie outside");
    }
    byte[] counted = RoiEncoder.saveAsByteArray(kinds().get(1)); // its floats read as a count
    int second = ByteBuffer.wrap(counted).getInt(RoiDecoder.HEADER2_OFFSET);
    assertRefused("x.roi", with(counted, second + RoiDecoder.COUNTERS_OFFSET, 70), "lie outside");
    byte[] bytes = RoiEncoder.saveAsByteArray(kinds().get(2));
    assertRefused("x.roi", with(bytes, RoiDecoder.HEADER2_OFFSET, 1 << 30), "lies outside");
  }

  @Test
  void endlessAndMissingCoordinatesAreRefused() throws IOException {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
      byte[] ellipse = RoiEncoder.saveAsByteArray(kinds().get(4));
      ByteBuffer.wrap(ellipse).putFloat(RoiDecoder.X2, value);
      assertRefused("x.roi", ellipse, "has a coordinate of");
    }
    float[] xs = new float[2000];
    float[] ys = new float[2000];
    for (int i = 0; i < 2000; i++) {
      xs[i] = i % 2 * 20_000;
      ys[i] = i;
    }
    byte[] spline = RoiEncoder.saveAsByteArray(new PolygonRoi(xs, ys, Roi.POLYGON));
    short options = ByteBuffer.wrap(spline).getShort(RoiDecoder.OPTIONS);
    ByteBuffer.wrap(spline).putShort(RoiDecoder.OPTIONS, (short) (options | RoiDecoder.SPLINE_FIT));
    assertRefused("x.roi", spline, "outline is endless");
  }

  @Property(tries = 500)
  void aDamagedRoiIsReadOrRefused(
      @ForAll @IntRange(min = 0, max = 6) int kind,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 300) Integer> places,
      @ForAll byte value)
      throws IOException {
    byte[] bytes = RoiEncoder.saveAsByteArray(kinds().get(kind));
    places.forEach(place -> bytes[2 + place % (bytes.length - 2)] = value);
    readOrRefuse(bytes);
  }

  @Property(tries = 300)
  void aCutOffRoiIsReadOrRefused(
      @ForAll @IntRange(min = 0, max = 6) int kind,
      @ForAll @IntRange(min = 0, max = 400) int length)
      throws IOException {
    byte[] bytes = RoiEncoder.saveAsByteArray(kinds().get(kind));
    readOrRefuse(Arrays.copyOf(bytes, Math.min(length, bytes.length)));
  }

  /** Whatever is read can also be cut, or is refused with a message. */
  private static void readOrRefuse(byte[] bytes) throws IOException {
    Path path = FOLDER.resolve("mumu-" + ProcessHandle.current().pid() + ".roi");
    Files.write(path, bytes);
    try {
      Roi roi = RoiFiles.read(path).get(0);
      cut(roi);
    } catch (IOException | IllegalArgumentException e) {
      assertTrue(e.getMessage().length() > 20, e.toString());
    } finally {
      Files.delete(path);
    }
  }

  private static Cut cut(Roi roi) {
    return Cut.of(roi, 30, 30, CropMode.AUTO);
  }

  private static List<Roi> kinds() {
    float[] xs = {1.5f, 9, 4};
    float[] ys = {2, 3.5f, 8};
    PolygonRoi spline = new PolygonRoi(xs, ys, Roi.POLYGON);
    spline.fitSpline();
    return List.of(
        new Roi(1, 2, 3, 4),
        new OvalRoi(1.5, 2, 5, 4),
        new PolygonRoi(xs, ys, Roi.POLYGON),
        spline,
        new EllipseRoi(2, 2, 9, 8, 0.5),
        new RotatedRectRoi(2, 2, 9, 8, 4),
        new ShapeRoi(new Roi(1, 1, 5, 5)).not(new ShapeRoi(new Roi(3, 3, 1, 2))));
  }

  private static byte[] with(byte[] bytes, int offset, int value) {
    ByteBuffer.wrap(bytes).putInt(offset, value);
    return bytes;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private void assertRefused(String name, byte[] bytes, String why) throws IOException {
    Path path = write(name, bytes);
    String message = assertThrows(IOException.class, () -> RoiFiles.read(path)).getMessage();
    assertTrue(message.contains(why) && message.contains(name), message);
  }
}
