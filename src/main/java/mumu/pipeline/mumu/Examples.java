package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import mumu.request.Prompt;
import mumu.sampling.TorchPermutation;

/**
 * Which of the bound images each part of a sentence shows.
 *
 * @param shown part by part the indices of images, none for plain words
 * @param dealt whether a picture's seed has chosen them
 */
record Examples(List<List<Integer>> shown, boolean dealt) {
  Examples {
    shown = shown.stream().map(List::copyOf).toList();
  }

  /**
   * All images of a slot at each of its places.
   *
   * @param slots image by image the slot it is bound to
   */
  static Examples all(List<Prompt.Part> parts, List<String> slots) {
    return new Examples(parts.stream().map(part -> imagesOf(part, slots)).toList(), false);
  }

  /**
   * At each place of a slot one image per thing, drawn by a picture's seed, none again before all
   * were shown.
   *
   * <p>Slot by slot, in the order of their first places, from the left: a place is dealt as many
   * images as a number word before it says, else one, and never more than the slot has, one by one
   * from the slot's deck. The deck is empty at first. Whenever it is empty and an image is wanted,
   * the slot's n images, in the order they are bound, are put into it in the order of {@code
   * torch.randperm(n, generator=g)}. Dealt and taken out is the first image of the deck that is not
   * at this place already; one that is stays where it is, for the next place. One generator {@code
   * g = torch.Generator("cpu").manual_seed(seed)} shuffles for all slots.
   *
   * @param slots image by image the slot it is bound to
   * @param numbers the words that say how many things a place shows
   * @param seed 0 to 2³²−1
   */
  static Examples drawn(
      List<Prompt.Part> parts, List<String> slots, NumberWords numbers, long seed) {
    TorchPermutation shuffle = new TorchPermutation(seed);
    List<List<Integer>> shown = new ArrayList<>(all(parts, slots).shown);
    Map<List<Integer>, List<Integer>> places = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      places.computeIfAbsent(shown.get(part), images -> new ArrayList<>()).add(part);
    }
    places.remove(List.<Integer>of());
    places.forEach(
        (images, here) -> {
          Deck deck = new Deck(images, shuffle);
          here.forEach(part -> shown.set(part, deck.deal(numbers.before(parts, part))));
        });
    return new Examples(shown, true);
  }

  private static List<Integer> imagesOf(Prompt.Part part, List<String> slots) {
    return part instanceof Prompt.Slot slot
        ? IntStream.range(0, slots.size())
            .filter(image -> slots.get(image).equals(slot.name()))
            .boxed()
            .toList()
        : List.of();
  }

  /** The images a part shows. */
  List<Integer> at(int part) {
    return shown.get(part);
  }

  /** How many pictures the sentence shows, one that is shown twice counted twice. */
  int count() {
    return shown.stream().mapToInt(List::size).sum();
  }

  /** How many images are shown. */
  int different() {
    return (int) shown.stream().flatMap(List::stream).distinct().count();
  }

  /** Whether a part shows more than one image. */
  boolean severalAtOnce() {
    return shown.stream().anyMatch(images -> images.size() > 1);
  }

  /** The same with each image at the first of its places only. */
  Examples atFirstPlaces() {
    Set<Integer> seen = new HashSet<>();
    return new Examples(
        shown.stream().map(images -> images.stream().filter(seen::add).toList()).toList(), dealt);
  }
}
