package mumu.pipeline.mumu;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;

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
  }

  static Signature signature(int tokensPerImage, long imageWidth) {
    return new Signature()
        .whole(IDS, Port.FREE, Port.FREE)
        .real(EMBEDS, Port.FREE, tokensPerImage, imageWidth)
        .whole(PLACES, Port.FREE)
        .output(HIDDEN, Port.FREE, Port.FREE, Port.FREE)
        .output(MASK, Port.FREE, Port.FREE);
  }

  /**
   * @param embeds image_embeds [number of bound images, T, D]; not used where none is shown
   * @param weights per bound image, multiplied into the mask of its tokens
   * @return hidden [1, L, D], L ≥ m + T·k: the m prompt tokens, T tokens per shown image, then
   *     whatever else the encoder makes of the words (things that are named and not bound)
   */
  Conditioning encode(
      InterleavedPrompt prompt, Tensor embeds, List<Double> weights, Cancellation cancellation) {
    int m = prompt.ids().size();
    int k = Math.max(1, prompt.places().size());
    long[] ids = prompt.ids().stream().mapToLong(Long::longValue).toArray();
    long[] places = new long[k]; // NB: without images, one hidden image at place 0
    for (int i = 0; i < prompt.places().size(); i++) {
      places[i] = prompt.places().get(i);
    }
    Map<String, Tensor> results =
        graph
            .get()
            .run(
                Map.of(
                    IDS, IntTensor.of(ids, 1, m),
                    EMBEDS, shown(prompt, embeds),
                    PLACES, IntTensor.of(places, k)),
                cancellation);
    Tensor mask = results.get(MASK);
    int expected = m + tokensPerImage * k;
    Tensor hidden = results.get(HIDDEN);
    if (mask.shape().size() < expected || hidden.shape().extent(1) != mask.shape().size()) {
      throw new GraphException(
          "the prompt encoder gave hidden states %s and a mask %s, expected at least %d tokens in both"
              .formatted(hidden.shape(), mask.shape(), expected));
    }
    return new Conditioning(hidden, weighted(mask, prompt, weights));
  }

  /** The rows of the shown images, [k, T, D]; an image shown twice is there twice. */
  private Tensor shown(InterleavedPrompt prompt, Tensor embeds) {
    if (prompt.images().isEmpty()) {
      return Tensor.zeros(1, tokensPerImage, width);
    }
    return Tensor.stack(
        prompt.images().stream().map(image -> embeds.slice(image, image + 1)).toList());
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
