package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.mask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.Arrow;
import ij.gui.EllipseRoi;
import ij.gui.ImageRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.RotatedRectRoi;
import ij.gui.ShapeRoi;
import ij.gui.TextRoi;
import ij.process.ByteProcessor;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mumu.request.CropMode;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pixels each kind of ROI cuts out: those whose centre lies inside. */
class CutShapesTest {
  private final ImagePlus image = gray("image", 20, 16, (x, y) -> 10 + x + y);

  @ParameterizedTest
  @EnumSource(CropMode.class)
  void aRectangleIsItsBoxInEveryMode(CropMode mode) {
    Crops crop = crop(new Roi(3, 2, 4, 3), mode);
    assertEquals("####\n####\n####\n", mask(crop.picture()));
    assertEquals(0xFF000000 | 15 << 16 | 15 << 8 | 15, crop.picture().argb(0, 0));
  }

  @Test
  void aRectangleWithFractionsCoversThePixelsImageJSaysItDoes() {
    assertEquals("###\n###\n", mask(crop(new Roi(2.4, 2.6, 3.0, 2.0)).picture()));
  }

  @Test
  void anOvalIsCutOut() {
    assertEquals(
        """
        .##.
        ####
        ####
        .##.
        """,
        mask(crop(new OvalRoi(5, 5, 4, 4)).picture()));
  }

  @Test
  void aRoundedRectangleLosesItsCorners() {
    Roi roi = new Roi(2, 2, 8, 6);
    roi.setCornerDiameter(4);
    assertEquals(
        """
        .######.
        ########
        ########
        ########
        ########
        .######.
        """,
        mask(crop(roi).picture()));
  }

  @Test
  void aRotatedRectangleIsCutOutAlongItsEdges() {
    // half length 2.97 and half width 2.9 along the diagonals around (8, 8)
    Roi roi = new RotatedRectRoi(5.9, 5.9, 10.1, 10.1, 5.8);
    assertCut(roi, (dx, dy) -> Math.abs(dx + dy) <= 4.2 && Math.abs(dx - dy) <= 4.1);
  }

  @Test
  void anEllipseIsCutOut() {
    // axis from (2.2, 8) to (13.8, 8), half as wide, around (8, 8)
    Roi roi = new EllipseRoi(2.2, 8, 13.8, 8, 0.5);
    assertCut(roi, (dx, dy) -> dx * dx / (5.8 * 5.8) + dy * dy / (2.9 * 2.9) <= 1);
  }

  @Test
  void aPolygonIsCutOut() {
    float[] xs = {4, 8.6f, 4};
    float[] ys = {3, 3, 7.6f};
    assertEquals(
        """
        ####.
        ###..
        ##...
        #....
        .....
        """,
        mask(crop(new PolygonRoi(xs, ys, Roi.POLYGON)).picture()));
  }

  @Test
  void aFreehandSelectionIsCutOut() {
    int[] xs = {2, 6, 6, 4, 4, 2};
    int[] ys = {2, 2, 3, 3, 5, 5};
    assertEquals(
        "####\n##..\n##..\n", mask(crop(new PolygonRoi(xs, ys, 6, Roi.FREEROI)).picture()));
  }

  @Test
  void aTracedSelectionIsCutOutToThePixel() {
    int[] xs = {0, 4, 4, 2, 2, 0};
    int[] ys = {0, 0, 2, 2, 4, 4};
    assertEquals(
        "####\n####\n##..\n##..\n",
        mask(crop(new PolygonRoi(xs, ys, 6, Roi.TRACED_ROI)).picture()));
  }

  @Test
  void aCompositeKeepsItsHolesAndParts() {
    Roi roi =
        new ShapeRoi(new Roi(1, 1, 5, 5))
            .not(new ShapeRoi(new Roi(3, 3, 1, 2)))
            .or(new ShapeRoi(new Roi(8, 2, 1, 2)));
    assertEquals(
        """
        #####...
        #####..#
        ##.##..#
        ##.##...
        #####...
        """,
        mask(crop(roi).picture()));
  }

  @Test
  void aBrushSelectionIsCutOut() {
    Roi roi = new ShapeRoi(new OvalRoi(2, 2, 4, 4)).or(new ShapeRoi(new OvalRoi(4, 2, 4, 4)));
    assertEquals(".####.\n######\n######\n.####.\n", mask(crop(roi).picture()));
  }

  @Test
  void whatIsCutAwayIsTransparentBlack() {
    assertEquals(0, crop(new OvalRoi(5, 5, 4, 4)).picture().argb(0, 0));
  }

  @Test
  void boxKeepsWhatSurroundsTheShape() {
    Crops crop = crop(new OvalRoi(5, 5, 4, 4), CropMode.BOX);
    assertEquals("####\n####\n####\n####\n", mask(crop.picture()));
    assertEquals(20, crop.picture().argb(0, 0) & 0xFF);
    assertTrue(crop.origin().rule().startsWith("box; 8-bit"), crop.origin().rule());
  }

  @Test
  void partsOutsideTheImageAreClippedWithAWarning() {
    Crops crop = crop(new OvalRoi(-2, -1, 4, 4));
    assertEquals("##\n##\n#.\n", mask(crop.picture()));
    assertEquals(
        "The ROI 'thing' on 'image' reaches outside the image; only the part inside is used.",
        crop.warnings().get(0));
    assertTrue(crop.origin().rule().endsWith("; clipped"));
  }

  @Test
  void aRoiLargerThanTheImageIsClippedOnAllSides() {
    Crops crop = crop(new Roi(-5, -5, 100, 100));
    assertEquals(20, crop.picture().width());
    assertEquals(16, crop.picture().height());
  }

  @Test
  void aRoiThatIsTheWholeImageIsNotClipped() {
    Crops crop = crop(new Roi(0, 0, 20, 16));
    assertEquals(java.util.List.of(), crop.warnings());
    assertEquals(new Picture(20, 16, crop.picture().argb()), crop.picture());
  }

  @Test
  void anImageOfOnePixelCanBeBound() {
    ImagePlus dot = gray("dot", 1, 1, (x, y) -> 77);
    Roi roi = new Roi(0, 0, 1, 1);
    Picture picture = Crops.bound(Found.part(dot, "dot", roi, "r"), CropMode.AUTO).picture();
    assertEquals(new Picture(1, 1, new int[] {0xFF4D4D4D}), picture);
  }

  @Test
  void whatLiesOutsideIsRefused() {
    assertRefused(new Roi(20, 0, 4, 4), "lies outside the image, which has 20 × 16 pixels");
    assertRefused(new OvalRoi(-8, -8, 8, 8), "lies outside the image");
    assertRefused(new OvalRoi(-30, -30, 32, 32), "covers no pixel");
  }

  @Test
  void whatHasNoAreaIsRefused() {
    assertRefused(new Line(1, 1, 5, 5), "is of type \"straight line\" and has no area");
    assertRefused(new Arrow(1, 1, 5, 5), "arrow");
    assertRefused(new PointRoi(3, 3), "point");
    int[] xs = {1, 5, 9};
    int[] ys = {1, 5, 1};
    assertRefused(new PolygonRoi(xs, ys, 3, Roi.POLYLINE), "polyline");
    assertRefused(new PolygonRoi(xs, ys, 3, Roi.FREELINE), "freeline");
    assertRefused(new PolygonRoi(xs, ys, 3, Roi.ANGLE), "angle");
    assertRefused(new TextRoi(1, 1, "man"), "\"text\"");
    assertRefused(new ImageRoi(1, 1, new ByteProcessor(4, 4)), "\"image\"");
    assertRefused(
        new ShapeRoi(new Roi(1, 1, 2, 2)).and(new ShapeRoi(new Roi(5, 5, 2, 2))), "is empty");
    assertRefused(new PolygonRoi(new int[] {3}, new int[] {3}, 1, Roi.POLYGON), "is empty");
  }

  @Test
  void aShapeTooLargeForAMaskIsRefusedButItsBoxIsNot() {
    Roi huge = new OvalRoi(-30_000, -30_000, 60_000, 60_000);
    assertRefused(huge, "larger than 2^28 pixels");
    assertEquals(20, crop(huge, CropMode.BOX).picture().width());
  }

  @Test
  void theRoiItselfStaysUntouched() {
    Roi roi = new OvalRoi(5, 5, 4, 4);
    roi.setImage(image);
    image.setRoi(roi);
    String before = roi + " " + roi.getName() + " " + roi.getPosition();
    crop(roi);
    assertEquals(before, roi + " " + roi.getName() + " " + roi.getPosition());
    assertEquals(roi, image.getRoi());
  }

  private interface Inside {
    boolean test(double dx, double dy);
  }

  /** Compares the cut with a formula of the distance from (8, 8) to each pixel's centre. */
  private void assertCut(Roi roi, Inside inside) {
    java.awt.Rectangle box = roi.getBounds();
    IntFunction<String> row =
        y ->
            IntStream.range(box.x, box.x + box.width)
                .mapToObj(x -> inside.test(x + 0.5 - 8, y + 0.5 - 8) ? "#" : ".")
                .collect(Collectors.joining("", "", "\n"));
    String expected =
        IntStream.range(box.y, box.y + box.height).mapToObj(row).collect(Collectors.joining());
    assertEquals(expected, mask(crop(roi).picture()));
  }

  private void assertRefused(Roi roi, String why) {
    String message = assertThrows(IllegalArgumentException.class, () -> crop(roi)).getMessage();
    assertTrue(message.startsWith("The ROI 'thing' on 'image' "), message);
    assertTrue(message.contains(why), message);
  }

  private Crops crop(Roi roi) {
    return crop(roi, CropMode.AUTO);
  }

  private Crops crop(Roi roi, CropMode mode) {
    return Crops.bound(Found.part(image, image.getTitle(), roi, "thing"), mode);
  }
}
