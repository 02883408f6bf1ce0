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
 */
record Examples(List<List<Integer>> shown) {
  Examples {
    shown = shown.stream().map(List::copyOf).toList();
  }

  /**
   * All images of a slot at each of its places.
   *
   * @param slots image by image the slot it is bound to
   */
  static Examples all(List<Prompt.Part> parts, List<String> slots) {
    return new Examples(parts.stream().map(part -> imagesOf(part, slots)).toList());
  }

  /**
   * One image at each place of a slot, drawn by a picture's seed, none twice before all were shown.
   *
   * <p>Slot by slot, in the order of their first places: the slot's images, in the order they are
   * bound, are shuffled by {@code torch.randperm(n, generator=g)} and dealt to the slot's places
   * from the left; where there are more places than images, they are shuffled anew, and so on. One
   * generator {@code g = torch.Generator("cpu").manual_seed(seed)} shuffles for all slots.
   *
   * @param slots image by image the slot it is bound to
   * @param seed 0 to 2³²−1
   */
  static Examples drawn(List<Prompt.Part> parts, List<String> slots, long seed) {
    TorchPermutation shuffle = new TorchPermutation(seed);
    List<List<Integer>> shown = new ArrayList<>(all(parts, slots).shown);
    Map<List<Integer>, List<Integer>> places = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      places.computeIfAbsent(shown.get(part), images -> new ArrayList<>()).add(part);
    }
    places.remove(List.<Integer>of());
    places.forEach(
        (images, here) -> {
          int[] order = {};
          for (int i = 0; i < here.size(); i++) {
            int next = i % images.size();
            order = next == 0 ? shuffle.next(images.size()) : order;
            shown.set(here.get(i), List.of(images.get(order[next])));
          }
        });
    return new Examples(shown);
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
        shown.stream().map(images -> images.stream().filter(seen::add).toList()).toList());
  }
}
