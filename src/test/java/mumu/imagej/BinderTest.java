package mumu.imagej;

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
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mumu.request.BindingText;
import mumu.request.BoundImage;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the images of a prompt's slots are found; pixel value x + 10 y + 100 × number of the image.
 */
class BinderTest {
  private final ImagePlus boats = image("boats.gif", 0);
  private final ImagePlus clown = image("clown.jpg", 100);

  @Test
  void aNumberIsARoiOfTheManagerOnTheActiveImage() {
    Workspace open = workspace(List.of(pixel("a", 1, 0), pixel("b", 2, 0)), boats, clown);
    assertBound(open, "man=#2", "2");
  }

  @Test
  void aNameIsLookedUpInTheManagerThenInTheActiveOverlay() {
    withOverlay(boats, pixel("a", 1, 0), pixel("b", 2, 0));
    Workspace open = workspace(List.of(pixel("a", 3, 0)), boats, clown);
    assertBound(open, "man=a", "3");
    assertBound(open, "man=b", "2");
  }

  @Test
  void aStarMeansAllOfThatNameInOrder() {
    Workspace open =
        workspace(List.of(pixel("a", 1, 0), pixel("ab", 5, 0), pixel("a", 2, 0)), boats);
    assertBound(open, "man=a*", "1 2");
  }

  @Test
  void twoRoisOfOneNameAreAnErrorNamingBoth() {
    Workspace open =
        workspace(List.of(pixel("a", 1, 0), pixel("ab", 5, 0), pixel("a", 2, 0)), boats);
    assertRefused(open, "man=a", "There are 2 ROIs called 'a' in the ROI Manager", "#1 and #3");
    withOverlay(clown, pixel("x", 1, 0), pixel("x", 2, 0));
    assertRefused(
        workspace(List.of(), boats, clown),
        "man=clown.jpg:x",
        "the overlay of 'clown.jpg'",
        "clown.jpg:#1 and clown.jpg:#2, or clown.jpg:x* for all");
  }

  @Test
  void ofManyRoisOfOneNameAFewAreListed() {
    withOverlay(boats, IntStream.range(0, 9).mapToObj(i -> pixel("a", i, 0)).toArray(Roi[]::new));
    assertRefused(
        workspace(List.of(), boats),
        "man=boats.gif:a",
        "There are 9 ROIs called 'a'",
        "Write in bind, after the slot and =, which one you mean: boats.gif:#1, boats.gif:#2,"
            + " boats.gif:#3, … boats.gif:#9, or a* for all of that name; or rename one.");
  }

  @Test
  void aStarMeansNumberedOnesWhereNoneIsCalledExactlySo() {
    List<Roi> numbered =
        List.of(
            pixel("1-a", 1, 0),
            pixel("a 2", 2, 0),
            pixel("a_03", 3, 0),
            pixel("a4", 4, 0),
            pixel("ab", 5, 0),
            pixel("a b 6", 6, 0));
    assertBound(workspace(numbered, boats), "man=a*", "1 2 3 4");
    List<Roi> exact = List.of(pixel("a", 7, 0), pixel("a 2", 2, 0));
    assertBound(workspace(exact, boats), "man=a*", "7");
  }

  @Test
  void aNumberSignWithAStarMeansAllThatHaveAnArea() {
    Roi line = new Line(0, 0, 3, 3);
    withOverlay(clown, pixel("|SB|", 4, 0), pixel("a", 5, 0), new Line(1, 1, 4, 4));
    Workspace open = workspace(List.of(pixel(null, 1, 0), line, pixel("b", 2, 0)), boats, clown);
    assertBound(open, "man=#*", "1 2");
    assertBound(open, "man=clown.jpg:#*", "105");
    assertRefused(workspace(List.of(line), boats), "man=#*", "No ROI", "'#*'", "#* (all of them)");
    withOverlay(boats, pixel("#*", 7, 0), pixel("b", 2, 0));
    assertBound(workspace(List.of(), boats), "man=boats.gif:'#*'", "7");
  }

  @Test
  void regionsWithoutNameAreToldWhereNothingIsBound() {
    String told = "no region has a name, so {man} is drawn from its words. To show ";
    String rest = " in bind, or name it with MUMU Bind Selection...";
    boats.setRoi(new Line(0, 0, 3, 3));
    assertEquals(List.of(), bound(workspace(List.of(), boats), "a {man}").warnings());
    withOverlay(boats, pixel(null, 1, 0), pixel("0001-0002", 2, 0));
    assertEquals(
        List.of(told + "the regions in the overlay, write man=boats.gif:#*" + rest),
        bound(workspace(List.of(), boats), "a {man}").warnings());
    assertEquals(
        List.of(told + "the regions of the ROI Manager, write man=#*" + rest),
        bound(workspace(List.of(pixel("0001-0002", 2, 0)), boats), "a {man}").warnings());
    boats.setRoi(new Roi(1, 1, 3, 3));
    assertEquals(
        List.of(told + "the selection of 'boats.gif', write man=boats.gif" + rest),
        bound(workspace(List.of(), boats), "a {man}").warnings());
    assertEquals(List.of(), bound(workspace(List.of(), boats), "a man").warnings());
    withOverlay(boats, pixel("dog", 1, 0));
    assertEquals(List.of(), bound(workspace(List.of(), boats), "a {man}").warnings());
  }

  @Test
  void severalOfASlotsNameAreWrittenSoThatAllAreFound() {
    withOverlay(boats, pixel("Cell", 1, 0), pixel("Cell", 2, 0), pixel("dog", 3, 0));
    withOverlay(
        clown, pixel("eye", 1, 0), pixel("eye", 2, 0), pixel("a b", 1, 0), pixel("AB", 2, 0));
    Workspace open = workspace(List.of(), boats, clown);
    assertEquals("Cell*", several("cell", open));
    assertEquals("'clown.jpg':eye*", several("eye", open).replace("clown.jpg:", "'clown.jpg':"));
    assertEquals("", several("dog", open) + several("ab", open) + several("nobody", open));
    Workspace managed = workspace(List.of(pixel("Cell", 4, 0)), boats);
    assertBound(managed, "man=" + several("cell", managed), "1 2");
  }

  private static String several(String slot, Workspace workspace) {
    return Binder.several(slot, workspace).map(BindingText::format).orElse("");
  }

  @Test
  void aRegionThatIsNearlyMeantIsTold() {
    withOverlay(boats, pixel("cell", 1, 0));
    Bound bound = bound(workspace(List.of(), boats), "three {cells}");
    assertEquals(
        List.of(
            "{cells} has no region of that name and is drawn from its words. If you mean 'cell',"
                + " write cells=cell in bind or {cell} in the sentence"),
        bound.warnings());
    assertTrue(bound.request().images().isEmpty());
    assertEquals(List.of(), bound(workspace(List.of(), boats), "three {dogs}").warnings());
  }

  private static Bound bound(Workspace open, String prompt) {
    return Binder.bind(
        new GenerationRequest(Prompt.parse(prompt), List.of(), Settings.DEFAULTS), open);
  }

  @Test
  void aTitleLeadsToTheOverlayOfThatImage() {
    withOverlay(clown, pixel("a", 1, 0), pixel("b", 2, 0));
    Workspace open = workspace(List.of(pixel("b", 7, 0)), boats, clown);
    assertBound(open, "man=clown.jpg:b", "102");
    assertBound(open, "man=clown.jpg:#1", "101");
    assertBound(open, "man='clown.jpg':'b'", "102");
  }

  @Test
  void aTitleAloneIsItsSelectionOrTheWholeImage() {
    Workspace open = workspace(List.of(), boats, clown);
    assertEquals("boats.gif", bind(open, "man=boats.gif").get(0).origin().title());
    assertEquals(9, bind(open, "man=boats.gif").get(0).picture().width());
    assertEquals("", bind(open, "man=boats.gif").get(0).origin().roi());
    boats.setRoi(new Roi(4, 1, 1, 1));
    assertBound(open, "man=boats.gif", "14");
  }

  @Test
  void anUnquotedColonSplitsWhereItMakesSense() {
    ImagePlus odd = image("Image: 5", 100);
    ImagePlus plain = withOverlay(image("Image", 0), pixel("6", 6, 0));
    Workspace open = workspace(List.of(), boats, odd, plain);
    assertEquals("Image: 5", bind(open, "man=Image: 5").get(0).origin().title());
    assertBound(open, "man=Image: 6", "6");
    withOverlay(odd, pixel("t: a", 3, 0), pixel("a", 4, 0));
    assertBound(open, "man=Image: 5:a", "104");
    assertBound(open, "man='Image: 5':'t: a'", "103");
  }

  @Test
  void quotesMakeANumberANameFirst() {
    withOverlay(boats, pixel("#2", 1, 0), pixel("b", 2, 0));
    Workspace open = workspace(List.of(), boats);
    assertBound(open, "man=boats.gif:#2", "2");
    assertBound(open, "man=boats.gif:'#2'", "1");
    assertBound(open, "man=boats.gif:'#1'", "1"); // no ROI is called #1
  }

  @Test
  void quotesMakeAStarItself() {
    withOverlay(boats, pixel("a*", 1, 0), pixel("a", 2, 0), pixel("a", 3, 0));
    Workspace open = workspace(List.of(), boats);
    assertBound(open, "man='a*'", "1");
    assertBound(open, "man=boats.gif:#2 + 'a*'", "2 1");
  }

  @Test
  void severalSourcesAndWeightsAndModesAreKept() {
    Workspace open = workspace(List.of(named("o", new OvalRoi(0, 0, 4, 4))), boats);
    List<BoundImage> images = bind(open, "man=o@0.5!box + o@2 + o!mask");
    assertEquals(List.of(0.5, 2.0, 1.0), images.stream().map(BoundImage::weight).toList());
    assertEquals("####\n####\n####\n####\n", mask(images.get(0).picture()));
    assertEquals(".##.\n####\n####\n.##.\n", mask(images.get(1).picture()));
    assertEquals(images.get(1).picture(), images.get(2).picture());
  }

  @Test
  void aSlotBindsItselfByNameIgnoringCaseAndSpaces() {
    withOverlay(boats, pixel("ManOn  Horse", 1, 0));
    assertEquals("1", levelsOf(bind(workspace(List.of(), boats), "a {man on horse}", "")));
  }

  @Test
  void theActiveOverlayComesBeforeTheManagerAndTheManagerBeforeOtherOverlays() {
    withOverlay(clown, pixel("man", 3, 0));
    assertEquals("103", levelsOf(bind(workspace(List.of(), boats, clown), "a {man}", "")));
    List<Roi> listed = List.of(pixel("man", 2, 0));
    assertEquals("2", levelsOf(bind(workspace(listed, boats, clown), "a {man}", "")));
    withOverlay(boats, pixel("man", 1, 0));
    assertEquals("1", levelsOf(bind(workspace(listed, boats, clown), "a {man}", "")));
  }

  @Test
  void twoCandidatesInOnePlaceAreAnError() {
    withOverlay(boats, pixel("man", 1, 0), pixel(" MAN", 2, 0));
    String message = refused(workspace(List.of(), boats), "a {man}", "");
    assertTrue(message.contains("boats.gif:#1 and boats.gif:#2"), message);
    withOverlay(boats);
    withOverlay(clown, pixel("man", 1, 0));
    ImagePlus third = withOverlay(image("a:b", 200), pixel("man", 1, 0));
    message = refused(workspace(List.of(), boats, clown, third), "a {man}", "");
    assertTrue(message.contains("clown.jpg:#1 and 'a:b':#1"), message);
  }

  @Test
  void aSlotWithoutCandidateIsJustWords() {
    assertEquals(List.of(), bind(workspace(List.of(), boats), "a {man} and a {dog}", ""));
    Workspace nothing = new Workspace(Optional.empty(), List.of(), List.of(pixel("man", 1, 0)));
    assertEquals(List.of(), bind(nothing, "a {man}", ""));
  }

  @Test
  void imagesComeInThePromptsOrderAndARepeatedSlotOnce() {
    Workspace open = workspace(List.of(pixel("man", 1, 0), pixel("dog", 2, 0)), boats);
    List<BoundImage> images = bind(open, "a {dog}, a {man}, again a {dog}", "man=#1; dog=#2");
    assertEquals(List.of("dog", "man"), images.stream().map(BoundImage::slot).toList());
    assertEquals("2 1", levelsOf(bind(open, "a {dog}, a {man}", "")));
  }

  @Test
  void aBindingMayIgnoreCaseAndSpacesOfItsSlot() {
    Workspace open = workspace(List.of(pixel("x", 1, 0)), boats);
    assertEquals("old man", bind(open, "an {old man}", "OldMan=#1").get(0).slot());
  }

  @Test
  void aBindingWithoutSlotIsAnErrorListingTheSlots() {
    Workspace open = workspace(List.of(pixel("x", 1, 0)), boats);
    String message = refused(open, "a {man} and a {dog}", "cat=#1");
    assertTrue(message.contains("'cat'") && message.contains("[man, dog]"), message);
  }

  @Test
  void anUnknownSourceIsAnErrorListingWhatThereIs() {
    withOverlay(clown, pixel("nose", 1, 0));
    Workspace open = workspace(List.of(pixel("a", 1, 0), new Roi(1, 1, 2, 2)), boats, clown);
    assertRefused(
        open,
        "man=nobody",
        "No ROI, open image or file is called 'nobody'.",
        "the ROI Manager has a, #2; the overlay of 'clown.jpg' has nose",
        "open images are 'boats.gif', 'clown.jpg'",
        "Write #3");
    assertRefused(open, "man=#3", "'#3'", "the ROI Manager has a, #2");
    assertRefused(open, "man=#0", "'#0'");
    assertRefused(open, "man=clown.jpg:ear", "'clown.jpg:ear'");
    assertRefused(open, "man=/no/such/file.png", "There is no file '/no/such/file.png'");
    Workspace nothing = new Workspace(Optional.empty(), List.of(), List.of());
    assertRefused(nothing, "man=#1", "no image is open");
  }

  @Test
  void longListsAreCutInMessages() {
    List<Roi> many =
        java.util.stream.IntStream.range(0, 500).mapToObj(i -> pixel("r" + i, 1, 0)).toList();
    String message = refused(workspace(many, boats), "a {man}", "man=nobody");
    assertTrue(message.contains("r19, … (500 in all)") && !message.contains("r20"), message);
    List<Roi> same = List.of(pixel("r", 1, 0), pixel("r", 2, 0), pixel("s", 3, 0));
    message = refused(workspace(same, boats), "a {man}", "man=nobody");
    assertTrue(message.contains("the ROI Manager has r, s (3 in all);"), message);
  }

  @Test
  void twoOpenImagesOfOneTitleAreAnError() {
    ImagePlus twin = withOverlay(image("boats.gif", 100), pixel("a", 1, 0));
    Workspace open = workspace(List.of(), boats, twin);
    assertRefused(open, "man=boats.gif", "Two open images are called 'boats.gif'");
    assertBound(open, "man=boats.gif:a", "101"); // only one of them has it
    withOverlay(boats, pixel("a", 1, 0));
    assertRefused(open, "man=boats.gif:a", "Two open images are called 'boats.gif'");
  }

  @Test
  void whatHasNoAreaIsAnErrorThatNamesIt() {
    boats.setRoi(new Line(0, 0, 3, 3));
    Workspace open =
        workspace(
            List.of(named("p", new PointRoi(1, 1)), named("man", new TextRoi(0, 0, "x"))), boats);
    assertRefused(open, "man=p", "The ROI 'p' on 'boats.gif' is of type \"point\"");
    assertRefused(open, "man=boats.gif", "The ROI 'selection' on 'boats.gif'");
    assertTrue(refused(open, "a {man}", "").contains("\"text\""));
  }

  @Test
  void theOriginHoldsTheRoiAsImageJsBytes() {
    Roi roi = named("o", new OvalRoi(1, 2, 4, 4));
    roi.setPosition(1, 2, 3);
    BoundImage image = bind(workspace(List.of(roi), boats), "man=o").get(0);
    Roi again = RoiDecoder.openFromByteArray(Base64.getDecoder().decode(image.origin().roi()));
    assertEquals(roi.getBounds(), again.getBounds());
    assertEquals("o", again.getName());
    assertEquals(2, again.getZPosition());
    assertEquals("boats.gif", image.origin().title());
    assertEquals("o", image.origin().roiName());
    assertEquals("mask; 8-bit; display range 0–255; grey LUT", image.origin().rule());
  }

  @Test
  void clippedRoisGiveAWarning() {
    Workspace open = workspace(List.of(named("man", new Roi(-3, -3, 4, 4))), boats);
    Bound bound = Binder.bind(request("a {man}", "", Settings.DEFAULTS), open);
    assertEquals(1, bound.warnings().size());
    assertTrue(bound.warnings().get(0).contains("'man'"));
  }

  @Test
  void anImageFileIsBoundWhole(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a + b.png");
    ImageFiles.save(clown, file);
    Workspace nothing = new Workspace(Optional.empty(), List.of(), List.of());
    BoundImage image = bind(nothing, "man='" + file + "'").get(0);
    assertEquals(9, image.picture().width());
    assertEquals(101, image.picture().argb(1, 0) & 0xFF);
    assertEquals(file.toString(), image.origin().title());
  }

  @Test
  void aRoiFileAppliesToTheActiveImage(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.roi");
    RoiEncoder.save(pixel("x", 3, 0), file.toString());
    assertBound(workspace(List.of(), clown, boats), "man='" + file + "'", "103");
    assertRefused(
        new Workspace(Optional.empty(), List.of(), List.of()),
        "man='" + file + "'",
        "no image is open");
  }

  @Test
  void aZipOfRoisBindsAllOfThem(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("set.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int x = 1; x <= 3; x++) {
        zip.putNextEntry(new ZipEntry("r" + x + ".roi"));
        zip.write(RoiEncoder.saveAsByteArray(new Roi(x, 0, 1, 1)));
      }
    }
    Workspace open = workspace(List.of(), clown);
    assertBound(open, "man='" + file + "'", "101 102 103");
    assertEquals("r1", bind(open, "man='" + file + "'").get(0).origin().roiName());
  }

  @Test
  void aDirectoryOrADamagedFileIsAnError(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    Workspace open = workspace(List.of(), boats);
    assertRefused(open, "man='" + folder + "'", "There is no file");
    assertRefused(open, "man='" + text + "'", "cannot be opened as an image");
  }

  @Test
  void initIsTheWholeImageOpaqueWhereItIsRepainted() {
    boats.setRoi(new OvalRoi(2, 1, 4, 4));
    BoundImage init = init(workspace(List.of(), boats), "boats.gif");
    assertEquals(
        """
        .........
        ...##....
        ..####...
        ..####...
        ...##....
        .........
        """,
        mask(init.picture()));
    assertEquals(31, init.picture().argb(1, 3) & 0xFF); // colours outside are kept
    boats.deleteRoi();
    assertArrayEquals(
        new int[] {0, 1, 2},
        java.util.Arrays.copyOf(
            levels(init(workspace(List.of(), boats), "boats.gif").picture()), 3));
  }

  /** NB: a picture is painted over as it is seen, with the selection that is seen on it. */
  @Test
  void initIsTheSliceShownWhereverItsSelectionWasDrawn() {
    ImageStack slices = new ImageStack(2, 1);
    slices.addSlice(new ByteProcessor(2, 1, new byte[] {10, 20}));
    slices.addSlice(new ByteProcessor(2, 1, new byte[] {30, 40}));
    ImagePlus stack = new ImagePlus("stack", slices);
    Roi selection = new Roi(0, 0, 1, 1);
    selection.setPosition(1);
    stack.setSlice(2);
    stack.setRoi(selection);
    Picture seen = init(workspace(List.of(), stack), "stack").picture();
    assertEquals(0xFF1E1E1E, seen.argb(0, 0));
    assertEquals(0x00282828, seen.argb(1, 0));
    assertEquals(2, stack.getCurrentSlice());
  }

  @Test
  void initMustBeOneImage() {
    Workspace open = workspace(List.of(pixel("a", 1, 0), pixel("a", 2, 0)), boats);
    String message =
        assertThrows(IllegalArgumentException.class, () -> init(open, "a*")).getMessage();
    assertTrue(message.startsWith("init must be one image, but its source means 2."), message);
  }

  private static BoundImage init(Workspace open, String source) {
    Settings settings = Settings.DEFAULTS.toBuilder().init(BindingText.parseSource(source)).build();
    return Binder.bind(request("a boat", "", settings), open).request().init().orElseThrow();
  }

  private static ImagePlus image(String title, int first) {
    return gray(title, 9, 6, (x, y) -> first + 10 * y + x);
  }

  private static Roi pixel(String name, int x, int y) {
    return named(name, new Roi(x, y, 1, 1));
  }

  private static GenerationRequest request(String prompt, String bind, Settings settings) {
    return new GenerationRequest(Prompt.parse(prompt), BindingText.parse(bind), settings);
  }

  private static List<BoundImage> bind(Workspace open, String bind) {
    return bind(open, "a {man}", bind);
  }

  private static List<BoundImage> bind(Workspace open, String prompt, String bind) {
    return Binder.bind(request(prompt, bind, Settings.DEFAULTS), open).request().images();
  }

  private static String levelsOf(List<BoundImage> images) {
    return images.stream()
        .map(image -> Integer.toString(levels(image.picture())[0]))
        .collect(java.util.stream.Collectors.joining(" "));
  }

  private static void assertBound(Workspace open, String bind, String levels) {
    assertEquals(levels, levelsOf(bind(open, bind)));
  }

  private static String refused(Workspace open, String prompt, String bind) {
    return assertThrows(IllegalArgumentException.class, () -> bind(open, prompt, bind))
        .getMessage();
  }

  private static void assertRefused(Workspace open, String bind, String... parts) {
    String message = refused(open, "a {man}", bind);
    for (String part : parts) {
      assertTrue(message.contains(part), part + " not in: " + message);
    }
  }
}
