package mumu.pipeline.mumu;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mumu.pipeline.CanvasSize;
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
   * @param opened says by its ports whether it varies, what it wants to know, and whether it tells
   *     where things are
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
    if (CanvasInput.isTakenBy(opened)) {
      CanvasInput.expect(signature);
    }
    if (WeightsInput.isTakenBy(opened)) {
      WeightsInput.expect(signature);
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
   * NB: what is bound is one thing, whatever it is called. Where the graph hears a second one in a
   * name, such as {dog and cat}, it reads the sentence once more without that word.
   *
   * @param images of the request; not used where none is shown
   * @param variation has no effect where the graph does not vary
   * @param canvas size of the result; has no effect where the graph does not ask for it
   * @return hidden [1, L, D]: the m prompt tokens, T tokens per shown image, then whatever else the
   *     encoder makes of the words (things that are named and not bound). Of a graph that takes the
   *     images' weights only the m prompt tokens are known.
   */
  Encoding encode(
      InterleavedPrompt prompt,
      Images images,
      Variation variation,
      CanvasSize canvas,
      Cancellation cancellation) {
    int m = prompt.ids().size();
    float[] weights = weights(prompt, images);
    Map<String, Value> feeds = feeds(prompt, images);
    if (varies()) {
      feeds.putAll(VariationInputs.feeds(graph.get(), variation));
    }
    if (CanvasInput.isTakenBy(graph.get())) {
      feeds.putAll(CanvasInput.feeds(canvas));
    }
    boolean weighs = WeightsInput.isTakenBy(graph.get());
    if (weighs) {
      feeds.putAll(WeightsInput.feeds(weights));
    }
    Map<String, Tensor> results = graph.get().run(feeds, cancellation);
    List<Integer> invented = tellsThings() ? ThingOutputs.invented(results, prompt) : List.of();
    if (!invented.isEmpty()) {
      return encode(prompt.without(invented), images, variation, canvas, cancellation);
    }
    Tensor mask = results.get(MASK);
    int expected = weighs ? m : m + tokensPerImage * weights.length;
    Tensor hidden = results.get(HIDDEN);
    if (mask.shape().size() < expected || hidden.shape().extent(1) != mask.shape().size()) {
      throw new GraphException(
          "the prompt encoder gave hidden states %s and a mask %s, expected at least %d tokens in both"
              .formatted(hidden.shape(), mask.shape(), expected));
    }
    return new Encoding(
        new Conditioning(hidden, weighs ? mask : weighted(mask, m, weights)),
        tellsThings()
            ? ThingOutputs.read(results, prompt, hiddenPlaces(prompt, images.weights()))
            : List.of());
  }

  /** What every graph takes. */
  private Map<String, Value> feeds(InterleavedPrompt prompt, Images images) {
    int k = Math.max(1, prompt.places().size());
    long[] ids = prompt.ids().stream().mapToLong(Long::longValue).toArray();
    long[] places = new long[k]; // NB: without images, one hidden image at place 0
    for (int i = 0; i < prompt.places().size(); i++) {
      places[i] = prompt.places().get(i);
    }
    Map<String, Value> feeds = new HashMap<>();
    feeds.put(IDS, IntTensor.of(ids, 1, ids.length));
    feeds.put(EMBEDS, shown(prompt, images.embeds()));
    feeds.put(PLACES, IntTensor.of(places, k));
    return feeds;
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
   * @param weights per bound image: 1 neutral, 0 hidden
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

  /** Of each shown image; 1 of the hidden one where none is shown. */
  private static float[] weights(InterleavedPrompt prompt, Images images) {
    float[] weights = new float[Math.max(1, prompt.images().size())];
    Arrays.fill(weights, 1);
    for (int i = 0; i < prompt.images().size(); i++) {
      weights[i] = images.weights().get(prompt.images().get(i)).floatValue();
    }
    return weights;
  }

  /** Multiplies the weight of each image into the mask of its tokens, which follow the words'. */
  private Tensor weighted(Tensor mask, int words, float[] weights) {
    float[] values = Arrays.copyOf(mask.values(), mask.values().length);
    for (int t = 0; t < weights.length * tokensPerImage; t++) {
      values[words + t] *= weights[t / tokensPerImage];
    }
    return new Tensor(mask.shape(), values);
  }
}
