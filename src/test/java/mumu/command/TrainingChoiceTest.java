package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import mumu.bundle.Card;
import mumu.bundle.Manifest;
import mumu.imagej.ClassExamples;
import mumu.imagej.PixelSize;
import mumu.imagej.Workspace;
import mumu.request.BindingText;
import org.junit.jupiter.api.Test;

/** What a training set is made of where the user has left it open. */
class TrainingChoiceTest {
  private static final Card SHOWS = card(List.of("backdrop", "background"), 65);
  private static final Card CANNOT = card(List.of(), 16);
  private static final Card TOUCHES = card(List.of("background"), 65, Optional.of("in clusters"));

  private final ImagePlus image = IJ.createImage("cells", "8-bit ramp", 20, 20, 1);

  private static Card card(List<String> grounds, int images) {
    return card(grounds, images, Optional.empty());
  }

  private static Card card(List<String> grounds, int images, Optional<String> touching) {
    return new Card(
        "small",
        "1",
        "Small",
        "mumu",
        new Manifest.License("BSD-2-Clause", List.of()),
        List.of(),
        new Manifest.Canvas(128, 128, 16, 128, 512),
        new Manifest.Defaults("ddim", 10, 2),
        Map.of("2", 2, "16", 16, "64", 64),
        grounds,
        touching,
        images);
  }

  /** Regions as name and side, e.g. {@code cell 5}, all at the corner. */
  private ClassExamples regions(String... regions) {
    Overlay overlay = new Overlay();
    for (String region : regions) {
      int side = Integer.parseInt(region.replaceFirst(".* ", ""));
      Roi roi = new Roi(0, 0, side, side);
      roi.setName(region.replaceFirst(" .*", ""));
      overlay.add(roi);
    }
    image.setOverlay(overlay);
    return ClassExamples.ofActive(new Workspace(Optional.of(image), List.of(image), List.of()));
  }

  private static TrainingChoice choice(String options, ClassExamples regions, Card card) {
    return TrainingChoice.of(TrainingOptions.parse(options), regions, card);
  }

  private static List<String> grounds(String options, ClassExamples regions, Card card) {
    return choice(options, regions, card).options().grounds();
  }

  @Test
  void theImageIsTheGroundWhereTheModelShowsGroundsAndSomethingIsLeft() {
    assertEquals(List.of("image"), grounds("", regions("cell 5"), SHOWS));
    assertEquals("black", grounds("", regions("cell 5"), CANNOT).get(0));
    assertEquals("black", grounds("", regions("cell 20"), SHOWS).get(0));
    assertEquals("black", grounds("", regions("cell 5"), card(List.of("backdrop"), 65)).get(0));
  }

  @Test
  void regionsCalledAsAGroundComeFirst() {
    assertEquals(List.of("regions"), grounds("", regions("cell 5", "ground 6"), SHOWS));
  }

  @Test
  void whatIsSaidCounts() {
    ClassExamples regions = regions("cell 5", "background 3");
    assertEquals(List.of("black"), grounds("ground=black", regions, SHOWS));
    assertEquals(List.of("black"), grounds("ground=black", regions, CANNOT));
    TrainingChoice all = choice("ground=[image; black; regions]", regions, SHOWS);
    assertEquals(List.of("image", "black", "regions"), all.options().grounds());
    assertEquals(1, all.examples().grounds().get(ClassExamples.IMAGE).size());
    assertEquals(1, all.examples().grounds().get(ClassExamples.REGIONS).size());
    assertFalse(
        choice("ground=black", regions, SHOWS)
            .examples()
            .grounds()
            .containsKey(ClassExamples.IMAGE));
  }

  @Test
  void whoHasNotChosenTheImageIsToldThatWhatIsNotOutlinedGetsNoLabel() {
    String warnings = choice("", regions("cell 5"), SHOWS).warnings().toString();
    assertTrue(warnings.contains("not outlined there gets no label"), warnings);
    assertEquals(List.of(), choice("ground=image", regions("cell 5"), SHOWS).warnings());
    assertEquals(List.of(), choice("", regions("cell 5"), CANNOT).warnings());
    warnings = choice("ground=black", regions("cell 5", "far 90"), SHOWS).warnings() + "";
    assertTrue(warnings.contains("'far' on 'cells' reaches outside"), warnings);
  }

  @Test
  void thePixelSizeIsThatOfTheImageAtTheScale() {
    assertEquals(Optional.empty(), pixelSize("scale=0.5"));
    image.getCalibration().setUnit("µm");
    image.getCalibration().pixelWidth = 0.325;
    assertEquals(Optional.empty(), pixelSize("scale=0.5"), "no squares");
    image.getCalibration().pixelHeight = 0.325;
    assertEquals(Optional.of("0.325 µm"), pixelSize(""));
    assertEquals(Optional.of("0.65 µm"), pixelSize("scale=0.5"));
    assertEquals(Optional.empty(), pixelSize("scale=5 most=10"), "some come out smaller");
    for (double nonsense : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      image.getCalibration().pixelWidth = nonsense;
      image.getCalibration().pixelHeight = nonsense;
      assertEquals(Optional.empty(), pixelSize(""), "" + nonsense);
    }
  }

  private Optional<String> pixelSize(String options) {
    return choice("ground=black " + options, regions("cell 5"), SHOWS)
        .pixelSize()
        .map(PixelSize::toString);
  }

  @Test
  void imagesOfSeveralPixelSizesAreToldAndGiveNone() {
    image.getCalibration().setUnit("µm");
    image.getCalibration().pixelWidth = 0.5;
    image.getCalibration().pixelHeight = 0.5;
    regions("cell 5");
    ImagePlus other = IJ.createImage("other", "8-bit ramp", 20, 20, 1);
    Workspace open = new Workspace(Optional.of(image), List.of(image, other), List.of());
    ClassExamples both = ClassExamples.of(BindingText.parse("cell=cell+other"), Map.of(), open);
    TrainingChoice choice = choice("ground=black", both, SHOWS);
    assertEquals(Optional.empty(), choice.pixelSize());
    assertTrue(choice.warnings().get(0).contains("different pixel sizes (0.5 µm, none)"));
    other.setCalibration(image.getCalibration().copy());
    for (double side : new double[] {0.50006, 0.49996}) { // of four digits, one has another last
      other.getCalibration().pixelWidth = side;
      other.getCalibration().pixelHeight = side;
      both = ClassExamples.of(BindingText.parse("cell=cell+other"), Map.of(), open);
      choice = choice("ground=black", both, SHOWS);
      assertEquals(Optional.of("0.5 µm"), choice.pixelSize().map(PixelSize::toString));
    }
    other.getCalibration().setUnit("mm");
    both = ClassExamples.of(BindingText.parse("cell=cell+other"), Map.of(), open);
    assertEquals(Optional.empty(), choice("ground=black", both, SHOWS).pixelSize());
  }

  @Test
  void cellsThatAreMostlyAboveTheDisplayRangeAreTold() {
    assertEquals(List.of(), choice("ground=black", regions("cell 10"), SHOWS).warnings());
    image.setDisplayRange(0, 100); // NB: a ramp from left to right, at most 115 in ten pixels
    assertEquals(
        List.of(
            "20 % of the pixels of the regions lie above the display range and come out alike:"
                + " where their greys matter, widen it (Image ▸ Adjust ▸ Brightness/Contrast...)."),
        choice("ground=black", regions("cell 10"), SHOWS).warnings());
    image.setDisplayRange(0, 110);
    assertEquals(List.of(), choice("ground=black", regions("cell 10", "cell 5"), SHOWS).warnings());
  }

  @Test
  void regionsThatTakeFewGreysOfTheDisplayRangeAreTold() {
    image.setProcessor(image.getProcessor().convertToShort(false)); // 0 to 115 in ten pixels
    image.setDisplayRange(0, 1800); // 115 are more than a sixteenth
    assertEquals(List.of(), choice("ground=black", regions("cell 10"), SHOWS).warnings());
    for (Map.Entry<Integer, String> shown : Map.of(0, "0.2", 200, "0.0").entrySet()) {
      image.setDisplayRange(shown.getKey(), 65535);
      assertEquals(
          List.of(
              "the regions and what is around them take only "
                  + shown.getValue()
                  + " % of the display range, so that the pictures show next to nothing of them:"
                  + " narrow it to their values (Image ▸ Adjust ▸ Brightness/Contrast...)."),
          choice("ground=black", regions("cell 10"), SHOWS).warnings());
    }
  }

  @Test
  void anInfinitePixelThatWidensTheDisplayRangeIsTold() {
    image.setProcessor(image.getProcessor().convertToFloat());
    image.getProcessor().setf(19, 19, Float.POSITIVE_INFINITY);
    image.setDisplayRange(0, Float.POSITIVE_INFINITY);
    String warning = choice("ground=black", regions("cell 10"), SHOWS).warnings().get(0);
    assertTrue(warning.contains("take only 0.0 % of the display range"), warning);
    image.getProcessor().setValue(7);
    image.getProcessor().fill(); // another range would show no more of one value
    assertEquals(List.of(), choice("ground=black", regions("cell 10"), SHOWS).warnings());
  }

  @Test
  void aGroundTakesThePlaceOfAThing() {
    Card few = card(List.of("background"), 16);
    assertEquals(16, things("ground=black fewest=16", few));
    assertEquals(15, things("ground=[black; image] fewest=15", few));
    assertEquals(64, things("fewest=64", SHOWS));
    assertEquals(12, things("", SHOWS));
    assertTrue(refused("fewest=16", few).contains("1 to 15 for the model small and ground=image"));
  }

  @Test
  void aScaleLimitsTheUsualNumberAndMoreGiveAWarning() {
    TrainingChoice usual = choice("scale=5 ground=black", regions("cell 5"), SHOWS);
    assertEquals(9, usual.options().most().orElseThrow()); // squares of 40 pixels
    assertEquals(List.of(), usual.warnings());
    TrainingChoice many = choice("scale=5 ground=black most=10", regions("cell 5"), SHOWS);
    assertEquals(
        List.of(
            "At scale 5.0 there is room for 9 things of up to 5 pixels, most is"
                + " 10: of more, some come out smaller. Choose fewer, or a larger width and height,"
                + " or a smaller scale."),
        many.warnings());
    assertAdvised("Choose fewer, or a smaller scale.", "scale=20 width=512 height=512", 20);
    assertAdvised("Choose fewer, or a larger width and height.", "scale=0.05", 2000);
    assertAdvised("Choose fewer.", "scale=0.05 width=512 height=512", 2000);
    assertEquals(12, things("scale=1 ground=black", SHOWS));
    assertEquals(1, things("scale=20 ground=black", SHOWS));
  }

  private static void assertAdvised(String advice, String options, int side) {
    ImagePlus image = IJ.createImage("cells", "8-bit ramp", side, side, 1);
    image.setOverlay(new Overlay(new Roi(0, 0, side, side)));
    ClassExamples regions =
        ClassExamples.ofActive(new Workspace(Optional.of(image), List.of(image), List.of()));
    String warning = choice("ground=black most=64 " + options, regions, SHOWS).warnings().get(0);
    assertTrue(warning.endsWith("come out smaller. " + advice), warning);
  }

  @Test
  void thingsAreAsLargeAsInTheirImageOrAsSoManyHaveRoom() {
    TrainingChoice small = choice("ground=black", regions("cell 5"), SHOWS);
    assertEquals(OptionalDouble.of(1), small.options().scale());
    assertEquals(List.of(), small.warnings());
    TrainingChoice large = choice("ground=black width=128 height=128", regions("cell 16"), SHOWS);
    assertEquals(12, large.options().most().orElseThrow()); // squares of 32 pixels
    assertEquals(OptionalDouble.of(1), large.options().scale());
    large = choice("ground=black most=40 width=128 height=128", regions("cell 16"), SHOWS);
    assertEquals(OptionalDouble.of(0.77), large.options().scale()); // 0.775 of 16 pixels
    assertEquals(
        List.of(
            "All comes out at 0.77 of its size in the image, so that 40 things have room:"
                + " shrink images to segment as much, or choose fewer things or a larger picture."),
        large.warnings());
  }

  @Test
  void thingsTouchInHalfOfThePicturesWhereAModelKnowsHow() {
    TrainingChoice usual = choice("", regions("cell 5"), TOUCHES);
    assertEquals(OptionalDouble.of(0.5), usual.options().touching());
    assertEquals("in clusters", usual.clusters());
    assertEquals(
        OptionalDouble.of(0),
        choice("touching=0", regions("cell 5"), TOUCHES).options().touching());
    assertEquals(OptionalDouble.of(0), choice("", regions("cell 5"), SHOWS).options().touching());
    assertEquals(
        "the model small cannot have things touch: expected touching=0, found touching=0.25",
        refused("touching=0.25", SHOWS));
  }

  private int things(String options, Card card) {
    return choice(options, regions("cell 5"), card).options().most().orElseThrow();
  }

  @Test
  void whatAModelCannotShowIsNamed() {
    for (String ground : List.of("image", "regions")) {
      assertEquals(
          "the model small cannot show regions as a ground: expected words for it, such as"
              + " ground=black, found ground="
              + ground,
          refused("ground=[black; " + ground + "]", CANNOT));
    }
    assertTrue(refused("ground=regions", SHOWS).contains("found cell 1"));
  }

  private String refused(String options, Card card) {
    return assertThrows(
            IllegalArgumentException.class, () -> choice(options, regions("cell 5"), card))
        .getMessage();
  }
}
