package mumu.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import mumu.pipeline.Generation;
import mumu.pipeline.Report;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures as images, and whether their provenance survives what a user does with files. */
class ResultsTest {
  private static final String PROMPT =
      "a {man} \"in\" an {animated style}, \\{literally\\}, Grüße, 犬, \uD83D\uDC15";

  @Test
  void onePictureIsOneImage() {
    ImagePlus image = Results.toImage(generation(PROMPT, 1, 2), List.of());
    assertEquals(1, image.getStackSize());
    assertEquals(24, image.getBitDepth());
    assertEquals(0xFF030201, image.getProcessor().get(0, 0));
    assertEquals("seed=42 guidance=2.5 steps=20", image.getStack().getSliceLabel(1));
  }

  @Test
  void severalPicturesAreALabelledStack() {
    ImagePlus image = Results.toImage(generation("a dog", 3, 2), List.of());
    assertEquals(3, image.getStackSize());
    assertEquals("seed=44 guidance=2.5 steps=20", image.getStack().getSliceLabel(3));
    assertEquals(0xFF030203, image.getStack().getProcessor(3).get(0, 0));
  }

  @Test
  void theTitleIsThePromptsBeginningMadeUnique() {
    Generation generation =
        generation("0123456789 123456789 123456789 12345678\uD83D\uDC15 more", 1, 2);
    String title = "MUMU: 0123456789 123456789 123456789 12345678\uD83D\uDC15";
    assertEquals(title, Results.toImage(generation, List.of("other")).getTitle());
    assertEquals(
        title + "-2", Results.toImage(generation, List.of(title, title + "-1")).getTitle());
    assertEquals("MUMU: x", Results.toImage(generation("x", 1, 2), List.of()).getTitle());
  }

  @Test
  void requestAndReportCanBeReadBack() {
    Generation generation = generation(PROMPT, 1, 2);
    ImagePlus image = Results.toImage(generation, List.of());
    assertEquals(generation.request(), Results.request(image));
    JsonObject info = JsonParser.parseString(Results.info(image)).getAsJsonObject();
    assertTrue(info.get("request").isJsonObject());
    JsonObject result = info.getAsJsonObject("result");
    assertEquals("cpu", result.get("device").getAsString());
    assertEquals(1.5, result.getAsJsonObject("milliseconds").get("load").getAsDouble());
  }

  @Test
  void imageJsOwnSaveAsTiffKeepsEverything(@TempDir Path folder) throws IOException {
    for (int count : new int[] {1, 3}) {
      Generation generation = generation(PROMPT, count, 700); // crops of more than a megabyte
      ImagePlus image = Results.toImage(generation, List.of());
      assertTrue(image.getProp(Results.REQUEST).length() > 1_000_000);
      String path = folder.resolve(count + ".tif").toString();
      assertTrue(new FileSaver(image).saveAsTiff(path));
      assertSame(image, new Opener().openImage(path));
    }
  }

  @Test
  void ourOwnTiffKeepsEverything(@TempDir Path folder) throws IOException {
    for (int count : new int[] {1, 3}) {
      ImagePlus image = Results.toImage(generation(PROMPT, count, 700), List.of());
      image.setRoi(new Roi(1, 0, 1, 1));
      Path path = folder.resolve("our " + count + ".tif");
      ImageFiles.save(image, path);
      ImagePlus again = new Opener().openImage(path.toString());
      assertSame(image, again);
      assertEquals(image.getRoi(), again.getRoi());
      assertSame(image, ImageFiles.open(path));
    }
  }

  @Test
  void aPngKeepsRequestAndReportButNoTimesSoThatItsBytesRepeat(@TempDir Path folder)
      throws IOException {
    ImagePlus image = Results.toImage(generation(PROMPT, 1, 700), List.of());
    Path path = folder.resolve("result.PNG");
    ImageFiles.save(image, path);
    ImagePlus again = ImageFiles.open(path);
    assertEquals(Results.request(image), Results.request(again));
    String report = image.getProp(Results.RESULT);
    assertTrue(report.contains("illiseconds"), report);
    assertEquals(Results.withoutTimes(report), again.getProp(Results.RESULT));
    assertFalse(again.getProp(Results.RESULT).contains("illiseconds"));
    assertEquals(
        List.of(0xFF030201, 0xFF030201),
        List.of(image.getProcessor().get(0, 0), again.getProcessor().get(0, 0)));
  }

  @Property(tries = 200)
  void anyPromptAndNameSurvivesTiffAndPng(@ForAll String text, @ForAll String name)
      throws IOException {
    String prompt = text.replaceAll("[{}\\\\]", "") + "x";
    Generation generation =
        generation(prompt.length() > 3000 ? "x" : prompt, 1, 2, new Origin(name, name, "", name));
    ImagePlus image = Results.toImage(generation, List.of());
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    for (String type : List.of(".tif", ".png")) {
      Path path = folder.resolve("mumu-" + ProcessHandle.current().pid() + type);
      try {
        ImageFiles.save(image, path);
        assertEquals(generation.request(), Results.request(ImageFiles.open(path)));
      } finally {
        java.nio.file.Files.deleteIfExists(path);
      }
    }
  }

  @Test
  void anImageWithoutRequestIsAnErrorThatSaysWhatToDo() {
    ImagePlus image = Examples.gray("cell.tif", 2, 2, (x, y) -> 0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Results.request(image)).getMessage();
    assertTrue(message.startsWith("'cell.tif' holds no request"), message);
    assertThrows(IllegalArgumentException.class, () -> Results.info(image));
  }

  @Test
  void damagedProvenanceIsAnErrorThatNamesTheImage() {
    ImagePlus image = Results.toImage(generation(PROMPT, 1, 2), List.of());
    String json = image.getProp(Results.REQUEST);
    for (String damaged :
        List.of(
            "x",
            "{}",
            "[1]",
            "null",
            "{\"a\":",
            json.substring(0, json.length() / 2),
            json.replace("42", "-7"),
            json.replaceFirst("\"sha256\": \"[0-9a-f]", "\"sha256\": \"x"))) {
      image.setProp(Results.REQUEST, damaged);
      String message =
          assertThrows(IllegalArgumentException.class, () -> Results.request(image)).getMessage();
      assertTrue(message.startsWith("The request stored in 'MUMU: a {man}"), message);
    }
    image.setProp(Results.REQUEST, "{\"a\":");
    assertThrows(IllegalArgumentException.class, () -> Results.info(image));
  }

  @Test
  void tokensAreALabelledStackOverGrey() {
    Picture small = new Picture(1, 1, new int[] {0xFF0000FF});
    Picture large = new Picture(3, 1, new int[] {0, 0x80FFFFFF, 0xFFFFFFFF});
    ImagePlus stack =
        Results.tokens(List.of(small, large), List.of("man: a", "dog: b"), List.of("MUMU: tokens"));
    assertEquals("MUMU: tokens-1", stack.getTitle());
    assertEquals("dog: b", stack.getStack().getSliceLabel(2));
    int grey = 0xFF7F7F7F;
    assertEquals(List.of(grey, 0xFF0000FF, grey), row(stack, 1));
    // 255 · 128/255 + 127 · 127/255 = 191.25
    assertEquals(List.of(grey, 0xFFBFBFBF, 0xFFFFFFFF), row(stack, 2));
    assertThrows(
        IllegalArgumentException.class, () -> Results.tokens(List.of(), List.of(), List.of()));
  }

  private static List<Integer> row(ImagePlus stack, int slice) {
    return Arrays.stream(new int[] {0, 1, 2})
        .mapToObj(x -> 0xFF000000 | stack.getStack().getProcessor(slice).get(x, 0))
        .toList();
  }

  private static void assertSame(ImagePlus image, ImagePlus again) {
    String stored = image.getProp(Results.REQUEST);
    String restored = again.getProp(Results.REQUEST);
    assertEquals(stored.length(), restored.length());
    assertEquals(-1, Arrays.mismatch(stored.toCharArray(), restored.toCharArray()));
    assertEquals(Results.request(image), Results.request(again));
    assertTrue(Results.info(image).equals(Results.info(again)));
    assertEquals(image.getInfoProperty(), again.getInfoProperty());
    assertEquals(AiOrigin.TRAINED_MEDIA, again.getProp(AiOrigin.KEY));
    assertEquals(image.getStackSize(), again.getStackSize());
    for (int i = 1; i <= image.getStackSize(); i++) {
      assertEquals(image.getStack().getSliceLabel(i), again.getStack().getSliceLabel(i));
      assertEquals(
          image.getStack().getProcessor(i).get(1, 1) & 0xFFFFFF,
          again.getStack().getProcessor(i).get(1, 1) & 0xFFFFFF);
    }
    assertNull(again.getOverlay());
  }

  static Generation generation(String prompt, int count, int cropSize) {
    return generation(
        prompt, count, cropSize, new Origin("böats.gif", "m\nn", "Zm9v", "mask; 8-bit"));
  }

  private static Generation generation(String prompt, int count, int cropSize, Origin origin) {
    int[] noise = new Random(1).ints((long) cropSize * cropSize).toArray();
    Picture crop = new Picture(cropSize, cropSize, noise);
    Settings settings =
        Settings.DEFAULTS.toBuilder().seed(42).guidance(2.5).steps(20).count(count).build();
    BoundRequest request =
        new BoundRequest(
            new GenerationRequest(Prompt.parse(prompt), List.of(), settings),
            prompt.contains("{man}") ? List.of(new BoundImage("man", crop, 1, origin)) : List.of(),
            Optional.empty());
    List<Picture> pictures =
        Stream.iterate(1, i -> i + 1)
            .limit(count)
            .map(i -> new Picture(4, 2, filled(0xFF030200 | i)))
            .toList();
    return new Generation(
        request,
        pictures,
        new Report(
            "mumu-tiny",
            "00ff",
            "cpu",
            "no \"GPU\"",
            "1.29.0",
            Map.of("load", 1.5),
            Map.of(),
            List.of("small crop")));
  }

  private static int[] filled(int color) {
    int[] pixels = new int[8];
    Arrays.fill(pixels, color);
    return pixels;
  }
}
