package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mumu.request.Binding;
import mumu.request.BoundImage;
import mumu.request.CropMode;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;

/**
 * Regions of images as examples of classes of things: what training pictures are made of.
 *
 * @param classes by the name of the class, at least one
 * @param grounds examples of what things lie on, by the word that asks for them: {@link #REGIONS},
 *     {@link #IMAGE}; without those that there are none of
 * @param things the regions themselves, all classes together
 * @param grey whether all regions lie on images that are shown without colours
 * @param warnings what the user should know about how their pixels were taken
 */
public record ClassExamples(
    Map<String, List<BoundImage>> classes,
    Map<String, List<BoundImage>> grounds,
    Regions things,
    boolean grey,
    List<String> warnings) {
  /** The slot of grounds. */
  public static final String GROUND = "background";

  /** Asks for the regions that are called as a ground. */
  public static final String REGIONS = "regions";

  /** Asks for the images of the things, without these. */
  public static final String IMAGE = "image";

  private static final String NO_AREA = "regions of type \"%s\" have no area and are left out: %d";

  private static final String SIZES =
      "the images of the regions have different pixel sizes (%s): their things do not come out at one"
          + " magnification, and the pictures get no pixel size. Scale the images alike before (Image"
          + " ▸ Scale...), or correct the sizes (Image ▸ Properties...).";

  private static final String ABOVE =
      "%.0f %% of the pixels of the regions lie above the display range and come out alike: where"
          + " their greys matter, widen it (Image ▸ Adjust ▸ Brightness/Contrast...).";

  private static final String FAINT =
      "the regions and what is around them take only %.1f %% of the display range, so that the"
          + " pictures show next to nothing of them: narrow it to their values (Image ▸ Adjust ▸"
          + " Brightness/Contrast...).";

  /** NB: sixteen of 256 greys; a 12-bit image takes as many of the whole range of 16 bits. */
  private static final double FEW_GREYS = 1.0 / 16;

  /** NB: ImageJ's own Auto leaves out 0.35 % of an image, which may all be in its cells. */
  private static final double FEW_ABOVE = 0.05;

  private static final double PERCENT = 100;

  public ClassExamples {
    classes = new LinkedHashMap<>(classes); // NB: Map.copyOf would lose the order
    grounds = new LinkedHashMap<>(grounds);
    warnings = List.copyOf(warnings);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to put into training pictures: expected regions of things, found only %d of the ground. Draw around cells too."
              .formatted(grounds.getOrDefault(REGIONS, List.of()).size()));
    }
  }

  /**
   * Every region that a person has drawn into the active image's overlay or, where none there has
   * an area, every region of the ROI Manager. Its class is its name, or its group's. Lines, points
   * and text are left out, with a warning.
   *
   * @throws IllegalArgumentException when there is no image or region, or none has an area
   */
  public static ClassExamples ofActive(Workspace workspace) {
    List<Found> drawn = drawn(workspace);
    Map<Boolean, List<Found>> byArea =
        drawn.stream().collect(Collectors.partitioningBy(ClassExamples::hasArea));
    List<Found> areas = byArea.get(true);
    Map<String, List<Found>> byKey = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (Found region : areas.isEmpty() ? drawn : areas) {
      String name = ClassNames.of(region.roi().orElseThrow());
      names.putIfAbsent(Prompt.matchKey(name), name);
      byKey.computeIfAbsent(Prompt.matchKey(name), key -> new ArrayList<>()).add(region);
    }
    Map<String, Regions> regions = new LinkedHashMap<>();
    byKey.forEach((key, found) -> regions.put(names.get(key), new Regions(found)));
    return of(List.of(), regions, workspace)
        .and(leftOut(byArea.get(false)))
        .and(ClassNames.numbered(regions));
  }

  /**
   * What is bound to classes.
   *
   * @param bindings their slots are the classes
   * @param given regions a script gives as objects, by class
   * @throws IllegalArgumentException naming what cannot be found or cut, or is bound twice
   */
  public static ClassExamples of(
      List<Binding> bindings, Map<String, Regions> given, Workspace workspace) {
    List<Binding> written =
        bindings.stream().map(it -> new Binding(ClassNames.slot(it.slot()), it.sources())).toList();
    Map<String, Regions> regions = new LinkedHashMap<>();
    given.forEach((name, each) -> regions.merge(ClassNames.slot(name), each, Regions::and));
    String sentence =
        Stream.concat(written.stream().map(Binding::slot), regions.keySet().stream())
            .distinct()
            .map(name -> new Prompt.Slot(name).written())
            .collect(Collectors.joining(" "));
    Bound bound =
        Binder.bind(
            new GenerationRequest(Prompt.parse(sentence), written, Settings.DEFAULTS),
            workspace,
            regions);
    Map<String, Regions> found = new LinkedHashMap<>(regions);
    for (Binding binding : written) {
      for (ImageSource source : binding.sources()) {
        found.merge(binding.slot(), Regions.find(source.where(), workspace), Regions::and);
      }
    }
    boolean grey = found.values().stream().allMatch(Regions::isGrey);
    found.remove(GROUND);
    Regions things =
        new Regions(found.values().stream().flatMap(each -> each.found().stream()).toList());
    Map<String, List<BoundImage>> classes = new LinkedHashMap<>();
    for (BoundImage image : bound.request().images()) {
      classes.computeIfAbsent(image.slot(), name -> new ArrayList<>()).add(image);
    }
    List<BoundImage> grounds = classes.remove(GROUND);
    return new ClassExamples(
        classes,
        grounds == null ? Map.of() : Map.of(REGIONS, grounds),
        things,
        grey,
        Stream.concat(bound.warnings().stream(), doubts(things).stream()).toList());
  }

  private static List<String> doubts(Regions things) {
    List<String> doubts = new ArrayList<>();
    List<String> sizes =
        things.pixelSizes().stream().map(it -> it.map(PixelSize::toString).orElse("none")).toList();
    if (sizes.size() > 1) {
      doubts.add(SIZES.formatted(String.join(", ", sizes)));
    }
    double above = things.found().stream().mapToDouble(Crops::above).average().orElse(0);
    if (above > FEW_ABOVE) {
      doubts.add(String.format(Locale.ROOT, ABOVE, PERCENT * above));
    }
    double contrast = things.found().stream().mapToDouble(Crops::contrast).max().orElse(1);
    if (contrast < FEW_GREYS) {
      doubts.add(String.format(Locale.ROOT, FAINT, PERCENT * contrast));
    }
    return doubts;
  }

  private static List<String> leftOut(List<Found> regions) {
    List<String> notes = new ArrayList<>();
    regions.stream()
        .map(region -> region.roi().orElseThrow())
        .collect(Collectors.groupingBy(Roi::getTypeAsString, TreeMap::new, Collectors.counting()))
        .forEach(
            (type, count) -> notes.add(NO_AREA.formatted(type.toLowerCase(Locale.ROOT), count)));
    return notes;
  }

  private ClassExamples and(List<String> notes) {
    List<String> all = Stream.concat(warnings.stream(), notes.stream()).toList();
    return new ClassExamples(classes, grounds, things, grey, all);
  }

  /** Whether every image of a thing shows something besides its things. */
  public boolean leaveGround() {
    return Surroundings.of(things.found()).covered().isEmpty();
  }

  /** Pixels of the longest side of a thing. */
  public int largestSide() {
    return classes.values().stream()
        .flatMap(List::stream)
        .mapToInt(image -> Math.max(image.picture().width(), image.picture().height()))
        .max()
        .orElseThrow();
  }

  /**
   * With the images of the things, without these, as grounds too: an example of every slice.
   *
   * @throws IllegalArgumentException naming an image of which nothing is left
   */
  public ClassExamples onImages() {
    Surroundings around = Surroundings.of(things.found());
    if (!around.covered().isEmpty()) {
      throw new IllegalArgumentException(
          "ground=image needs pixels outside of the regions, found none of '%s'. Choose another ground, such as ground=black."
              .formatted(around.covered().get(0)));
    }
    Map<String, List<BoundImage>> all = new LinkedHashMap<>(grounds);
    all.put(IMAGE, around.left().stream().map(ClassExamples::ground).toList());
    return new ClassExamples(classes, all, things, grey, warnings);
  }

  private static BoundImage ground(Found found) {
    ImagePlus image = found.image();
    if ((long) image.getWidth() * image.getHeight() > Picture.MAXIMUM_PIXELS) {
      throw new IllegalArgumentException(
          "ground=image takes images of at most %d pixels (8192 × 8192), '%s' has %d × %d. Duplicate the part with the regions (Image ▸ Duplicate...), or choose another ground, such as ground=black."
              .formatted(
                  Picture.MAXIMUM_PIXELS, found.title(), image.getWidth(), image.getHeight()));
    }
    Crops crop = Crops.bound(found, CropMode.AUTO);
    return new BoundImage(GROUND, crop.picture(), ImageSource.NEUTRAL_WEIGHT, crop.origin());
  }

  private static boolean hasArea(Found region) {
    return Cut.hasArea(region.roi().orElseThrow());
  }

  private static List<Found> drawn(Workspace workspace) {
    return workspace
        .active()
        .map(
            active -> {
              List<Found> overlay = RoiPlace.overlay(active).drawn(name -> true);
              List<Found> managed =
                  RoiPlace.manager(active, workspace.managerRois()).drawn(name -> true);
              List<Found> regions =
                  managed.isEmpty() || overlay.stream().anyMatch(ClassExamples::hasArea)
                      ? overlay
                      : managed; // NB: an arrow in the overlay is no reason to pass over these
              if (regions.isEmpty()) {
                throw new IllegalArgumentException(
                    "'%s' has no regions to make training pictures of: expected them in its overlay or in the ROI Manager, found none%s. Draw around cells, each time with Image ▸ Overlay ▸ Add Selection... or MUMU Bind Selection..., or say bind=[cell=source]."
                        .formatted(active.getTitle(), elsewhere(workspace)));
              }
              return regions;
            })
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Training pictures need an open image with regions, found none. Open one and"
                        + " try again, or say bind=[cell=source]."));
  }

  /** NB: once training pictures are made, they are in front of the image with the regions. */
  private static String elsewhere(Workspace workspace) {
    return workspace.images().stream()
        .filter(image -> !RoiPlace.overlay(image).drawn(name -> true).isEmpty())
        .findFirst()
        .map(image -> " here, but some in '%s': click that one first".formatted(image.getTitle()))
        .orElse("");
  }

  /** How many there are, by class: {@code nucleus 12, debris 3}. */
  public String summary() {
    return Stream.concat(
            classes.entrySet().stream().map(it -> it.getKey() + " " + it.getValue().size()),
            Stream.ofNullable(grounds.get(REGIONS)).map(it -> GROUND + " " + it.size()))
        .collect(Collectors.joining(", "));
  }
}
