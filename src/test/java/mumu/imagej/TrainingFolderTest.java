package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.withOverlay;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mumu.pipeline.Generation;
import mumu.pipeline.Report;
import mumu.pipeline.Thing;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder of a training set: pairs, table, record, and what it leaves alone. */
class TrainingFolderTest {
  private static final int SIDE = 32;

  @TempDir Path temporary;

  private static TrainingRecord record(String options) {
    return record(options, Optional.empty());
  }

  private static TrainingRecord record(String options, Optional<PixelSize> pixelSize) {
    ImagePlus cells =
        withOverlay(gray("cells", 9, 9, (x, y) -> x), named("cell", new Roi(1, 1, 5, 5)));
    ClassExamples examples = ClassExamples.ofActive(workspace(List.of(), cells));
    return new TrainingRecord(options, "m", "00", examples, pixelSize);
  }

  private TrainingFolder open(String options) throws IOException {
    return TrainingFolder.open(temporary.resolve("set"), record(options));
  }

  /** A square for each name, one beside the other, and one of the ground. */
  private static ImagePlus picture(boolean grey, String... names) {
    float[] cover = new float[16];
    Arrays.fill(cover, 1);
    Tensor all = Tensor.of(cover, 4, 4);
    List<Thing> things =
        Stream.concat(
                Stream.of(new Thing("background", new Thing.Square(0, 0, SIDE, SIDE), all)),
                Stream.iterate(0, i -> i < names.length, i -> i + 1)
                    .map(i -> new Thing(names[i], new Thing.Square(2, 8 * i, 4, 6), all)))
            .toList();
    int[] orange = new int[SIDE * SIDE];
    Arrays.fill(orange, 0xFFFF8000);
    Settings settings =
        Settings.DEFAULTS.toBuilder().seed(1).width(SIDE).height(SIDE).variety(1).build();
    return TrainingPicture.of(
        new Generation(
            new BoundRequest(
                new GenerationRequest(Prompt.parse("3 {cell}"), List.of(), settings),
                List.of(),
                Optional.empty()),
            List.of(new Picture(SIDE, SIDE, orange)),
            List.of(things),
            new Report(
                "m", "00", "cpu", "", "1", Map.of("LOAD", Math.random()), Map.of(), List.of())),
        grey);
  }

  private Path set() {
    return temporary.resolve("set");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(set())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> set().relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private void makeTwo() throws IOException {
    try (TrainingFolder folder = open("seed=1")) {
      folder.add(1, picture(true, "cell", "a, \"b\""));
      folder.add(2, picture(true, "cell"));
    }
  }

  @Test
  void aPairHasOneNameAndTheTableARowForEachThing() throws IOException {
    makeTwo();
    assertEquals(
        List.of(
            "boxes.csv",
            "images/00001.tif",
            "images/00002.tif",
            "masks/00001.tif",
            "masks/00002.tif",
            "training-data.json"),
        files());
    assertEquals(
        List.of(
            "file,label,class,x,y,width,height",
            "00001.tif,1,cell,0,2,6,4",
            "00001.tif,2,\"a, \"\"b\"\"\",8,2,6,4",
            "00002.tif,1,cell,0,2,6,4"),
        Files.readAllLines(set().resolve("boxes.csv")));
    ImagePlus mask = ImageFiles.open(set().resolve("masks/00001.tif"));
    assertEquals(16, mask.getBitDepth());
    assertEquals(1, mask.getProcessor().get(5, 5));
    assertEquals(2, mask.getProcessor().get(8, 2));
    assertEquals(0, mask.getProcessor().get(31, 31), "the ground is no thing");
  }

  @Test
  void aPictureIsGreyOrInColourAndKnowsHowItWasMade() throws IOException {
    try (TrainingFolder folder = open("seed=1")) {
      folder.add(1, picture(true, "cell"));
      folder.add(2, picture(false, "cell"));
    }
    ImagePlus grey = ImageFiles.open(set().resolve("images/00001.tif"));
    assertEquals(8, grey.getBitDepth());
    assertEquals(128, grey.getProcessor().get(3, 3));
    assertEquals(1, grey.getOverlay().size());
    ImagePlus rgb = ImageFiles.open(set().resolve("images/00002.tif"));
    assertEquals(24, rgb.getBitDepth());
    assertEquals("3 {cell}", Results.request(rgb).request().prompt().text());
    String bytes =
        new String(
            Files.readAllBytes(set().resolve("images/00001.tif")),
            java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("<Iptc4xmpExt:DigitalSourceType>"));
    JsonObject record =
        JsonParser.parseString(Files.readString(set().resolve("training-data.json")))
            .getAsJsonObject();
    assertEquals("seed=1", record.get("options").getAsString());
    assertEquals(AiOrigin.TRAINED_MEDIA, record.get("digitalSourceType").getAsString());
    assertEquals(
        "cells",
        record.getAsJsonArray("examples").get(0).getAsJsonObject().get("image").getAsString());
  }

  @Test
  void theSameAgainMakesTheSameBytesAndOnlyWhatIsMissing() throws IOException {
    makeTwo();
    byte[] first = Files.readAllBytes(set().resolve("images/00001.tif"));
    byte[] table = Files.readAllBytes(set().resolve("boxes.csv"));
    Files.delete(set().resolve("masks/00001.tif"));
    Files.createFile(set().resolve("images/.mumu-0123-ab.part"));
    try (TrainingFolder folder = open("seed=1")) {
      assertFalse(folder.has(1));
      assertTrue(folder.has(2));
      assertFalse(folder.has(3));
      folder.add(1, picture(true, "cell", "a, \"b\""));
    }
    assertArrayEquals(first, Files.readAllBytes(set().resolve("images/00001.tif")));
    assertArrayEquals(table, Files.readAllBytes(set().resolve("boxes.csv")));
    assertEquals(6, files().size());
  }

  @Test
  void aPictureWithoutItsRowsIsMadeAgain() throws IOException {
    makeTwo();
    Files.writeString(
        set().resolve("boxes.csv"),
        "file,label,class,x,y,width,height\n00001.tif,1,cell,0,2,6,4\n00002.tif,1,ce");
    TrainingFolder folder = open("seed=1");
    assertTrue(folder.has(1));
    assertFalse(folder.has(2));
    Files.writeString(
        set().resolve("boxes.csv"),
        "file,label,class,x,y,width,height\r\n00001.tif,1,cell,0,2,6,4\r\n");
    assertTrue(open("seed=1").has(1), "saved by Windows");
    Files.delete(set().resolve("boxes.csv"));
    assertFalse(open("seed=1").has(1));
  }

  @Test
  void aPictureOfWhichAFullDiskHasCutTheRowsIsMadeAgain() throws IOException {
    makeTwo();
    Path table = set().resolve("boxes.csv");
    String whole = Files.readString(table);
    Files.writeString(table, whole + "00002.tif,2,cell,0,12,16,1");
    TrainingFolder folder = open("seed=1");
    assertTrue(folder.has(1));
    assertFalse(folder.has(2));
    folder.add(2, picture(true, "cell"));
    folder.close();
    assertEquals(whole, Files.readString(table));
  }

  @Test
  void twoRunsOfOneSetAtTheSameTimeMakeOneSet() throws IOException {
    TrainingFolder one = open("seed=1");
    TrainingFolder other = open("seed=1");
    one.add(1, picture(true, "cell"));
    other.add(1, picture(true, "cell"));
    other.add(2, picture(true, "cell", "cell"));
    other.close();
    one.close();
    assertEquals(
        List.of(
            "file,label,class,x,y,width,height",
            "00001.tif,1,cell,0,2,6,4",
            "00002.tif,1,cell,0,2,6,4",
            "00002.tif,2,cell,8,2,6,4"),
        Files.readAllLines(set().resolve("boxes.csv")));
  }

  @Test
  void anotherSetThatWasBegunMeanwhileIsRefused() throws IOException {
    TrainingFolder one = open("seed=1");
    TrainingFolder other = open("seed=2");
    one.add(1, picture(true, "cell"));
    String message =
        assertThrows(IOException.class, () -> other.add(1, picture(true, "cell"))).getMessage();
    assertTrue(message.contains("pictures of seed=2, found those of seed=1"), message);
    assertEquals(4, files().size());
  }

  @Test
  void picturesAndMasksHaveThePixelSizeThatIsKnown() throws IOException {
    PixelSize size = new PixelSize(0.325, "µm").at(0.9);
    TrainingRecord record = record("seed=1", Optional.of(size));
    try (TrainingFolder folder = TrainingFolder.open(set(), record)) {
      folder.add(1, picture(true, "cell"));
    }
    for (String file : List.of("images/00001.tif", "masks/00001.tif")) {
      ImagePlus image = ImageFiles.open(set().resolve(file));
      assertEquals("0.3611 µm", PixelSize.of(image).orElseThrow().toString(), file);
    }
    String json = Files.readString(set().resolve("training-data.json"));
    assertTrue(json.contains("\"pixelSize\": \"0.3611 µm\""), json);
    assertTrue(refused("seed=1").contains("those of another model, other regions"));
    TrainingStacks stacks = new TrainingStacks(record);
    stacks.add(1, picture(true, "cell"));
    ImagePlus stack = stacks.stack(List.of());
    assertEquals("0.3611 µm", PixelSize.of(stack).orElseThrow().toString());
    ImagePlus labels = LabelImage.of(stack, List.of());
    assertEquals("0.3611 µm", PixelSize.of(labels).orElseThrow().toString());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Results.request(stack)).getMessage();
    assertTrue(message.contains("Run MUMU Make Training Data... with the options"), message);
  }

  @Test
  void anotherSetIsNeverMixedIn() throws IOException {
    makeTwo();
    assertTrue(refused("seed=2").contains("pictures of seed=2, found those of seed=1"));
    Path record = set().resolve("training-data.json");
    Files.writeString(record, Files.readString(record).replace("\"cells\"", "\"others\""));
    assertTrue(refused("seed=1").contains("other regions"));
    Files.writeString(record, "{}");
    assertTrue(refused("seed=1").contains("a file without options"));
    Files.write(record, new byte[] {(byte) 0xFF, 0, 7});
    assertTrue(refused("seed=1").contains("changed by hand"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes.txt",
        "boxes.csv",
        "images/00001.tif",
        "images/cell.png",
        "masks/00001.tif",
        "deep/00001.tif"
      })
  void whatIsNotOursIsLeftAlone(String name) throws IOException {
    Path file = set().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");
    String message = refused("seed=1");
    assertTrue(message.contains("holds something else"), message);
    assertTrue(message.contains(name.startsWith("deep") ? "deep" : name), message);
    assertEquals(List.of(name), files());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aStrangeFileAmongOursIsNamedToo() throws IOException {
    makeTwo();
    Files.writeString(set().resolve("masks/00001.png"), "mine");
    assertTrue(refused("seed=1").contains("found masks/00001.png."));
  }

  @Test
  void whatFileManagersLeaveDoesNotCount() throws IOException {
    Files.createDirectories(set().resolve("images"));
    Files.createFile(set().resolve(".DS_Store"));
    Files.createFile(set().resolve("images/Thumbs.db"));
    makeTwo();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(set(), "a file");
    assertTrue(refused("seed=1").contains("no folder but '" + set().toAbsolutePath() + "'"));
    Files.delete(set());
    Files.createDirectory(set());
    Files.writeString(set().resolve("masks"), "a file");
    assertTrue(refused("seed=1").contains("masks"));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithTheReason() throws IOException {
    Path tooLong = set().resolve("x".repeat(300));
    TrainingFolder folder = TrainingFolder.open(tooLong, record("seed=1"));
    String message =
        assertThrows(IOException.class, () -> folder.add(1, picture(true, "cell"))).getMessage();
    assertTrue(message.startsWith("training pictures cannot be written into '"), message);
    assertFalse(message.contains("found ."), message);
  }

  @Test
  void nothingIsWrittenBeforeAPictureAndOneWithoutOutlinesIsRefused() throws IOException {
    TrainingFolder folder = open("seed=1");
    String message =
        assertThrows(IllegalArgumentException.class, () -> folder.add(1, picture(true)))
            .getMessage();
    assertTrue(message.contains("has no outlines of things"), message);
    folder.close();
    assertFalse(Files.exists(set()));
  }

  @Test
  void anImageThatCannotBeWrittenTakesItsMaskAlong() throws IOException {
    TrainingFolder folder = open("seed=1");
    folder.add(1, picture(true, "cell"));
    Files.createDirectory(set().resolve("images/00002.tif"));
    assertThrows(IOException.class, () -> folder.add(2, picture(true, "cell")));
    folder.close();
    assertFalse(Files.exists(set().resolve("masks/00002.tif")));
    assertEquals(2, Files.readAllLines(set().resolve("boxes.csv")).size());
  }

  private String refused(String options) {
    return assertThrows(IOException.class, () -> open(options)).getMessage();
  }
}
