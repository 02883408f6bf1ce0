package mumu.pipeline.mumu;

import java.util.List;

/**
 * A sentence as the prompt encoder reads it.
 *
 * @param ids {@code <bos>} words {@code <eos>}, one {@code <image>} per illustration directly
 *     before the first word of its slot
 * @param places index in {@code ids} of every {@code <image>}
 * @param images which of the bound images each {@code <image>} stands for
 * @param names per id what a thing there is called: the slot's name, else the word as typed; empty
 *     for the marks at both ends
 * @param warnings what the user should know
 */
record InterleavedPrompt(
    List<Long> ids,
    List<Integer> places,
    List<Integer> images,
    List<String> names,
    List<String> warnings) {
  InterleavedPrompt {
    ids = List.copyOf(ids);
    places = List.copyOf(places);
    images = List.copyOf(images);
    names = List.copyOf(names);
    warnings = List.copyOf(warnings);
  }
}
