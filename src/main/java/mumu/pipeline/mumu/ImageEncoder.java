package mumu.pipeline.mumu;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mumu.bundle.Manifest.ImageInput;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;

/** What is to be seen in each bound image: T tokens of width D. */
final class ImageEncoder {
  private static final String PIXELS = "pixel_values";
  private static final String EMBEDS = "image_embeds";

  private final Supplier<GraphSession> graph;

  ImageEncoder(Supplier<GraphSession> graph) {
    this.graph = graph;
  }

  static Signature signature(ImageInput input) {
    return new Signature()
        .real(PIXELS, Port.FREE, input.channels().count(), input.size(), input.size())
        .output(EMBEDS, Port.FREE, input.tokens(), Port.FREE);
  }

  /** D, or {@link Port#FREE} where the graph does not say. */
  long width() {
    return graph.get().outputs().get(EMBEDS).extents().get(2);
  }

  /**
   * @param pixelValues one [1, channels, size, size] per image, at least one
   * @return image_embeds [k, T, D]
   */
  Tensor encode(List<Tensor> pixelValues, Cancellation cancellation) {
    return graph.get().run(Map.of(PIXELS, Tensor.stack(pixelValues)), cancellation).get(EMBEDS);
  }
}
