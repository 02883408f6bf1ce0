package mumu.pipeline.mumu;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mumu.pipeline.Thing;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** Words and image tokens together as hidden states; here an image is tied to its word. */
final class PromptEncoder {
  private static final String IDS = "input_ids";
  private static final String EMBEDS = "image_embeds";
  private static final String PLACES = "image_positions";
  static final String HIDDEN = "hidden_states";
  private static final String MASK = "attention_mask";

  private final Supplier<GraphSession> graph;
  private final int tokensPerImage;
  private final int width;

  /**
   * @param imageWidth D of the image encoder
   */
  PromptEncoder(Supplier<GraphSession> graph, int tokensPerImage, long imageWidth) {
    this.graph = graph;
    this.tokensPerImage = tokensPerImage;
    long own = graph.get().inputs().get(EMBEDS).extents().get(2);
    long known = own == Port.FREE ? imageWidth : own;
    if (known == Port.FREE) {
      throw new GraphException(
          "neither image encoder nor prompt encoder says how wide its tokens are");
    }
    this.width = Math.toIntExact(known);
    if (varies()) {
      VariationInputs.count(graph.get());
    }
  }

  /**
   * @param opened says by its ports whether it varies, and whether it tells where things are
   */
  static Signature signature(GraphSession opened, int tokensPerImage, long imageWidth) {
    Signature signature =
        new Signature()
            .whole(IDS, Port.FREE, Port.FREE)
            .real(EMBEDS, Port.FREE, tokensPerImage, imageWidth)
            .whole(PLACES, Port.FREE)
            .output(HIDDEN, Port.FREE, Port.FREE, Port.FREE)
            .output(MASK, Port.FREE, Port.FREE);
    if (VariationInputs.isTakenBy(opened)) {
      VariationInputs.expect(signature);
    }
    if (ThingOutputs.areToldBy(opened)) {
      ThingOutputs.expect(signature);
    }
    return signature;
  }

  /**
   * What the encoder made of a sentence.
   *
   * @param things the visible ones; none where the graph does not tell
   */
  record Encoding(Conditioning conditioning, List<Thing> things) {
    Encoding {
      things = List.copyOf(things);
    }
  }

  /** Whether the places of things can differ from picture to picture. */
  boolean varies() {
    return VariationInputs.isTakenBy(graph.get());
  }

  /** Whether it says where things are. */
  boolean tellsThings() {
    return ThingOutputs.areToldBy(graph.get());
  }

  /**
   * @param images of the request; not used where none is shown
   * @param variation has no effect where the graph does not vary
   * @return hidden [1, L, D], L ≥ m + T·k: the m prompt tokens, T tokens per shown image, then
   *     whatever else the encoder makes of the words (things that are named and not bound)
   */
  Encoding encode(
      InterleavedPrompt prompt, Images images, Variation variation, Cancellation cancellation) {
    int m = prompt.ids().size();
    int k = Math.max(1, prompt.places().size());
    long[] ids = prompt.ids().stream().mapToLong(Long::longValue).toArray();
    long[] places = new long[k]; // NB: without images, one hidden image at place 0
    for (int i = 0; i < prompt.places().size(); i++) {
      places[i] = prompt.places().get(i);
    }
    Map<String, Value> feeds = new HashMap<>();
    feeds.put(IDS, IntTensor.of(ids, 1, m));
    feeds.put(EMBEDS, shown(prompt, images.embeds()));
    feeds.put(PLACES, IntTensor.of(places, k));
    if (varies()) {
      feeds.putAll(VariationInputs.feeds(graph.get(), variation));
    }
    Map<String, Tensor> results = graph.get().run(feeds, cancellation);
    Tensor mask = results.get(MASK);
    int expected = m + tokensPerImage * k;
    Tensor hidden = results.get(HIDDEN);
    if (mask.shape().size() < expected || hidden.shape().extent(1) != mask.shape().size()) {
      throw new GraphException(
          "the prompt encoder gave hidden states %s and a mask %s, expected at least %d tokens in both"
              .formatted(hidden.shape(), mask.shape(), expected));
    }
    return new Encoding(
        new Conditioning(hidden, weighted(mask, prompt, images.weights())),
        tellsThings()
            ? ThingOutputs.read(results, prompt, hiddenPlaces(prompt, images.weights()))
            : List.of());
  }

  /** The rows of the shown images, [k, T, D]; an image shown twice is there twice. */
  private Tensor shown(InterleavedPrompt prompt, Tensor embeds) {
    if (prompt.images().isEmpty()) {
      return Tensor.zeros(1, tokensPerImage, width);
    }
    return Tensor.stack(
        prompt.images().stream().map(image -> embeds.slice(image, image + 1)).toList());
  }

  /**
   * The bound images of a request.
   *
   * @param embeds image_embeds [number of bound images, T, D]
   * @param weights per bound image, multiplied into the mask of its tokens
   */
  record Images(Tensor embeds, List<Double> weights) {
    Images {
      weights = List.copyOf(weights);
    }
  }

  /** Where images stand that the denoiser shall not see. */
  private static Set<Integer> hiddenPlaces(InterleavedPrompt prompt, List<Double> weights) {
    return IntStream.range(0, prompt.images().size())
        .filter(i -> weights.get(prompt.images().get(i)) == 0)
        .mapToObj(i -> prompt.places().get(i))
        .collect(Collectors.toSet());
  }

  private Tensor weighted(Tensor mask, InterleavedPrompt prompt, List<Double> weights) {
    float[] values = Arrays.copyOf(mask.values(), mask.values().length);
    for (int i = 0; i < prompt.images().size(); i++) {
      float weight = weights.get(prompt.images().get(i)).floatValue();
      int start = prompt.ids().size() + i * tokensPerImage;
      for (int t = start; t < start + tokensPerImage; t++) {
        values[t] *= weight;
      }
    }
    return new Tensor(mask.shape(), values);
  }
}
