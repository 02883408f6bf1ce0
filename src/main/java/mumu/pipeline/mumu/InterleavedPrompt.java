package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * A sentence as the prompt encoder reads it.
 *
 * @param ids {@code <bos>} words {@code <eos>}, one {@code <image>} per illustration directly
 *     before the first word of its slot
 * @param places index in {@code ids} of every {@code <image>}
 * @param images which of the bound images each {@code <image>} stands for
 * @param names per id what a thing there is called: the slot's name, else the word as typed; empty
 *     for the marks at both ends
 * @param unknown the id of a word that the model does not know; absent where it has none
 * @param warnings what the user should know
 */
record InterleavedPrompt(
    List<Long> ids,
    List<Integer> places,
    List<Integer> images,
    List<String> names,
    OptionalLong unknown,
    List<String> warnings) {
  InterleavedPrompt {
    ids = List.copyOf(ids);
    places = List.copyOf(places);
    images = List.copyOf(images);
    names = List.copyOf(names);
    warnings = List.copyOf(warnings);
  }

  /**
   * Whether a word is part of what a shown image is called, and so no thing of its own; one that
   * the model does not know is heard by nobody.
   */
  boolean isCaption(int word) {
    boolean called = false;
    for (int i = word; i > 0 && names.get(i - 1).equals(names.get(word)); i--) {
      called |= places.contains(i - 1);
    }
    return called
        && !places.contains(word)
        && unknown.isPresent()
        && ids.get(word) != unknown.getAsLong();
  }

  /** The same sentence to a model that does not know these words. */
  InterleavedPrompt without(Collection<Integer> words) {
    List<Long> heard = new ArrayList<>(ids);
    words.forEach(word -> heard.set(word, unknown.getAsLong()));
    return new InterleavedPrompt(heard, places, images, names, unknown, warnings);
  }
}
