package mumu.imagej;

import static mumu.imagej.Examples.filled;
import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.levels;
import static mumu.imagej.Examples.mask;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.withOverlay;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.request.BindingText;
import mumu.request.BoundImage;
import mumu.request.GenerationRequest;
import mumu.request.Prompt;
import mumu.request.Settings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Label images as sources: the objects' regions, cut out of the image they belong to. */
class LabelsTest {
  /** Three objects: 1 of three pixels, 2 with a hole, 7 in two parts. */
  private static final String[] OBJECTS = {
    "1100000", //
    "1000222", "0000202", "7007222"
  };

  private final ImagePlus cells = gray("Cells", 7, 4, (x, y) -> 10 * y + x);

  private final ImagePlus labels =
      new ImagePlus(
          "Labels", filled(new ShortProcessor(7, 4), (x, y) -> OBJECTS[y].charAt(x) - '0'));

  @Test
  void aLabelCutsItsObjectOutOfTheActiveImage() {
    BoundImage object = bind("thing=Labels:label 1").get(0);
    assertEquals("##\n#.\n", mask(object.picture()));
    assertEquals(10, object.picture().argb(0, 1) & 0xFF);
    assertEquals("Cells", object.origin().title());
    assertEquals("label 1", object.origin().roiName());
    assertTrue(object.origin().rule().startsWith("mask"), object.origin().rule());
  }

  @Test
  void holesAndSeparatePartsStayAsTheyAre() {
    assertEquals("###\n#.#\n###\n", mask(bind("thing=Labels:label 2").get(0).picture()));
    assertEquals("#..#\n", mask(bind("thing=Labels:label7").get(0).picture()));
  }

  @Test
  void aStarMeansAllLabelsInTheirOrder() {
    List<BoundImage> all = bind("thing=Labels:label*");
    assertEquals(
        List.of("label 1", "label 2", "label 7"),
        all.stream().map(image -> image.origin().roiName()).toList());
  }

  @Test
  void titleAndLabelMayBeQuoted() {
    labels.setTitle("C1-a+b: x; [y]=z.tif");
    Workspace open = workspace(List.of(), cells, labels);
    for (String item : List.of("label 1", "'label 1'")) {
      BoundImage object = bind(open, "thing='C1-a+b: x; [y]=z.tif':" + item).get(0);
      assertEquals("##\n#.\n", mask(object.picture()));
    }
    String message = refused(open, "thing='C1-a+b: x; [y]=z.tif':'label*'");
    assertTrue(message.startsWith("No ROI, open image or file is called"), message);
  }

  @Test
  void theImageTheLabelsBelongToCanBeNamed() {
    Workspace open = workspace(List.of(), labels, cells);
    assertEquals("Cells", bind(open, "thing=Cells:Labels:label 1").get(0).origin().title());
    String message = refused(open, "thing=Labels:label 1");
    assertTrue(message.contains("would cut out the label image itself"), message);
  }

  @Test
  void eightAnd32BitLabelImagesWorkAndFractionsAreNoLabels() {
    for (ImagePlus image :
        List.of(
            new ImagePlus("L", labels.getProcessor().convertToByte(false)),
            new ImagePlus("L", labels.getProcessor().convertToFloat()))) {
      Workspace open = workspace(List.of(), cells, image);
      assertEquals("##\n#.\n", mask(bind(open, "thing=L:label 1").get(0).picture()));
    }
    FloatProcessor odd =
        new FloatProcessor(new float[][] {{Float.NaN, -3, 1.5f, 3}, {0, 0, Float.MAX_VALUE, 3}});
    ImagePlus image = new ImagePlus("L", odd);
    ImagePlus target = gray("T", 2, 4, (x, y) -> y);
    Workspace open = workspace(List.of(), target, image);
    assertEquals(1, bind(open, "thing=L:label*").size());
    assertArrayEquals(new int[] {3, 3}, levels(bind(open, "thing=L:label*").get(0).picture()));
  }

  @Test
  void ofAStackTheSliceThatTheImageShowsCounts() {
    ImageStack slices = new ImageStack(2, 1);
    slices.addSlice(new ByteProcessor(2, 1, new byte[] {5, 0}));
    slices.addSlice(new ByteProcessor(2, 1, new byte[] {0, 5}));
    ImagePlus many = new ImagePlus("L", slices);
    ImageStack target = new ImageStack(2, 1);
    target.addSlice(new ByteProcessor(2, 1, new byte[] {1, 2}));
    target.addSlice(new ByteProcessor(2, 1, new byte[] {3, 4}));
    ImagePlus stack = new ImagePlus("T", target);
    Workspace open = workspace(List.of(), stack, many);
    assertArrayEquals(new int[] {1}, levels(bind(open, "thing=L:label 5").get(0).picture()));
    stack.setSlice(2);
    assertArrayEquals(new int[] {4}, levels(bind(open, "thing=L:label 5").get(0).picture()));
    ImagePlus one = gray("One", 2, 1, (x, y) -> 0);
    String message = refused(workspace(List.of(), one, many), "thing=L:label 5");
    assertTrue(message.contains("expected 1 slice, found 2"), message);
  }

  @Test
  void aMissingLabelIsAnErrorListingThoseThereAre() {
    String message = refused(workspace(List.of(), cells, labels), "thing=Labels:label 3");
    assertTrue(message.contains("expected label 3, found 1, 2, 7"), message);
    ImagePlus empty = gray("Empty", 7, 4, (x, y) -> 0);
    message = refused(workspace(List.of(), cells, empty), "thing=Empty:label*");
    assertTrue(message.contains("found no whole number above 0"), message);
    ImagePlus many =
        new ImagePlus("Many", filled(new ShortProcessor(20, 20), (x, y) -> 20 * y + x));
    message =
        refused(workspace(List.of(), gray("T", 20, 20, (x, y) -> 0), many), "thing=Many:label*");
    assertTrue(message.contains("expected 1 to 100 labels"), message);
    assertTrue(message.contains("… (399 in all)"), message);
  }

  @Test
  void anImageOfAnotherSizeOrWithColoursIsRefused() {
    ImagePlus small = gray("Small", 3, 3, (x, y) -> 1);
    String message = refused(workspace(List.of(), cells, small), "thing=Small:label 1");
    assertTrue(message.contains("expected 7 × 4 pixels, found 3 × 3"), message);
    ImagePlus colours = Examples.rgb("Colours", 7, 4, (x, y) -> 1);
    message = refused(workspace(List.of(), cells, colours), "thing=Colours:label 1");
    assertTrue(message.contains("is an RGB image"), message);
  }

  @Test
  void aRoiOfSuchANameKeepsItsMeaning() {
    withOverlay(labels, named("label 1", new Roi(5, 0, 1, 1)));
    assertEquals("Labels", bind("thing=Labels:label 1").get(0).origin().title());
    assertEquals("Cells", bind("thing=Labels:label 2").get(0).origin().title());
  }

  @Test
  void aLabelImageMayBeAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("labels.tif");
    ImageFiles.save(labels, file);
    Workspace open = workspace(List.of(), cells);
    assertEquals("##\n#.\n", mask(bind(open, "thing='" + file + "':label 1").get(0).picture()));
    Workspace nothing = new Workspace(Optional.empty(), List.of(), List.of());
    assertTrue(refused(nothing, "thing='" + file + "':label 1").contains("no image is open"));
  }

  @Test
  void neitherImageChanges() {
    short[] before = ((short[]) labels.getProcessor().getPixels()).clone();
    bind("thing=Labels:label*");
    assertArrayEquals(before, (short[]) labels.getProcessor().getPixels());
    assertEquals(null, labels.getRoi());
    assertEquals(null, cells.getRoi());
    assertEquals(false, labels.getProcessor().isThreshold());
  }

  @Test
  void scriptsGiveLabelsAsObjects() {
    GenerationRequest request = request("");
    Regions both = Regions.label(labels, cells, 7).and(Regions.label(labels, cells, 1));
    List<BoundImage> images =
        Binder.bind(request, workspace(List.of()), Map.of("THING", both)).request().images();
    assertEquals(
        List.of("label 7", "label 1"),
        images.stream().map(image -> image.origin().roiName()).toList());
    assertEquals(3, Regions.labels(labels, cells).size());
  }

  @Test
  void objectsForNoSlotOrABoundOneAreRefused() {
    Regions whole = Regions.of(cells);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Binder.bind(request(""), workspace(List.of()), Map.of("cat", whole)))
            .getMessage();
    assertTrue(message.contains("'cat'") && message.contains("[thing]"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Binder.bind(
                        request("thing=Cells"),
                        workspace(List.of(), cells),
                        Map.of("thing", whole)))
            .getMessage();
    assertTrue(message.contains("bound twice"), message);
  }

  @Property(tries = 200)
  void everyPixelOfALabelAndNoOtherIsCutOut(@ForAll long seed) {
    java.util.Random random = new java.util.Random(seed);
    int width = 1 + random.nextInt(12);
    int height = 1 + random.nextInt(12);
    ByteProcessor numbers = filled(new ByteProcessor(width, height), (x, y) -> random.nextInt(4));
    ImagePlus objects = new ImagePlus("L", numbers);
    ImagePlus target = gray("T", width, height, (x, y) -> 255);
    for (Found found : Regions.labels(withOne(objects), target).found()) {
      int number = Integer.parseInt(found.roiName().substring("label ".length()));
      BoundImage image =
          Binder.bind(
                  request(""),
                  workspace(List.of(), target),
                  Map.of("thing", Regions.label(objects, target, number)))
              .request()
              .images()
              .get(0);
      long opaque = java.util.Arrays.stream(image.picture().argb()).filter(p -> p != 0).count();
      assertEquals(numbers.getHistogram()[number], opaque);
    }
  }

  private static ImagePlus withOne(ImagePlus objects) {
    objects.getProcessor().set(0, 1);
    return objects;
  }

  private List<BoundImage> bind(String bind) {
    return bind(workspace(List.of(), cells, labels), bind);
  }

  private static List<BoundImage> bind(Workspace open, String bind) {
    return Binder.bind(request(bind), open).request().images();
  }

  private static String refused(Workspace open, String bind) {
    return assertThrows(IllegalArgumentException.class, () -> bind(open, bind)).getMessage();
  }

  private static GenerationRequest request(String bind) {
    return new GenerationRequest(
        Prompt.parse("a {thing}"), BindingText.parse(bind), Settings.DEFAULTS);
  }
}
