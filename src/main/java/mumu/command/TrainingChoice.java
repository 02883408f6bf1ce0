package mumu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mumu.bundle.Card;
import mumu.imagej.ClassExamples;
import mumu.imagej.PixelSize;
import mumu.request.Settings;

/**
 * What a training set is made of: all that the user has left open is filled in.
 *
 * @param options with fewest, most, scale, grounds and seed
 * @param examples with those of the grounds that the options ask for
 * @param clusters words that have things touch; empty where the model knows none
 * @param pixelSize of the pictures; absent where that of the images is not known, or does not hold
 *     because some things come out smaller
 * @param warnings what the user should know
 */
record TrainingChoice(
    TrainingOptions options,
    ClassExamples examples,
    String clusters,
    Optional<PixelSize> pixelSize,
    List<String> warnings) {
  private static final int FEWEST = 1;
  private static final int USUAL_MOST = 12;
  private static final double USUAL_TOUCHING = 0.5;
  private static final List<String> USUAL_GROUNDS =
      List.of("black", "grey", "black to grey gradient", "black and grey texture");
  private static final String NOT_OUTLINED =
      "The ground is the image without its regions. What is not outlined there gets no label:"
          + " outline all of it, or say what the ground is, such as ground=black.";

  private static final String SMALLER =
      "All comes out at %s of its size in the image, so that %d things have room:"
          + " shrink images to segment as much, or choose fewer things or a larger picture.";

  TrainingChoice {
    warnings = List.copyOf(warnings);
  }

  /**
   * @param regions of the things, and of grounds where there are any
   * @throws IllegalArgumentException naming what does not fit the regions or the model, what was
   *     expected and what to do
   */
  static TrainingChoice of(TrainingOptions options, ClassExamples regions, Card card) {
    boolean open = options.grounds().isEmpty();
    List<String> grounds = open ? usualGrounds(regions, card) : options.grounds();
    Optional<String> pictured = grounds.stream().filter(TrainingPlan.PICTURED::contains).findAny();
    pictured.ifPresent(ground -> checkShown(ground, card));
    if (grounds.contains(ClassExamples.REGIONS)) {
      checkThere(regions);
    }
    boolean onImages = grounds.contains(ClassExamples.IMAGE);
    ClassExamples examples = onImages ? regions.onImages() : regions;
    int side = examples.largestSide();
    TrueScale sizes = options.sizes(card.canvas());
    boolean chosen = options.scale().isPresent();
    int room = chosen ? sizes.room(side) : Integer.MAX_VALUE;
    int most = most(options, limit(card, pictured), room);
    TrueScale fitting = chosen ? sizes : sizes.fitting(most, side);
    List<String> warnings = new ArrayList<>(regions.warnings());
    if (open && onImages) {
      warnings.add(NOT_OUTLINED);
    }
    boolean fits = most <= fitting.room(side);
    if (!fits) {
      warnings.add(tooMany(fitting, side, most, card));
    } else if (fitting.scale() < sizes.scale()) {
      warnings.add(SMALLER.formatted(fitting.scale(), most));
    }
    TrainingOptions filled =
        filled(options, grounds, most, fitting.scale(), touching(options, card));
    Optional<PixelSize> pixelSize =
        examples.things().pixelSize().filter(it -> fits).map(it -> it.at(fitting.scale()));
    return new TrainingChoice(filled, examples, card.touching().orElse(""), pixelSize, warnings);
  }

  /** NB: what cannot be larger or smaller is not advised. */
  private static String tooMany(TrueScale sizes, int side, int most, Card card) {
    String advice = "Choose fewer";
    if (Math.min(sizes.width(), sizes.height()) < card.canvas().maximum()) {
      advice += ", or a larger width and height";
    }
    if (sizes.scale() > TrainingOptions.SMALLEST_SCALE) {
      advice += ", or a smaller scale";
    }
    int room = sizes.room(side);
    return room == 0
        ? "At scale %s things of up to %d pixels have no room: they come out smaller. %s."
            .formatted(sizes.scale(), side, advice)
        : "At scale %s there is room for %d things of up to %d pixels, most is %d: of more, some come out smaller. %s."
            .formatted(sizes.scale(), room, side, most, advice);
  }

  /** With more for the user to know. */
  TrainingChoice with(List<String> notes) {
    return new TrainingChoice(
        options,
        examples,
        clusters,
        pixelSize,
        Stream.concat(warnings.stream(), notes.stream()).toList());
  }

  private static List<String> usualGrounds(ClassExamples regions, Card card) {
    if (regions.grounds().containsKey(ClassExamples.REGIONS)) {
      return List.of(ClassExamples.REGIONS);
    }
    return shown(card) && regions.leaveGround() ? List.of(ClassExamples.IMAGE) : USUAL_GROUNDS;
  }

  private static boolean shown(Card card) {
    return card.grounds().contains(ClassExamples.GROUND);
  }

  private static void checkShown(String ground, Card card) {
    if (!shown(card)) {
      throw new IllegalArgumentException(
          "the model %s cannot show regions as a ground: expected words for it, such as ground=black, found ground=%s"
              .formatted(card.id(), ground));
    }
  }

  private static void checkThere(ClassExamples regions) {
    if (!regions.grounds().containsKey(ClassExamples.REGIONS)) {
      throw new IllegalArgumentException(
          "ground=regions needs regions called %s, found %s. Draw around a piece of empty ground and name it so, or say what the ground is, such as ground=black."
              .formatted(ClassExamples.GROUND, regions.summary()));
    }
  }

  /**
   * Most things in a picture, as asked for or as is usual.
   *
   * @param room most things at their size
   */
  private static int most(TrainingOptions options, Limit limit, int room) {
    int fewest = options.fewest().orElse(FEWEST);
    int usual = Math.max(Math.min(USUAL_MOST, room), fewest);
    int most = options.most().orElse(Math.min(limit.things(), usual));
    limit.check(fewest);
    limit.check(most);
    if (fewest > most) {
      throw new IllegalArgumentException(
          "fewest must not be above most: expected 1 to %d, was %d".formatted(most, fewest));
    }
    return most;
  }

  private static double touching(TrainingOptions options, Card card) {
    double share = options.touching().orElse(card.touching().isPresent() ? USUAL_TOUCHING : 0);
    if (share > 0 && card.touching().isEmpty()) {
      throw new IllegalArgumentException(
          "the model %s cannot have things touch: expected touching=0, found touching=%s"
              .formatted(card.id(), share));
    }
    return share;
  }

  private static TrainingOptions filled(
      TrainingOptions options, List<String> grounds, int most, double scale, double touching) {
    return new TrainingOptions(
        Seeds.drawn(options.settings()),
        options.count(),
        OptionalInt.of(options.fewest().orElse(FEWEST)),
        OptionalInt.of(most),
        OptionalDouble.of(scale),
        OptionalDouble.of(touching),
        grounds,
        options.folder(),
        options.bindings());
  }

  /**
   * Most things in a picture.
   *
   * @param where for which model and ground, for messages
   */
  private record Limit(int things, String where) {
    void check(int wanted) {
      if (wanted > things) {
        throw new IllegalArgumentException(
            "fewest and most must be 1 to %d for %s, was %d".formatted(things, where, wanted));
      }
    }
  }

  /** What the model counts to, and a ground takes the place of one thing. */
  private static Limit limit(Card card, Optional<String> pictured) {
    int counted = card.numbers().values().stream().mapToInt(it -> it).max().orElse(card.images());
    int limit = Math.min(counted, card.images() - (pictured.isPresent() ? 1 : 0));
    if (limit < 1) {
      throw new IllegalArgumentException(
          "the model %s shows no regions at places of its own: expected one that does, such as %s"
              .formatted(card.id(), Settings.DEFAULT_MODEL));
    }
    String ground = pictured.map(" and ground="::concat).orElse("");
    return new Limit(limit, "the model " + card.id() + ground);
  }
}
