package mumu.imagej;

import static mumu.imagej.Examples.filled;
import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.rgb;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Node;

/** Opening and saving without menus: formats, marking, and what happens when it goes wrong. */
class ImageFilesTest {
  @TempDir private Path folder;

  @Test
  void theUsualFormatsAreOpened() throws IOException {
    ImagePlus image = rgb("image", 3, 2, (x, y) -> 0x0000FF * x + 0x660000 * y);
    ImagePlus gray = gray("gray", 3, 2, (x, y) -> x);
    assertTrue(new FileSaver(image).saveAsTiff(path("a.tif")));
    assertTrue(new FileSaver(image).saveAsPng(path("a.png")));
    assertTrue(new FileSaver(image).saveAsGif(path("a.gif")));
    assertTrue(new FileSaver(image).saveAsBmp(path("a.bmp")));
    assertTrue(new FileSaver(image).saveAsJpeg(path("a.jpg")));
    assertTrue(new FileSaver(gray).saveAsPgm(path("a.pgm")));
    assertTrue(new FileSaver(gray).saveAsFits(path("a.fits")));
    for (String name : names()) {
      ImagePlus opened = ImageFiles.open(folder.resolve(name));
      assertEquals(name, opened.getTitle());
      assertEquals(3, opened.getWidth());
    }
    assertEquals(7, names().size());
  }

  @Test
  void aTiffKeepsStackDimensionsLabelsRangesAndOverlay() throws IOException {
    ImageStack planes = new ImageStack(2, 1);
    for (int i = 1; i <= 12; i++) {
      int value = 1000 * i;
      planes.addSlice(
          i == 5 ? null : "plane " + i, filled(new ShortProcessor(2, 1), (x, y) -> value + x));
    }
    ImagePlus hyperstack = new ImagePlus("h", planes);
    hyperstack.setDimensions(3, 2, 2);
    CompositeImage image = new CompositeImage(hyperstack, IJ.COMPOSITE);
    LUT lut = LUT.createLutFromColor(Color.ORANGE);
    lut.min = 5;
    lut.max = 77;
    image.setLuts(new LUT[] {lut, lut, lut});
    image.getCalibration().setUnit("um");
    image.getCalibration().pixelWidth = 0.5;
    Examples.withOverlay(image, Examples.named("m\u00e4n", new Roi(0, 0, 1, 1)));
    Path path = folder.resolve("h.tiff");
    ImageFiles.save(image, path);
    ImagePlus again = ImageFiles.open(path);
    assertTrue(again.isComposite());
    assertArrayEquals(image.getDimensions(), again.getDimensions());
    assertEquals(77, again.getLuts()[2].max);
    assertEquals(0.5, again.getCalibration().pixelWidth);
    assertEquals("plane 4", again.getStack().getSliceLabel(4));
    assertEquals("m\u00e4n", again.getOverlay().get(0).getName());
    for (int i = 1; i <= 12; i++) {
      assertArrayEquals((short[]) planes.getPixels(i), (short[]) again.getStack().getPixels(i));
    }
    assertFalse(xmlOf(path).contains("trainedAlgorithmicMedia"), "no model made this image");
  }

  @Test
  void aPngShowsWhatIsDisplayed() throws IOException {
    ImagePlus image =
        new ImagePlus("s", filled(new ShortProcessor(3, 1), (x, y) -> 1000 + 100 * x));
    image.setDisplayRange(1000, 1255);
    Path path = folder.resolve("s.png");
    ImageFiles.save(image, path);
    BufferedImage png = ImageIO.read(path.toFile());
    assertEquals(0xFF646464, png.getRGB(1, 0));
    assertFalse(image.changes);
  }

  @Test
  void generatedFilesAreMarkedAsMadeByAModel() throws IOException {
    ImagePlus image = Results.toImage(ResultsTest.generation("a {man}", 3, 5), List.of());
    for (String name : List.of("r.png", "r.tif")) {
      Path path = folder.resolve(name);
      ImageFiles.save(image, path);
      String file = xmlOf(path);
      assertTrue(
          file.contains(
              "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
                  + "trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"),
          name);
      assertTrue(ImageFiles.open(path).getProp(AiOrigin.KEY).endsWith("/trainedAlgorithmicMedia"));
    }
  }

  @Test
  void otherReadersFindTheMarkingToo() throws Exception {
    ImagePlus image = Results.toImage(ResultsTest.generation("a {man}", 3, 5), List.of());
    ImageFiles.save(image, folder.resolve("r.png"));
    ImageFiles.save(image, folder.resolve("r.tif"));
    assertTrue(metadata("r.png", "javax_imageio_png_1.0").contains("trainedAlgorithmicMedia"));
    Map<Integer, Integer> directory = directory(folder.resolve("r.tif"));
    assertEquals(directory.keySet().stream().sorted().toList(), List.copyOf(directory.keySet()));
    byte[] tiff = Files.readAllBytes(folder.resolve("r.tif"));
    String packet = new String(tiff, directory.get(700), 16, StandardCharsets.UTF_8);
    assertEquals("<?xpacket begin", packet.substring(0, 15));
    assertEquals(0xFF030201, ImageIO.read(folder.resolve("r.tif").toFile()).getRGB(0, 0));
  }

  @Test
  void theXmpPacketIsWellFormed() throws Exception {
    javax.xml.parsers.DocumentBuilderFactory factory =
        javax.xml.parsers.DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Node root =
        factory
            .newDocumentBuilder()
            .parse(new java.io.ByteArrayInputStream(AiOrigin.xmpBytes(new ij.ImagePlus())))
            .getDocumentElement();
    assertEquals("adobe:ns:meta/", root.getNamespaceURI());
  }

  @Test
  void anExistingFileIsReplacedAndNothingElseIsLeft() throws IOException {
    Path path = Files.writeString(folder.resolve("old.png"), "old");
    ImageFiles.save(gray("g", 2, 2, (x, y) -> 9), path);
    assertEquals(2, ImageFiles.open(path).getWidth());
    assertEquals(List.of("old.png"), names());
  }

  @Test
  void whatCannotBeSavedIsAnErrorAndLeavesNothing() throws IOException {
    ImagePlus image = gray("g", 2, 2, (x, y) -> 9);
    Path occupied = Files.createDirectory(folder.resolve("folder.tif"));
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertUnsaved(image, occupied, "it is a folder");
    assertUnsaved(image, folder.resolve("missing/x.tif"), "No Such File");
    assertUnsaved(image, file.resolve("x.png"), "could not be saved");
    assertUnsaved(image, folder.resolve("x.jpg"), "must end in .tif, .tiff or .png");
    assertUnsaved(image, folder.resolve("x"), "must end in");
    assertUnsaved(image, folder.resolve("x".repeat(300) + ".tif"), "could not be saved");
    image.flush();
    assertUnsaved(image, folder.resolve("x.tif"), "is closed");
    assertEquals(List.of("file", "folder.tif"), names());
  }

  @Test
  void aFullDiskLeavesTheExistingFileIntact() throws IOException {
    Path path = Files.writeString(folder.resolve("kept.tif"), "kept");
    IOException full =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    path,
                    part -> {
                      Files.writeString(part, "half");
                      throw new IOException("No space left on device");
                    }));
    assertTrue(full.getMessage().contains("No space left on device. Nothing of it was written"));
    assertEquals("kept", Files.readString(path));
    assertEquals(List.of("kept.tif"), names());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = Files.writeString(folder.resolve("target.png"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.png"), target);
    ImageFiles.save(gray("g", 2, 2, (x, y) -> 9), link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(2, ImageFiles.open(target).getWidth());
  }

  @Test
  void whatIsNoImageIsAnErrorThatNamesTheFile() throws IOException {
    assertUnopened(folder.resolve("missing.png"), "There is no file");
    assertUnopened(folder, "There is no file");
    for (String name :
        List.of(
            "a.png", "a.tif", "a.jpg", "a.roi", "a.txt", "a.zip", "a.ijm", "a.class", "a.dcm")) {
      assertUnopened(
          Files.writeString(folder.resolve(name), "no image at all"),
          "cannot be opened as an image");
      assertUnopened(
          Files.write(folder.resolve("empty" + name), new byte[0]), "cannot be opened as an image");
    }
  }

  @Test
  void cutOffFilesAreErrors() throws IOException {
    Random noise = new Random(3);
    ImagePlus image = rgb("image", 40, 30, (x, y) -> noise.nextInt());
    assertTrue(new FileSaver(image).saveAsTiff(path("a.tif")));
    assertTrue(new FileSaver(image).saveAsPng(path("a.png")));
    assertTrue(new FileSaver(image).saveAsBmp(path("a.bmp")));
    for (String name : names()) {
      byte[] bytes = Files.readAllBytes(folder.resolve(name));
      for (int length : new int[] {9, 30, 100, bytes.length / 2, bytes.length - 200}) {
        Path cut = Files.write(folder.resolve(length + name), Arrays.copyOf(bytes, length));
        assertUnopened(cut, "cannot be opened as an image");
      }
    }
  }

  @Test
  void aTiffWhoseDirectoriesFormARingIsRefused() throws IOException {
    ImagePlus image = gray("image", 5, 5, (x, y) -> x);
    assertTrue(new FileSaver(image).saveAsTiff(path("ring.tif")));
    byte[] bytes = Files.readAllBytes(folder.resolve("ring.tif"));
    ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer file = ByteBuffer.wrap(bytes).order(order);
    file.putInt(8 + 2 + 12 * file.getShort(8), 8); // the next directory is the first
    Files.write(folder.resolve("ring.tif"), bytes);
    assertUnopened(folder.resolve("ring.tif"), "its directories form a ring");
  }

  @Property(tries = 300)
  void aDamagedTiffIsOpenedOrRefusedButNothingElse(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 400) Integer> places,
      @ForAll byte value)
      throws IOException {
    ImagePlus image = gray("image", 5, 5, (x, y) -> x);
    image.setProperty("Info", "some info");
    image.setProp("key", "value");
    Path path =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "mumu-" + ProcessHandle.current().pid() + "-damaged.tif");
    try {
      assertTrue(new FileSaver(image).saveAsTiff(path.toString()));
      byte[] bytes = Files.readAllBytes(path);
      places.forEach(place -> bytes[8 + place % (bytes.length - 8)] = value);
      Files.write(path, bytes);
      ImageFiles.open(path).getWidth();
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("cannot be opened as an image"), e.getMessage());
    } finally {
      Files.deleteIfExists(path);
    }
  }

  @Test
  void damagedTextOfAPngDoesNotHideThePicture() throws IOException {
    ImagePlus image = Results.toImage(ResultsTest.generation("a {man}", 1, 5), List.of());
    Path path = folder.resolve("r.png");
    ImageFiles.save(image, path);
    byte[] png = Files.readAllBytes(path);
    for (int length = 0; length < 200; length++) {
      PngText.read(Arrays.copyOf(png, length));
    }
    assertEquals(3, PngText.read(Arrays.copyOf(png, png.length - 20)).size() - 1);
    assertTrue(PngText.read("no PNG".getBytes(StandardCharsets.UTF_8)).isEmpty());
  }

  /** The first directory of a TIFF: value or offset by tag, in the file's order. */
  private static Map<Integer, Integer> directory(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer file = ByteBuffer.wrap(bytes).order(order);
    int start = file.getInt(4);
    Map<Integer, Integer> directory = new LinkedHashMap<>();
    for (int i = 0; i < file.getShort(start); i++) {
      int entry = start + 2 + 12 * i;
      directory.put(file.getShort(entry) & 0xFFFF, file.getInt(entry + 8));
    }
    return directory;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void assertUnsaved(ImagePlus image, Path path, String why) {
    String message =
        assertThrows(IOException.class, () -> ImageFiles.save(image, path)).getMessage();
    assertTrue(message.contains(why), message);
  }

  private static void assertUnopened(Path path, String why) {
    String message =
        assertThrows(IOException.class, () -> ImageFiles.open(path), path::toString).getMessage();
    assertTrue(message.contains(why) && message.contains(path.toString()), message);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::getFileName).map(Path::toString).sorted().toList();
    }
  }

  /** The file's bytes as text, in which XMP is legible. */
  private static String xmlOf(Path path) throws IOException {
    return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
  }

  private String metadata(String name, String format) throws Exception {
    File file = folder.resolve(name).toFile();
    var reader = ImageIO.getImageReadersBySuffix(name.substring(2)).next();
    try (var in = ImageIO.createImageInputStream(file)) {
      reader.setInput(in);
      Node tree = reader.getImageMetadata(0).getAsTree(format);
      var out = new java.io.StringWriter();
      javax.xml.transform.TransformerFactory.newInstance()
          .newTransformer()
          .transform(
              new javax.xml.transform.dom.DOMSource(tree),
              new javax.xml.transform.stream.StreamResult(out));
      return out.toString();
    } finally {
      reader.dispose();
    }
  }
}
