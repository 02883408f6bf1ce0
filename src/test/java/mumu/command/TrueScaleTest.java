package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import mumu.request.BoundImage;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.sampling.TorchPermutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of the canvas a thing of a training picture gets. */
class TrueScaleTest {
  private static final int OPAQUE = 0xFF000000;

  /** Each pixel is its own number, opaque. */
  private static BoundImage image(int width, int height) {
    int[] argb = IntStream.range(0, width * height).map(i -> OPAQUE | i).toArray();
    return bound(new Picture(width, height, argb));
  }

  private static BoundImage bound(Picture picture) {
    return new BoundImage("cell", picture, 1, new Origin("x", "y", "", "mask"));
  }

  @ParameterizedTest
  @CsvSource({
    // things, scale, side: 0.775 of the square that a thing gets, in pixels of the image
    "1, 1, 99",
    "2, 1, 93", // of 120 pixels: a few stand within a margin
    "4, 1, 93",
    "5, 1, 81",
    "9, 1, 62",
    "16, 1, 50",
    "64, 1, 25",
    "16, 0.5, 99",
    "16, 2, 25",
    "64, 4, 10", // the cell is larger than its place
  })
  void theMoreThingsTheLessRoomAroundEach(int things, double scale, int side) {
    Picture shown = new TrueScale(scale, 256, 320).thing(image(10, 7), things).picture();
    assertEquals(side, shown.width());
    assertEquals(side, shown.height());
  }

  @ParameterizedTest
  @CsvSource({
    "36, 1, 30",
    "37, 1, 30",
    "38, 1, 20",
    "36, 0.5, 120",
    "93, 1, 4",
    "94, 1, 1",
    "99, 1, 1",
    "100, 1, 0",
    "24, 1, 72"
  })
  void smallThingsHaveRoomForMore(int side, double scale, int things) {
    TrueScale sizes = new TrueScale(scale, 300, 256);
    assertEquals(things, sizes.room(side));
    if (things > 0) {
      assertEquals(
          sizes.thing(image(1, 1), things).picture().width(),
          sizes.thing(image(side, side), things).picture().width());
    }
  }

  @Test
  void theCellLiesUnchangedInTheMiddleOfNothing() {
    BoundImage cell = image(10, 7);
    Picture shown = new TrueScale(1, 256, 256).thing(cell, 64).picture();
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 10; x++) {
        assertEquals(cell.picture().argb(x, y), shown.argb(7 + x, 9 + y));
      }
    }
    assertEquals(70, Arrays.stream(shown.argb()).filter(pixel -> pixel != 0).count());
  }

  @Test
  void aLargeGroundIsShownInParts() {
    BoundImage ground = image(500, 400);
    TorchPermutation draws = new TorchPermutation(1);
    Set<Integer> begins = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Picture part = new TrueScale(1, 256, 128).ground(ground, draws).picture();
      assertEquals(320, part.width());
      assertEquals(160, part.height());
      begins.add(part.argb(0, 0));
      assertEquals(part.argb(0, 0) + 319, part.argb(319, 0));
      assertEquals(part.argb(0, 0) + 159 * 500, part.argb(0, 159));
    }
    assertNotEquals(1, begins.size());
  }

  @Test
  void aSmallGroundGoesOnMirrored() {
    Picture part =
        new TrueScale(1, 256, 256).ground(image(3, 1), new TorchPermutation(1)).picture();
    assertEquals(320, part.width());
    int[] row = IntStream.range(0, 320).map(x -> part.argb(x, 0) & 0xFF).toArray();
    for (int x = 0; x + 6 < row.length; x++) {
      assertEquals(row[x], row[x + 6]);
    }
    assertEquals(Set.of(0, 1, 2), new HashSet<>(Arrays.stream(row).boxed().toList()));
    assertEquals(
        2, IntStream.range(0, 6).filter(x -> row[x] == row[x + 1]).count(), Arrays.toString(row));
  }

  @Test
  void aGroundOfWhichAPartShowsTooLittleStaysWhole() {
    int[] argb = new int[1000 * 1000];
    Arrays.fill(argb, 0, 1000, OPAQUE);
    BoundImage ground = bound(new Picture(1000, 1000, argb));
    assertSame(ground, new TrueScale(1, 256, 256).ground(ground, new TorchPermutation(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "12, 31, 1", // squares of 64 pixels
    "12, 50, 0.99",
    "12, 99, 0.5",
    "40, 31, 0.8", // of 32
    "1, 99, 1", // of 128
    "1, 100, 0.99",
    "4, 93, 1", // of 120, within a margin
    "4, 99, 0.93",
    "64, 3000, 0.05", // the least that options allow
  })
  void aScaleIsFoundAtWhichSoManyHaveRoom(int things, int side, double scale) {
    TrueScale fitting = new TrueScale(1, 256, 256).fitting(things, side);
    assertEquals(scale, fitting.scale());
    assertTrue(fitting.room(side) >= things || scale == 0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 9, 12, 16, 17, 25, 36, 49, 64})
  void whatFitsHasRoom(int things) {
    for (int side = 1; side < 400; side++) {
      assertTrue(new TrueScale(1, 256, 256).fitting(things, side).room(side) >= things);
    }
  }

  @Test
  void whatWasDoneIsRecorded() {
    TrueScale scale = new TrueScale(0.5, 256, 256);
    assertEquals("mask; at scale 0.5", scale.thing(image(2, 2), 1).origin().rule());
    BoundImage ground = scale.ground(image(2, 2), new TorchPermutation(1));
    assertEquals("mask; at scale 0.5", ground.origin().rule());
    assertEquals("y", ground.origin().roiName());
  }

  @Test
  void theNumbersAreThoseOfTheModel() throws IOException {
    assertEquals(Double.parseDouble(python("scenes", "SMALLEST")), TrueScale.SMALLEST);
    assertEquals(Double.parseDouble(python("ground", "NEARER")), TrueScale.NEARER);
    assertEquals(Integer.parseInt(python("codec", "PATCH")), TrueScale.CELL);
    assertEquals(Integer.parseInt(python("arrangement", "MARGIN")), TrueScale.MARGIN);
    String mostListed = python("sentences", "ORDER").replaceAll(".*\\b([0-9]+): .*", "$1");
    assertEquals(Integer.parseInt(mostListed), TrueScale.FEW);
  }

  /** What a constant of the model's source is set to. */
  private static String python(String file, String name) throws IOException {
    Path source = Path.of("src", "main", "python", "mumu_tiny", file + ".py");
    Matcher line =
        Pattern.compile("(?m)^" + name + " = ([^#\n]*)").matcher(Files.readString(source));
    assertTrue(line.find(), name + " is not in " + source);
    return line.group(1).strip();
  }
}
