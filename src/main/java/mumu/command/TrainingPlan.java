package mumu.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mumu.imagej.ClassExamples;
import mumu.request.BoundImage;
import mumu.request.Prompt;
import mumu.sampling.TorchPermutation;

/**
 * What the pictures of a training set show, one after another, drawn from its seed.
 *
 * <p>The number of things is drawn evenly between the fewest and the most, then for each of them a
 * class, then the examples of each class, none twice while others are left, then the ground, then
 * where the part of it that is shown begins, left and top, then, of some that may, whether they
 * touch. Every draw is the first of {@code torch.randperm(n, generator=g)}, or its first few, with
 * one {@code g = torch.Generator("cpu").manual_seed(seed)}; so more pictures begin with the same
 * ones.
 */
final class TrainingPlan {
  /** Grounds that mean examples of the ground and no words. */
  static final Set<String> PICTURED = Set.of(ClassExamples.REGIONS, ClassExamples.IMAGE);

  /** NB: sentences of more would be longer than small models read. */
  static final int MOST_CLASSES = 4;

  private static final int HUNDRED = 100;

  private final ClassExamples examples;
  private final List<String> names;
  private final Numerals numerals;
  private final TrueScale sizes;
  private final List<String> grounds;
  private final double touching;
  private final String clusters;
  private final int fewest;
  private final int most;
  private final TorchPermutation draws;

  /** A picture to make. */
  record Scene(Prompt prompt, List<BoundImage> images) {
    Scene {
      images = List.copyOf(images);
    }
  }

  TrainingPlan(TrainingChoice choice, Numerals numerals, TrueScale sizes) {
    TrainingOptions options = choice.options();
    this.examples = choice.examples();
    this.names = List.copyOf(examples.classes().keySet());
    this.numerals = numerals;
    this.sizes = sizes;
    this.touching = options.touching().orElseThrow();
    this.clusters = choice.clusters();
    this.grounds = options.grounds();
    this.fewest = options.fewest().orElseThrow();
    this.most = options.most().orElseThrow();
    this.draws = new TorchPermutation(options.settings().seed().orElseThrow());
  }

  Scene next() {
    int all = fewest + draw(most - fewest + 1);
    int[] things = share(all);
    List<String> places = new ArrayList<>();
    List<BoundImage> images = new ArrayList<>();
    for (int i = 0; i < things.length; i++) {
      if (things[i] > 0) {
        places.addAll(numerals.places(things[i], names.get(i)));
        draw(examples.classes().get(names.get(i)), things[i]).stream()
            .map(thing -> sizes.thing(thing, all))
            .forEach(images::add);
      }
    }
    String ground = grounds.get(draw(grounds.size()));
    if (PICTURED.contains(ground)) {
      images.add(sizes.ground(draw(examples.grounds().get(ground), 1).get(0), draws));
    }
    String what = Sentences.list(places) + (touch(all) ? " " + clusters : "");
    return new Scene(Prompt.parse(what + " " + on(ground)), images);
  }

  private boolean touch(int things) {
    return things > 1 && touching > 0 && draw(HUNDRED) < touching * HUNDRED;
  }

  /** How many things of each class. */
  private int[] share(int things) {
    int[] order = draws.next(names.size());
    int[] classes = Arrays.copyOf(order, Math.min(MOST_CLASSES, order.length));
    int[] shares = new int[names.size()];
    for (int thing = 0; thing < things; thing++) {
      shares[classes[draw(classes.length)]]++;
    }
    return shares;
  }

  private int draw(int count) {
    return draws.next(count)[0];
  }

  private List<BoundImage> draw(List<BoundImage> images, int count) {
    return IntStream.of(draws.next(images.size())).limit(count).mapToObj(images::get).toList();
  }

  /**
   * The end of the sentence: {@code on a black background}, {@code on a black to grey gradient}.
   */
  static String on(String ground) {
    if (PICTURED.contains(ground)) {
      return "on " + Sentences.one(new Prompt.Slot(ClassExamples.GROUND).written());
    }
    boolean phrase = ground.startsWith("on ") || ground.startsWith("in ");
    return phrase
        ? ground
        : "on " + Sentences.one(ground) + (ground.indexOf(' ') < 0 ? " background" : "");
  }
}
