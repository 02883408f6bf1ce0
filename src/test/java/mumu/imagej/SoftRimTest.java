package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.withOverlay;
import static mumu.imagej.Examples.workspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.util.List;
import mumu.request.BoundImage;
import mumu.request.CropMode;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cut-out with a rim shows of the pixels around its outline. */
class SoftRimTest {
  private static final int RIM = 6;
  private static final int SIDE = 64;

  /** A cell whose light falls over several pixels, half of it at a radius of 10. */
  private static int light(double x, double y, int ground, int height) {
    double distance = Math.hypot(x - 31.5, y - 31.5);
    return (int) Math.round(ground + height / (1 + Math.exp((distance - 10) / 1.5)));
  }

  private static ImagePlus cell(int ground, int height) {
    return gray("cell", SIDE, SIDE, (x, y) -> light(x, y, ground, height));
  }

  private static Roi outline() {
    return new OvalRoi(22, 22, 20, 20);
  }

  private static Picture rimmed(ImagePlus image, Roi roi) {
    return SoftRim.of(Found.part(image, image.getTitle(), roi, "r"), RIM);
  }

  /** What a pixel of the picture, laid over a ground, looks like. */
  private static double over(int argb, int ground) {
    double share = (argb >>> 24) / 255.0;
    return share * (argb & 0xFF) + (1 - share) * ground;
  }

  @ParameterizedTest
  @CsvSource({"20, 80", "0, 100", "200, -80", "120, 0"})
  void overItsOwnGroundItLooksLikeTheImage(int ground, int height) {
    ImagePlus image = cell(ground, height);
    Picture picture = rimmed(image, outline());
    assertEquals(20 + 2 * RIM, picture.width());
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int there = image.getProcessor().get(x + 22 - RIM, y + 22 - RIM);
        double apart = Math.abs(over(picture.argb(x, y), ground) - there);
        assertTrue(apart <= 5, "%d, %d: off by %s".formatted(x, y, apart));
      }
    }
  }

  @Test
  void whatIsMoreThanHalfCoveredIsTheOutline() {
    ImagePlus image = cell(20, 80);
    Picture picture = rimmed(image, outline());
    Cut cut = Cut.of(outline(), SIDE, SIDE, CropMode.AUTO);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int column = x - RIM;
        int row = y - RIM;
        boolean inBox = column >= 0 && row >= 0 && column < 20 && row < 20;
        boolean inside = inBox && cut.contains(row * 20 + column);
        assertEquals(inside, picture.argb(x, y) >>> 24 > 127, x + ", " + y);
      }
    }
    assertEquals(0, picture.argb(0, 0), "nothing at the corner");
    assertEquals(255, picture.argb(16, 16) >>> 24);
  }

  @Test
  void anotherCellNearbyIsNotPartOfTheRim() {
    ImagePlus image =
        gray("two", SIDE, SIDE, (x, y) -> x > 45 && y > 24 && y < 40 ? 250 : light(x, y, 20, 80));
    Picture picture = rimmed(image, outline());
    double shown = over(picture.argb(46 - 22 + RIM, 31 - 22 + RIM), 20);
    assertTrue(shown < 40, "other cell shown with " + shown);
  }

  @Test
  void atTheBorderTheRimEndsWithTheImage() {
    Picture picture = rimmed(cell(20, 80), new OvalRoi(-5, 22, 20, 20));
    assertEquals(15 + RIM, picture.width());
    assertEquals(20 + 2 * RIM, picture.height());
  }

  @Test
  void aCellThatFillsItsImageHasNoRim() {
    ImagePlus image = cell(20, 80);
    Picture picture = rimmed(image, new Roi(0, 0, SIDE, SIDE));
    for (int i = 0; i < SIDE; i++) {
      assertEquals(0xFF, picture.argb(i, i) >>> 24);
      assertEquals(image.getProcessor().get(i, i), picture.argb(i, i) & 0xFF);
    }
  }

  @Test
  void coloursHaveRimsOfTheirOwn() {
    ImagePlus image =
        Examples.rgb(
            "red", SIDE, SIDE, (x, y) -> light(x, y, 0, 100) << 16 | light(x, y, 200, -100));
    int pixel = rimmed(image, outline()).argb(RIM - 1, RIM + 10);
    double share = (pixel >>> 24) / 255.0;
    assertEquals(light(21, 32, 0, 100), share * (pixel >> 16 & 0xFF), 3.5);
    assertEquals(light(21, 32, 200, -100), over(pixel, 200), 3.5);
  }

  @Test
  void shapesOfThingsGetRimsRectanglesAndGroundsNone() {
    ImagePlus image =
        withOverlay(
            cell(20, 80),
            named("round", outline()),
            named("square", new Roi(22, 22, 20, 20)),
            named("background", new OvalRoi(2, 2, 12, 12)));
    ClassExamples rimmed = ClassExamples.ofActive(workspace(List.of(), image)).withRims(RIM);
    BoundImage round = rimmed.classes().get("round").get(0);
    assertEquals(20 + 2 * RIM, round.picture().width());
    assertTrue(round.origin().rule().endsWith("; rim 6"), round.origin().rule());
    assertEquals(20, rimmed.classes().get("square").get(0).picture().width());
    assertEquals(12, rimmed.grounds().get(ClassExamples.REGIONS).get(0).picture().width());
  }

  @Test
  void theImageWithoutItsThingsIsWithoutTheirRims() {
    ImagePlus image = withOverlay(cell(20, 80), named("round", new Roi(22, 22, 20, 20)));
    ClassExamples examples = ClassExamples.ofActive(workspace(List.of(), image));
    Picture ground = examples.onImages(RIM).grounds().get(ClassExamples.IMAGE).get(0).picture();
    assertEquals(0xFF, ground.argb(15, 31) >>> 24);
    assertEquals(0, ground.argb(16, 31) >>> 24);
    assertEquals(0, ground.argb(31, 31) >>> 24);
  }
}
