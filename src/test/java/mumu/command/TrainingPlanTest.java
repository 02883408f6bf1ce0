package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.bundle.Manifest;
import mumu.command.TrainingPlan.Scene;
import mumu.imagej.ClassExamples;
import mumu.imagej.Regions;
import mumu.request.BoundImage;
import mumu.request.Origin;
import mumu.request.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pictures of a training set are asked to show. */
class TrainingPlanTest {
  private static final Numerals DIGITS = Numerals.of(upTo(64));
  private static final Manifest.Canvas CANVAS = new Manifest.Canvas(256, 256, 8, 128, 512);
  private static final Pattern PLACE = Pattern.compile("(an?|[0-9]+) \\{([^}]+)\\}");

  private static Map<String, Integer> upTo(int most) {
    Map<String, Integer> numbers = new TreeMap<>();
    IntStream.rangeClosed(2, most).forEach(i -> numbers.put("" + i, i));
    numbers.put("two", 2);
    numbers.put("twelve", 12);
    return numbers;
  }

  /**
   * Examples by class, e.g. {@code nucleus 12, debris 3}; {@code background} and {@code image} are
   * grounds.
   */
  private static ClassExamples examples(String text) {
    Map<String, List<BoundImage>> classes = new LinkedHashMap<>();
    for (String part : text.split(", ")) {
      String name = part.replaceFirst(" [0-9]+$", "");
      int count = Integer.parseInt(part.replaceFirst(".* ", ""));
      classes.put(name, IntStream.range(0, count).mapToObj(i -> image(name, i)).toList());
    }
    Map<String, List<BoundImage>> grounds = new HashMap<>();
    grounds.put(ClassExamples.REGIONS, classes.remove("background"));
    grounds.put(ClassExamples.IMAGE, classes.remove("image"));
    grounds.values().removeIf(Objects::isNull);
    Regions none = Regions.of(IJ.createImage("none", "8-bit", 1, 1, 1));
    return new ClassExamples(classes, grounds, none, true, List.of());
  }

  private static BoundImage image(String slot, int index) {
    return new BoundImage(
        slot,
        new Picture(1, 1, new int[] {0xFF000000 | index}),
        1,
        new Origin("x", slot + index, "", ""));
  }

  private static List<Scene> scenes(String examples, String options, int count) {
    boolean said = options.contains("touching=");
    TrainingOptions parsed = TrainingOptions.parse(said ? options : options + " touching=0");
    TrainingChoice choice =
        new TrainingChoice(parsed, examples(examples), "in clusters", Optional.empty(), List.of());
    TrainingPlan plan = new TrainingPlan(choice, DIGITS, parsed.sizes(CANVAS));
    return Stream.generate(plan::next).limit(count).toList();
  }

  private static List<String> sentences(String examples, String options, int count) {
    return scenes(examples, options, count).stream().map(it -> it.prompt().text()).toList();
  }

  @Test
  void thingsTouchInThatShareOfThePicturesThatShowSeveral() {
    String options = "seed=1 fewest=1 most=3 ground=black";
    List<String> apart = sentences("cell 3, debris 2", options, 400);
    List<String> all = sentences("cell 3, debris 2", options + " touching=1", 400);
    assertTrue(all.contains("2 {cell} and a {debris} in clusters on a black background"), "" + all);
    assertTrue(all.contains("a {cell} on a black background"));
    assertFalse(all.contains("a {cell} in clusters on a black background"));
    assertEquals(0, apart.stream().filter(it -> it.contains("in clusters")).count());
    long some =
        sentences("cell 3", "seed=1 fewest=2 most=9 ground=black touching=0.25", 400).stream()
            .filter(it -> it.contains("in clusters"))
            .count();
    assertTrue(some > 70 && some < 130, "" + some);
  }

  @Test
  void oneClassIsCountedInDigits() {
    assertEquals(
        List.of("12 {nucleus} on a black background"),
        sentences("nucleus 12", "seed=1 fewest=12 most=12 ground=black", 1));
    assertEquals(
        List.of("an {oocyte} on a grey background"),
        sentences("oocyte 2", "seed=1 fewest=1 most=1 ground=grey", 1));
  }

  @Test
  void aBoundBackgroundIsTheGround() {
    Scene scene =
        scenes("nucleus 12, background 2", "seed=1 fewest=3 most=3 ground=regions", 1).get(0);
    assertEquals("3 {nucleus} on a {background}", scene.prompt().text());
    assertEquals(
        List.of("nucleus", "nucleus", "nucleus", "background"),
        scene.images().stream().map(BoundImage::slot).toList());
  }

  @Test
  void groundsOfTheImageAreShownInTurnWithOthers() {
    Map<String, Set<String>> shown = new HashMap<>();
    for (Scene scene :
        scenes(
            "nucleus 5, background 2, image 3",
            "seed=1 fewest=2 most=2 ground=[image; black; regions]",
            100)) {
      List<BoundImage> grounds = scene.images().subList(2, scene.images().size());
      String end = scene.prompt().text().replaceFirst(".* on ", "");
      assertEquals(end.equals("a {background}") ? 1 : 0, grounds.size());
      Set<String> here = shown.computeIfAbsent(end, key -> new TreeSet<>());
      grounds.forEach(ground -> here.add(ground.origin().roiName()));
    }
    assertEquals(
        Map.of(
            "a {background}",
            Set.of("background0", "background1", "image0", "image1", "image2"),
            "a black background",
            Set.of()),
        shown);
  }

  @Test
  void aScaleGivesThingsRoomAndTheGroundTheSizeOfTheCanvas() {
    List<Integer> sides = new ArrayList<>();
    for (Scene scene :
        scenes(
            "cell 5, background 1", "seed=1 fewest=5 most=5 width=128 scale=1 ground=regions", 3)) {
      scene.images().forEach(image -> sides.add(image.picture().width()));
    }
    assertEquals(
        List.of(50, 50, 50, 50, 50, 160, 50, 50, 50, 50, 50, 160, 50, 50, 50, 50, 50, 160), sides);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "black => on a black background",
        "orange => on an orange background",
        "dark grey => on a dark grey",
        "black to grey gradient => on a black to grey gradient",
        "on red and white stripes => on red and white stripes",
        "in front of green hills and a blue sky => in front of green hills and a blue sky",
        "regions => on a {background}",
        "image => on a {background}",
        "image noise => on an image noise",
      })
  void groundsAreSentencesEnds(String ground, String expected) {
    assertEquals(expected, TrainingPlan.on(ground));
  }

  @Test
  void everyNumberFromFewestToMostComesAndNoOther() {
    Set<String> seen =
        new HashSet<>(sentences("cell 3", "seed=4 fewest=2 most=5 ground=black", 200));
    assertEquals(
        Set.of("2", "3", "4", "5"),
        new HashSet<>(seen.stream().map(it -> it.replaceAll(" .*", "")).toList()));
  }

  @Test
  void thingsAreSharedBetweenClassesInTheirOrder() {
    Map<String, Integer> all = new TreeMap<>();
    for (String sentence :
        sentences("nucleus 9, debris 2, cell 1", "seed=2 fewest=6 most=6 ground=black", 100)) {
      Matcher place = PLACE.matcher(sentence);
      List<String> names = new ArrayList<>();
      int things = 0;
      while (place.find()) {
        int here = place.group(1).startsWith("a") ? 1 : Integer.parseInt(place.group(1));
        things += here;
        all.merge(place.group(2), here, Integer::sum);
        names.add(place.group(2));
      }
      assertEquals(6, things, sentence);
      assertEquals(
          List.of("nucleus", "debris", "cell").stream().filter(names::contains).toList(), names);
    }
    all.values().forEach(share -> assertTrue(share > 150 && share < 250, all.toString()));
  }

  @Test
  void sentencesReadAsPeopleWriteThem() {
    Set<String> seen =
        new HashSet<>(sentences("a 1, b 1, c 1", "seed=2 fewest=4 most=4 ground=black", 100));
    assertTrue(seen.contains("2 {a}, a {b} and a {c} on a black background"), seen.toString());
    assertTrue(seen.contains("3 {b} and a {c} on a black background"), seen.toString());
  }

  @Test
  void ofManyClassesAPictureShowsFour() {
    String many = "a 1, b 1, c 1, d 1, e 1, f 1, g 1";
    Set<String> all = new HashSet<>();
    for (Scene scene : scenes(many, "seed=1 fewest=16 most=16 ground=black", 50)) {
      List<String> here = scene.prompt().slots();
      assertTrue(here.size() <= TrainingPlan.MOST_CLASSES, here.toString());
      all.addAll(here);
    }
    assertEquals(7, all.size());
  }

  @Test
  void noExampleComesTwiceInAPictureAndAllComeInTheEnd() {
    Set<String> all = new HashSet<>();
    for (Scene scene : scenes("cell 9", "seed=1 fewest=1 most=12 ground=black", 60)) {
      List<String> shown = scene.images().stream().map(image -> image.origin().roiName()).toList();
      assertEquals(shown.size(), new HashSet<>(shown).size());
      int things = Integer.parseInt(scene.prompt().text().replaceAll(" .*", "").replace("a", "1"));
      assertEquals(Math.min(9, things), shown.size());
      all.addAll(shown);
    }
    assertEquals(9, all.size());
  }

  @Test
  void aSeedGivesTheSamePicturesAndMoreBeginWithTheSame() {
    String options = "fewest=1 most=12 ground=[black; grey] ";
    List<Scene> first = scenes("cell 9, debris 4", options + "seed=7", 20);
    assertEquals(first, scenes("cell 9, debris 4", options + "seed=7", 20));
    assertEquals(first, scenes("cell 9, debris 4", options + "seed=7", 50).subList(0, 20));
    assertNotEquals(first, scenes("cell 9, debris 4", options + "seed=8", 20));
  }

  @Test
  void oddNamesStayOneSlot() {
    Scene scene = scenes("T{1} \"odd\" cell 1", "seed=1 fewest=2 most=2 ground=black", 1).get(0);
    assertEquals(List.of("T{1} \"odd\" cell"), scene.prompt().slots());
  }

  @Test
  void withoutANumberWordAThingIsNamedAgain() {
    assertEquals(List.of("a {x}", "a {x}"), Numerals.of(Map.of()).places(2, "x"));
    assertEquals(List.of("a {x}"), Numerals.of(Map.of("one", 1, "two", 2)).places(1, "x"));
    assertEquals(
        List.of("three {x}", "three {x}", "2 {x}"),
        Numerals.of(Map.of("one", 1, "two", 2, "2", 2, "three", 3)).places(8, "x"));
  }
}
