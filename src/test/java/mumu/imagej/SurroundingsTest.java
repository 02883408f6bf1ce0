package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.levels;
import static mumu.imagej.Examples.mask;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.rgb;
import static mumu.imagej.Examples.withOverlay;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mumu.request.BindingText;
import mumu.request.BoundImage;
import mumu.request.CropMode;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;

/** The ground that images are without their regions. */
class SurroundingsTest {
  private static List<Picture> around(Workspace workspace) {
    return pictures(ClassExamples.ofActive(workspace));
  }

  private static List<Picture> pictures(ClassExamples examples) {
    return examples.onImages().grounds().get(ClassExamples.IMAGE).stream()
        .map(BoundImage::picture)
        .toList();
  }

  private static Picture around(ImagePlus image, Roi... regions) {
    List<Picture> pictures = around(workspace(List.of(), withOverlay(image, regions)));
    assertEquals(1, pictures.size());
    return pictures.get(0);
  }

  private static String art(String... rows) {
    return String.join("\n", rows) + "\n";
  }

  @Test
  void regionsMayOverlap() {
    ImagePlus image = gray("cells", 6, 4, (x, y) -> 10 * y + x);
    Picture rest = around(image, new Roi(1, 1, 3, 2), new Roi(2, 0, 3, 2), new Roi(2, 0, 1, 1));
    assertEquals(art("##...#", "#....#", "#...##", "######"), mask(rest));
    assertEquals(0xFF0A0A0A, rest.argb(0, 1));
    assertEquals(0, rest.argb(2, 1), "what is cut out does not show");
  }

  @Test
  void regionsMayReachOverTheBorder() {
    ImagePlus image = gray("cells", 6, 4, (x, y) -> x);
    assertEquals(
        art("..####", "..###.", "######", "######"),
        mask(around(image, new Roi(-3, -3, 5, 5), new Roi(5, 1, 9, 1))));
  }

  @Test
  void whatIsLeftMayBeAPartOfTheImage() {
    ImagePlus image = gray("cells", 6, 4, (x, y) -> 10 * y + x);
    Picture rest = around(image, new Roi(0, 0, 2, 4), new Roi(0, 0, 6, 1));
    assertEquals(art("####", "####", "####"), mask(rest));
    assertEquals(12, levels(rest)[0]);
    assertEquals(art("#"), mask(around(image, new Roi(0, 0, 5, 4), new Roi(5, 1, 1, 3))));
  }

  /** Whether a pixel within three of this one is a region's. */
  private static boolean near(boolean[] taken, int width, int at) {
    for (int i = 0; i < taken.length; i++) {
      int x = i % width - at % width;
      int y = i / width - at / width;
      if (taken[i] && x * x + y * y <= 10) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whatIsNextToARegionIsLeftOutToo() {
    ImagePlus image = gray("cells", 11, 7, (x, y) -> 90);
    Picture rest = around(image, new Roi(5, 3, 1, 1));
    assertEquals(
        art(
            "####...####",
            "###.....###",
            "##.......##",
            "##.......##",
            "##.......##",
            "###.....###",
            "####...####"),
        mask(rest));
  }

  @Test
  void whereMostIsNextToRegionsItStays() {
    ImagePlus image = gray("crowd", 9, 6, (x, y) -> 10 * x);
    assertEquals(
        art("##.#.#.##", "#########", "#########", "##.#.#.##", "#########", "#########"),
        mask(
            around(
                image,
                new Roi(2, 0, 1, 1),
                new Roi(4, 0, 1, 1),
                new Roi(6, 0, 1, 1),
                new Roi(2, 3, 1, 1),
                new Roi(4, 3, 1, 1),
                new Roi(6, 3, 1, 1))));
  }

  @Test
  void noPixelIsARegionsAndTheRests() {
    Random random = new Random(3);
    for (int trial = 0; trial < 20; trial++) {
      ImagePlus image = gray("cells", 60, 50, (x, y) -> 200);
      ShapeRoi ring =
          new ShapeRoi(new Roi(2, 3, 15, 12)).not(new ShapeRoi(new OvalRoi(5, 5, 7, 6)));
      Roi[] regions = {
        new OvalRoi(random.nextInt(30), random.nextInt(20), 5 + random.nextInt(9), 8),
        new PolygonRoi(new float[] {20, 35.5f, 28}, new float[] {3, 9.2f, 25}, Roi.POLYGON),
        new Roi(random.nextInt(20), random.nextInt(20), 9, 7, 5),
        ring
      };
      Picture rest = around(image, regions);
      boolean[] taken = new boolean[60 * 50];
      for (Roi region : regions) {
        Picture cell =
            Crops.bound(Regions.of(image, region).found().get(0), CropMode.AUTO).picture();
        for (int i = 0; i < cell.width() * cell.height(); i++) {
          int x = region.getBounds().x + i % cell.width();
          int y = region.getBounds().y + i / cell.width();
          taken[60 * y + x] |= cell.argb(i % cell.width(), i / cell.width()) != 0;
        }
      }
      for (int i = 0; i < taken.length; i++) {
        int expected = near(taken, 60, i) ? 0 : 0xFFC8C8C8;
        assertEquals(expected, rest.argb(i % 60, i / 60), "pixel " + i);
      }
    }
  }

  private static ImagePlus stack(int slices) {
    ImageStack stack = new ImageStack(4, 2);
    for (int slice = 1; slice <= slices; slice++) {
      int level = 10 * slice;
      stack.addSlice(Examples.filled(new ByteProcessor(4, 2), (x, y) -> level));
    }
    return new ImagePlus("stack", stack);
  }

  private static Roi on(int position, Roi roi) {
    roi.setPosition(position);
    return roi;
  }

  @Test
  void everySliceWithRegionsIsAGroundWithoutItsOwn() {
    ImagePlus image = stack(4);
    image.setSlice(2);
    withOverlay(
        image,
        on(3, new Roi(0, 0, 1, 1)),
        new Roi(1, 0, 1, 1),
        on(1, new Roi(3, 1, 1, 1)),
        on(3, new Roi(0, 1, 1, 1)));
    List<Picture> rests = around(workspace(List.of(), image));
    assertEquals(
        List.of(art("###", "###"), art("#.##", "####"), art("####", "###.")),
        rests.stream().map(Examples::mask).toList());
    assertEquals(
        List.of(0xFF1E1E1E, 0xFF141414, 0xFF0A0A0A),
        rests.stream().map(rest -> rest.argb(2, 0)).toList());
    assertEquals(2, image.getCurrentSlice());
  }

  @Test
  void channelsOfASliceAreOneGround() {
    ImagePlus image = IJ.createHyperStack("channels", 4, 2, 2, 3, 1, 8);
    Roi first = new Roi(0, 0, 1, 1);
    first.setPosition(1, 3, 1);
    Roi second = new Roi(3, 0, 1, 1);
    second.setPosition(2, 3, 1);
    Roi other = new Roi(3, 0, 1, 1);
    other.setPosition(2, 2, 1);
    List<Picture> rests = around(workspace(List.of(), withOverlay(image, first, second, other)));
    assertEquals(
        List.of(art(".##.", "####"), art("###.", "####")),
        rests.stream().map(Examples::mask).toList());
  }

  @Test
  void everySourceImageIsAGround() {
    ImagePlus one = withOverlay(gray("one", 3, 2, (x, y) -> 50), named("a", new Roi(0, 0, 1, 1)));
    ImagePlus two = withOverlay(gray("two", 2, 2, (x, y) -> 90), named("b", new Roi(1, 1, 1, 1)));
    ImagePlus empty = gray("empty", 9, 9, (x, y) -> 7);
    ClassExamples examples =
        ClassExamples.of(
            BindingText.parse("cell=one:a + two:b; background=empty"),
            Map.of(),
            workspace(List.of(), one, two, empty));
    assertEquals(
        List.of(art(".##", "###"), art("##", "#.")),
        pictures(examples).stream().map(Examples::mask).toList());
    assertEquals(1, examples.onImages().grounds().get(ClassExamples.REGIONS).size());
  }

  @Test
  void labelsAreTakenOutPixelByPixel() {
    ImagePlus labels = new ImagePlus("labels", new ShortProcessor(4, 2));
    labels.getProcessor().set(1, 0, 7);
    labels.getProcessor().set(2, 1, 300);
    ImagePlus image = gray("cells", 4, 2, (x, y) -> x);
    ClassExamples examples =
        ClassExamples.of(
            List.of(), Map.of("cell", Regions.labels(labels, image)), workspace(List.of()));
    assertEquals(art("#.##", "##.#"), mask(pictures(examples).get(0)));
  }

  @Test
  void coloursAreAsShown() {
    ImagePlus image = rgb("colours", 3, 1, (x, y) -> 0x102030 * (x + 1));
    Picture rest = around(image, new Roi(1, 0, 1, 1));
    assertArrayEquals(
        new int[] {0xFF102030, 0, 0xFF306090},
        new int[] {rest.argb(0, 0), rest.argb(1, 0), rest.argb(2, 0)});
  }

  @Test
  void sixteenBitsAreAsShown() {
    ImagePlus image =
        new ImagePlus("deep", Examples.filled(new ShortProcessor(4, 1), (x, y) -> 1000 + 1000 * x));
    image.setDisplayRange(2000, 4000);
    Picture rest = around(image, new Roi(2, 0, 1, 1));
    assertEquals(0xFF000000, rest.argb(0, 0));
    assertEquals(0xFF000000, rest.argb(1, 0));
    assertEquals(0, rest.argb(2, 0));
    assertEquals(0xFFFFFFFF, rest.argb(3, 0));
  }

  @Test
  void regionsOfTheGroundStayInIt() {
    ImagePlus image = gray("cells", 3, 2, (x, y) -> 50);
    assertEquals(
        art(".##", "###"),
        mask(around(image, new Roi(0, 0, 1, 1), named("background", new Roi(1, 0, 2, 2)))));
  }

  @Test
  void whereItIsFromIsToldAndTheUsersStaysAsItWas() {
    ImagePlus image = stack(2);
    image.setRoi(new Roi(1, 1, 2, 1));
    ShapeRoi shape = new ShapeRoi(new Roi(0, 0, 3, 2)).not(new ShapeRoi(new Roi(1, 0, 1, 1)));
    withOverlay(image, on(2, shape), on(2, new OvalRoi(0, 0, 2, 2)));
    List<byte[]> before = bytes(image);
    BoundImage rest =
        ClassExamples.ofActive(workspace(List.of(), image))
            .onImages()
            .grounds()
            .get(ClassExamples.IMAGE)
            .get(0);
    assertEquals("stack", rest.origin().title());
    assertEquals("all but its regions", rest.origin().roiName());
    assertTrue(rest.origin().rule().endsWith("C 1 Z 2 T 1"), rest.origin().rule());
    assertFalse(rest.origin().roi().isEmpty());
    List<byte[]> after = bytes(image);
    assertEquals(2, image.getOverlay().size());
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
    assertEquals(1, image.getCurrentSlice());
    assertNull(image.getProcessor().getMask());
  }

  /** Overlay, selection and pixels. */
  private static List<byte[]> bytes(ImagePlus image) {
    Roi[] rois = image.getOverlay().toArray();
    return List.of(
        RoiEncoder.saveAsByteArray(rois[0]),
        RoiEncoder.saveAsByteArray(rois[1]),
        RoiEncoder.saveAsByteArray(image.getRoi()),
        ((byte[]) image.getStack().getPixels(1)).clone(),
        ((byte[]) image.getStack().getPixels(2)).clone());
  }

  @Test
  void anImageOfWhichNothingIsLeftIsNamed() {
    ImagePlus image = gray("full", 4, 3, (x, y) -> 9);
    for (List<Roi> regions :
        Arrays.asList(
            List.of(new Roi(0, 0, 4, 3)),
            List.of(new Roi(-5, -5, 20, 20)),
            List.of(new Roi(0, 0, 2, 3), new Roi(1, 0, 3, 3)))) {
      withOverlay(image, regions.toArray(Roi[]::new));
      refused(ClassExamples.ofActive(workspace(List.of(), image)));
    }
    ImagePlus other =
        withOverlay(gray("other", 9, 9, (x, y) -> 1), named("a", new Roi(1, 1, 2, 2)));
    image.setOverlay(null);
    refused(
        ClassExamples.of(
            BindingText.parse("cell=other:a + full"),
            Map.of(),
            workspace(List.of(), other, image)));
  }

  private static void refused(ClassExamples examples) {
    assertFalse(examples.leaveGround());
    String message = assertThrows(IllegalArgumentException.class, examples::onImages).getMessage();
    assertTrue(
        message.contains("outside of the regions, found none of 'full'. Choose another ground"),
        message);
  }

  @Test
  void anImageTooLargeToBeKeptIsNamedWithWhatToDo() {
    ImagePlus slide = new ImagePlus("slide", new ByteProcessor(Picture.MAXIMUM_PIXELS + 1, 1));
    withOverlay(slide, named("cell", new Roi(3, 0, 5, 1)));
    ClassExamples examples = ClassExamples.ofActive(workspace(List.of(), slide));
    String message = assertThrows(IllegalArgumentException.class, examples::onImages).getMessage();
    assertTrue(message.startsWith("ground=image takes images of at most 67108864"), message);
    assertTrue(message.contains("'slide' has 67108865 × 1. Duplicate the part"), message);
  }
}
