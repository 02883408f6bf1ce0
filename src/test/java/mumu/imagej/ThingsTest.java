package mumu.imagej;

import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.Opener;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mumu.pipeline.Generation;
import mumu.pipeline.Report;
import mumu.pipeline.Thing;
import mumu.request.BindingText;
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

/**
 * Outlines of generated things: in the overlay, in files, as labels, and where they do not count.
 */
class ThingsTest {
  private static final int SIDE = 32;

  /** A full square, or one with a hole. */
  private static Thing thing(String name, int left, int top, boolean hole) {
    float[] cover = new float[64];
    Arrays.fill(cover, 1);
    if (hole) {
      cover[27] = 0;
    }
    return new Thing(name, new Thing.Square(top, left, 8, 8), Tensor.of(cover, 8, 8));
  }

  /** The visible part of a full square: its first columns. */
  private static Thing behind(String name, int left, int top, int columns) {
    float[] cover = new float[64];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = i % 8 < columns ? 1 : 0;
    }
    return new Thing(name, new Thing.Square(top, left, 8, 8), Tensor.of(cover, 8, 8));
  }

  /** Things called man, dog and cat; picture i has them i pixels further right; an empty one. */
  private static Generation generation(int count) {
    return generation(
        "a {dog}, a {man}, a {man} and a cat",
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    List.of(
                        thing("man", i, 0, true),
                        thing("nothing", 500, 0, false),
                        thing("cat", 10 + i, 3, false),
                        thing("man", 6 + i, 4, false)))
            .toList());
  }

  private static Generation generation(String prompt, List<List<Thing>> things) {
    int count = things.size();
    Settings settings =
        Settings.DEFAULTS.toBuilder()
            .seed(1)
            .guidance(2)
            .steps(3)
            .width(SIDE)
            .height(SIDE)
            .count(count)
            .build();
    int[] black = new int[SIDE * SIDE];
    Arrays.fill(black, 0xFF000000);
    Picture picture = new Picture(SIDE, SIDE, black);
    return new Generation(
        new BoundRequest(
            new GenerationRequest(Prompt.parse(prompt), List.of(), settings),
            List.of(),
            Optional.empty()),
        IntStream.range(0, count).mapToObj(i -> picture).toList(),
        things,
        new Report("m", "00", "cpu", "", "1", java.util.Map.of(), java.util.Map.of(), List.of()));
  }

  private static ImagePlus made(int count) {
    return Results.toImage(generation(count), List.of());
  }

  private static List<String> described(ImagePlus image) {
    return Workspace.overlayRois(image).stream()
        .map(
            roi ->
                "%s %d %d,%d@%d"
                    .formatted(
                        roi.getName(),
                        Things.index(roi),
                        roi.getBounds().x,
                        roi.getBounds().y,
                        roi.getPosition()))
        .toList();
  }

  @Test
  void theOverlayIsHiddenAndSaysWhatIsWhereOnWhichSlice() {
    ImagePlus one = made(1);
    assertTrue(one.getHideOverlay());
    assertEquals(List.of("man 0 0,0@0", "cat 1 10,3@0", "man 2 6,4@0"), described(one));
    ImagePlus two = made(2);
    assertEquals(6, two.getOverlay().size());
    assertEquals("cat 1 11,3@2", described(two).get(4));
  }

  @Test
  void coloursAreThoseOfTheSlotsThenOfTheOtherNames() {
    List<Roi> rois = Workspace.overlayRois(made(1));
    assertEquals(SlotColors.of(1), rois.get(0).getStrokeColor());
    assertEquals(SlotColors.of(3), rois.get(1).getStrokeColor(), "after {dog}, {man} and nothing");
    assertEquals(SlotColors.of(1), rois.get(2).getStrokeColor());
  }

  @Test
  void theStoredResultHasNamesAndBoxes() {
    JsonObject result =
        JsonParser.parseString(Results.info(made(2))).getAsJsonObject().getAsJsonObject("result");
    JsonObject cat =
        result.getAsJsonArray("things").get(1).getAsJsonArray().get(1).getAsJsonObject();
    assertEquals("cat", cat.get("name").getAsString());
    assertEquals("[11,3,8,8]", cat.get("box").toString());
    assertTrue(result.toString().length() < 8_000, "no pixels");
  }

  @Test
  void withoutThingsNothingIsStoredAndThereIsNoOverlay() {
    ImagePlus image = Results.toImage(ResultsTest.generation("a dog", 2, 2), List.of());
    assertNull(image.getOverlay());
    assertFalse(image.getHideOverlay());
    assertFalse(image.getProp(Results.RESULT).contains("things"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void ourTiffKeepsTheOutlinesHidden(int count, @TempDir Path folder) throws IOException {
    ImagePlus image = made(count);
    ImageFiles.save(image, folder.resolve("x.tif"));
    assertTrue(image.getHideOverlay());
    ImagePlus again = ImageFiles.open(folder.resolve("x.tif"));
    assertEquals(described(image), described(again));
    assertTrue(again.getHideOverlay());
    assertEquals(described(image), described(new Opener().openImage(folder + "/x.tif")));
  }

  @Test
  void whatIsBoundShowsTheOutlinesToo() {
    ImagePlus image = made(1);
    assertTrue(Things.areHidden(image));
    Overlays.bind(image, new Roi(1, 1, 4, 4), "dog");
    assertFalse(image.getHideOverlay());
    assertEquals(4, image.getOverlay().size());
    assertFalse(Things.areHidden(image));
  }

  @Test
  void imageJsTiffLeavesAHiddenOverlayOutButTheStoredResultHasIt(@TempDir Path folder)
      throws IOException {
    ImagePlus image = made(3);
    String path = folder.resolve("x.tif").toString();
    assertTrue(new FileSaver(image).saveAsTiff(path));
    ImagePlus bare = new Opener().openImage(path);
    assertNull(bare.getOverlay());
    assertEquals(labels(image, 2), labels(bare, 2));
    assertEquals(described(image), described(ImageFiles.open(Path.of(path))));
  }

  @Test
  void aPngHasNoOutlinesInItsPixelsButInItsResult(@TempDir Path folder) throws IOException {
    ImagePlus image = made(1);
    image.setHideOverlay(false);
    ImageFiles.save(image, folder.resolve("x.png"));
    ImagePlus again = ImageFiles.open(folder.resolve("x.png"));
    for (int i = 0; i < SIDE * SIDE; i++) {
      assertEquals(0, again.getProcessor().get(i) & 0xFFFFFF);
    }
    assertEquals(described(image), described(again));
    assertTrue(again.getHideOverlay());
  }

  private static List<Integer> labels(ImagePlus image, int slice) {
    ImagePlus labels = LabelImage.of(image, List.of());
    short[] pixels = (short[]) labels.getStack().getPixels(slice);
    return IntStream.range(0, pixels.length).mapToObj(i -> (int) pixels[i]).toList();
  }

  @Test
  void labelsAreNumberedInOrderAndLaterThingsLieAbove() {
    ImagePlus image = made(2);
    ImagePlus labels = LabelImage.of(image, List.of());
    assertEquals(16, labels.getBitDepth());
    assertEquals(2, labels.getStackSize());
    assertEquals("seed=2 guidance=2 steps=3", labels.getStack().getSliceLabel(2));
    assertEquals("Labels of " + image.getTitle(), labels.getTitle());
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int expected = 0;
        expected = x >= 1 && x < 9 && y < 8 && !(x == 4 && y == 3) ? 1 : expected;
        expected = x >= 11 && x < 19 && y >= 3 && y < 11 ? 2 : expected;
        expected = x >= 7 && x < 15 && y >= 4 && y < 12 ? 3 : expected;
        assertEquals(expected, labels.getStack().getProcessor(2).get(x, y), x + ", " + y);
      }
    }
  }

  @Test
  void sixThingsOfOneWordWhoseSquaresOverlapAreSixOutlinesAndSixLabels(@TempDir Path folder)
      throws IOException {
    List<Thing> six =
        IntStream.range(0, 6)
            .mapToObj(i -> behind("nucleus", 3 * i, 2 + i % 2, i == 5 ? 8 : 3))
            .toList();
    ImagePlus image = Results.toImage(generation("six {nucleus}", List.of(six, six)), List.of());
    assertEquals(12, image.getOverlay().size());
    assertEquals("nucleus 0 0,2@1", described(image).get(0));
    assertEquals("nucleus 5 15,3@2", described(image).get(11));
    for (Roi roi : image.getOverlay()) {
      assertEquals(SlotColors.of(0), roi.getStrokeColor());
      assertEquals(Things.index(roi) == 5 ? 64 : 24, roi.getContainedPoints().length);
    }
    List<Integer> labels = labels(image, 2);
    for (int at = 0; at < labels.size(); at++) {
      int x = at % SIDE;
      int number = Math.min(5, x / 3);
      int top = 2 + number % 2;
      boolean covered = x < 23 && at / SIDE >= top && at / SIDE < top + 8;
      assertEquals(covered ? 1 + number : 0, labels.get(at), x + ", " + at / SIDE);
    }
    JsonObject stored =
        JsonParser.parseString(Results.info(image)).getAsJsonObject().getAsJsonObject("result");
    assertEquals(6, stored.getAsJsonArray("things").get(1).getAsJsonArray().size());
    ImageFiles.save(image, folder.resolve("x.tif"));
    assertEquals(labels, labels(ImageFiles.open(folder.resolve("x.tif")), 2));
  }

  @Test
  void sixtyFourThingsAreSixtyFourOutlinesAndLabels(@TempDir Path folder) throws IOException {
    float[] full = new float[16];
    Arrays.fill(full, 1);
    List<Thing> grid =
        IntStream.range(0, 64)
            .mapToObj(
                i ->
                    new Thing(
                        i % 2 == 0 ? "nucleus" : "thing " + i,
                        new Thing.Square(i / 8 * 4, i % 8 * 4, 4, 4),
                        Tensor.of(full, 4, 4)))
            .toList();
    ImagePlus image = Results.toImage(generation("a {nucleus}", List.of(grid)), List.of());
    List<Integer> labels = labels(image, 1);
    for (int at = 0; at < labels.size(); at++) {
      assertEquals(1 + at / SIDE / 4 * 8 + at % SIDE / 4, labels.get(at));
    }
    List<String> described = described(image);
    assertEquals(64, described.size());
    assertEquals("thing 63 63 28,28@0", described.get(63));
    assertEquals(SlotColors.of(32), image.getOverlay().get(63).getStrokeColor());
    ImageFiles.save(image, folder.resolve("x.tif"));
    ImageFiles.save(image, folder.resolve("x.png"));
    for (String file : List.of("x.tif", "x.png")) {
      ImagePlus again = ImageFiles.open(folder.resolve(file));
      assertEquals(described, described(again));
      assertEquals(labels, labels(again, 1));
    }
    ImagePlus target = Examples.gray("target", SIDE, SIDE, (x, y) -> x);
    ImagePlus numbers = LabelImage.of(image, List.of());
    numbers.setTitle("labels");
    assertEquals(
        64,
        Binder.bind(request("{x}", "x=labels:label*"), workspace(List.of(), target, numbers))
            .request()
            .images()
            .size());
  }

  @Test
  void labelsFollowWhatWasDeletedAndMovedInTheOverlay() {
    ImagePlus image = made(1);
    image.getOverlay().remove(0);
    image.getOverlay().get(0).setLocation(20, 20);
    List<Integer> labels = labels(image, 1);
    assertFalse(labels.contains(1));
    assertEquals(2, labels.get(20 * SIDE + 20));
  }

  @Test
  void hiddenOutlinesOfAPictureThatWasCroppedOrScaledAreRefused() {
    ImagePlus cropped = made(1);
    cropped.setRoi(new Roi(4, 4, 24, 24));
    ImagePlus duplicate = cropped.crop();
    assertMoved(duplicate);
    ImagePlus scaled = made(1);
    scaled.setProcessor(scaled.getProcessor().resize(2 * SIDE));
    assertMoved(scaled);
    cropped.setHideOverlay(false);
    assertTrue(LabelImage.doubt(cropped).isEmpty());
    assertTrue(labels(cropped, 1).contains(3), "outlines that are seen are the user's");
  }

  @Test
  void hiddenOutlinesOfAStackThatHasLostOrMovedSlicesAreRefused() {
    ImagePlus moved = made(3);
    for (int slice = 1; slice <= 3; slice++) {
      moved.getStack().getProcessor(slice).set(0, 0, slice);
    }
    settle(moved);
    assertEquals(Optional.empty(), LabelImage.doubt(moved));
    labels(moved, 1);
    moved.getStack().getProcessor(1).set(0, 0, 2);
    moved.getStack().getProcessor(2).set(0, 0, 1);
    assertMoved(moved);
    ImagePlus shorter = made(3);
    shorter.getStack().deleteSlice(1);
    assertMoved(shorter);
    shorter.setOverlay(null);
    assertMoved(shorter);
  }

  /** As if the image had been made with the pixels that it has now. */
  private static void settle(ImagePlus image) {
    JsonObject result = JsonParser.parseString(image.getProp(Results.RESULT)).getAsJsonObject();
    MadePixels.of(image).write(result);
    image.setProp(Results.RESULT, Results.json(result));
  }

  private static void assertMoved(ImagePlus image) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> LabelImage.doubt(image)).getMessage();
    assertTrue(message.contains("was cropped or scaled, or has lost or moved slices"), message);
  }

  @Test
  void otherPixelsThanMadeAreToldAsADoubtAndAnotherTypeIsNone() {
    ImagePlus image = made(1);
    image.getProcessor().set(3, 3, 0x808080);
    settle(image);
    image.setProcessor(image.getProcessor().convertToByte(false));
    assertEquals(Optional.empty(), LabelImage.doubt(image));
    image.getProcessor().flipHorizontal();
    labels(image, 1);
    String doubt = LabelImage.doubt(image).orElseThrow();
    assertTrue(doubt.contains("fit only if it was not flipped, rotated or moved"), doubt);
  }

  @Test
  void picturesOfOlderVersionsAreNotDoubted() {
    ImagePlus image = made(2);
    JsonObject result = JsonParser.parseString(image.getProp(Results.RESULT)).getAsJsonObject();
    result.remove("pixels");
    image.setProp(Results.RESULT, Results.json(result));
    image.getProcessor().flipVertical();
    labels(image, 1);
    for (String damaged : List.of("", "no", "{\"pixels\":1}", "{\"pixels\":{\"width\":[]}}")) {
      image.setProp(Results.RESULT, damaged);
      assertEquals(Optional.empty(), LabelImage.doubt(image), damaged);
    }
  }

  @Test
  void anImageWithoutThingsHasNoLabels() {
    ImagePlus plain = Examples.gray("plain", 9, 9, (x, y) -> x);
    Examples.withOverlay(plain, named("man", new Roi(1, 1, 2, 2)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> LabelImage.of(plain, List.of()))
            .getMessage();
    assertTrue(message.startsWith("'plain' has no outlines of things"), message);
  }

  @Test
  void aDamagedStoredResultHasNoThings() {
    ImagePlus image = made(1);
    String whole = image.getProp(Results.RESULT);
    for (String damaged :
        List.of(
            "things",
            "[\"things\"]",
            "{\"things\":1}",
            "{\"things\":[1]}",
            "{\"things\":[[1]]}",
            "{\"things\":[[{}]]}",
            "{\"things\":[[{\"roi\":\"?\"}]]}",
            "{\"things\":[[{\"roi\":\"SW91dA==\"}]]}",
            "{\"things\":[[{\"roi\":{}}]]}",
            "{\"things\":[[],[]]}",
            whole.substring(0, whole.length() - 9))) {
      image.setProp(Results.RESULT, damaged);
      assertEquals(List.of(), StoredThings.read(image), damaged);
    }
  }

  private static GenerationRequest request(String prompt, String bind) {
    return new GenerationRequest(Prompt.parse(prompt), BindingText.parse(bind), Settings.DEFAULTS);
  }

  private static String sourceOf(String bind, Workspace open) {
    List<mumu.request.BoundImage> images =
        Binder.bind(request("a {man}", bind), open).request().images();
    return images.isEmpty() ? "none" : images.get(0).origin().title();
  }

  @Test
  void aResultIsPassedOverWhenASlotIsLookedUpByItsName() {
    ImagePlus result = made(1);
    ImagePlus source = Examples.gray("source", 9, 9, (x, y) -> x);
    assertEquals("none", sourceOf("", workspace(List.of(), result, source)));
    Examples.withOverlay(source, named("man", new Roi(1, 1, 2, 2)));
    assertEquals("source", sourceOf("", workspace(List.of(), result, source)));
    List<Roi> managed = List.of(result.getOverlay().get(0));
    assertEquals("source", sourceOf("", workspace(managed, result, source)));
    result.getOverlay().add(named("man", new Roi(1, 1, 2, 2)));
    assertEquals(result.getTitle(), sourceOf("", workspace(List.of(), result, source)));
  }

  @Test
  void aWrittenSourceFindsThings() {
    ImagePlus result = made(1);
    Workspace open = workspace(List.of(), result);
    String quoted = "'" + result.getTitle() + "'";
    assertEquals(result.getTitle(), sourceOf("man=cat", open));
    assertEquals(result.getTitle(), sourceOf("man=" + quoted + ":cat", open));
    assertEquals(result.getTitle(), sourceOf("man=" + quoted + ":#2", open));
    assertEquals(2, Binder.bind(request("a {x}", "x=man*"), open).request().images().size());
    String message =
        assertThrows(IllegalArgumentException.class, () -> sourceOf("man=man", open)).getMessage();
    assertTrue(message.contains("There are 2 ROIs called 'man'"), message);
    result.getOverlay().add(named("man", new Roi(9, 9, 2, 2)));
    assertEquals(
        "man",
        Binder.bind(request("a {x}", "x=man"), open).request().images().get(0).origin().roiName());
  }

  @Test
  void thingsAreNotOfferedAsNames() {
    assertEquals(List.of(), workspace(List.of(), made(1)).names());
  }

  @Test
  void bindingASelectionOnAResultKeepsTheThingsAndMakesADrawnRegion() {
    ImagePlus image = made(1);
    Roi copied = (Roi) image.getOverlay().get(0).clone();
    Overlays.bind(image, copied, "man");
    Overlay overlay = image.getOverlay();
    assertEquals(4, overlay.size());
    assertFalse(Things.isThing(overlay.get(3)));
    assertEquals(63, overlay.get(3).getContainedPoints().length);
    assertEquals(image.getOverlay().get(0).getBounds(), overlay.get(3).getBounds());
    assertTrue(Things.isThing(copied), "the selection itself stays as it is");
    Overlays.bind(image, new Roi(1, 1, 3, 3), "man", Color.RED);
    assertEquals(4, image.getOverlay().size());
    assertEquals(List.of("man"), workspace(List.of(), image).names());
  }
}
