package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.pipeline.Thing;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;

/**
 * The outputs by which a prompt encoder tells where it puts the things of a sentence; an encoder
 * has all or none.
 */
final class ThingOutputs {
  private static final String BOXES = "thing_boxes";
  private static final String MASKS = "thing_masks";
  private static final String WORDS = "thing_words";
  private static final int BOX_NUMBERS = 4;

  private ThingOutputs() {}

  static boolean areToldBy(GraphSession graph) {
    return Stream.of(BOXES, MASKS, WORDS).anyMatch(graph.outputs()::containsKey);
  }

  /** Adds what such a graph must have. */
  static void expect(Signature signature) {
    signature
        .output(BOXES, Port.FREE, BOX_NUMBERS)
        .output(MASKS, Port.FREE, Port.FREE, Port.FREE)
        .wholeOutput(WORDS, Port.FREE);
  }

  /**
   * The visible things, in the graph's order.
   *
   * @param hidden places in the sentence whose things are not shown whatever the graph tells
   * @throws GraphException when the outputs contradict each other or name no word of the sentence
   */
  static List<Thing> read(
      Map<String, Tensor> outputs, InterleavedPrompt prompt, Set<Integer> hidden) {
    float[] words = outputs.get(WORDS).values();
    Tensor masks = outputs.get(MASKS);
    int count = words.length;
    if (outputs.get(BOXES).shape().extent(0) != count || masks.shape().extent(0) != count) {
      throw new GraphException(
          "the prompt encoder tells of %d things by %s, %s and %s: expected as many in each"
              .formatted(count, WORDS, BOXES + outputs.get(BOXES).shape(), MASKS + masks.shape()));
    }
    List<Thing> things = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (words[i] >= 0 && !hidden.contains((int) words[i])) {
        things.add(thing(name(prompt, (int) words[i]), outputs, i));
      }
    }
    return things;
  }

  /** Words of what shown images are called that the graph takes for things of their own. */
  static List<Integer> invented(Map<String, Tensor> outputs, InterleavedPrompt prompt) {
    float[] words = outputs.get(WORDS).values();
    return IntStream.range(0, words.length)
        .map(i -> (int) words[i])
        .filter(word -> word >= 0 && word < prompt.ids().size() && prompt.isCaption(word))
        .boxed()
        .toList();
  }

  private static String name(InterleavedPrompt prompt, int word) {
    if (word >= prompt.names().size()) {
      throw new GraphException(
          "the prompt encoder tells of a thing at the word %d: expected less than %d"
              .formatted(word, prompt.names().size()));
    }
    return prompt.names().get(word);
  }

  private static Thing thing(String name, Map<String, Tensor> outputs, int index) {
    float[] box = outputs.get(BOXES).slice(index, index + 1).values();
    Tensor mask = outputs.get(MASKS).slice(index, index + 1);
    try {
      return new Thing(
          name,
          new Thing.Square(box[0], box[1], box[2], box[3]),
          Tensor.of(mask.values(), mask.shape().extent(1), mask.shape().extent(2)));
    } catch (IllegalArgumentException e) {
      throw new GraphException("the prompt encoder is wrong: " + e.getMessage(), e);
    }
  }
}
