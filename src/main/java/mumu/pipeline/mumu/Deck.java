package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mumu.sampling.TorchPermutation;

/** The images of a slot in the order they are shown in: shuffled anew when all were dealt. */
final class Deck {
  private final List<Integer> images;
  private final TorchPermutation shuffle;
  private final List<Integer> left = new ArrayList<>();

  Deck(List<Integer> images, TorchPermutation shuffle) {
    this.images = images;
    this.shuffle = shuffle;
  }

  /**
   * The next images, none twice; one that was dealt already is passed over and stays the first of
   * those that are left.
   *
   * @param things how many are wanted; where there are not as many images, all of them
   */
  List<Integer> deal(int things) {
    List<Integer> dealt = new ArrayList<>();
    while (dealt.size() < Math.min(things, images.size())) {
      if (left.isEmpty()) {
        Arrays.stream(shuffle.next(images.size())).mapToObj(images::get).forEach(left::add);
      }
      Integer next =
          left.stream().filter(image -> !dealt.contains(image)).findFirst().orElseThrow();
      left.remove(next);
      dealt.add(next);
    }
    return dealt;
  }
}
