package mumu.pipeline.mumu;

import java.util.Map;
import java.util.function.Supplier;
import mumu.bundle.Manifest;
import mumu.pipeline.GenerationException;
import mumu.pipeline.SamplePixels;
import mumu.request.Picture;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;

/** Latents to pixels. */
final class Decoder {
  private static final String LATENTS = "latent_sample";
  private static final String SAMPLE = "sample";
  private static final int COLORS = 3;

  private final Supplier<GraphSession> graph;
  private final Manifest.Latents latents;

  Decoder(Supplier<GraphSession> graph, Manifest.Latents latents) {
    this.graph = graph;
    this.latents = latents;
  }

  static Signature signature(Manifest.Latents latents) {
    return new Signature()
        .real(LATENTS, Port.FREE, latents.channels(), Port.FREE, Port.FREE)
        .output(SAMPLE, Port.FREE, COLORS, Port.FREE, Port.FREE)
        .once();
  }

  /**
   * @param clean [1, C, h, w]
   * @return opaque, 8h × 8w for a factor of 8
   * @throws GenerationException when the model gives something that is not a number
   */
  Picture decode(Tensor clean, Cancellation cancellation) {
    double factor = latents.scalingFactor();
    Tensor scaled = factor == 1 ? clean : clean.map(value -> value / factor);
    Tensor sample = graph.get().run(Map.of(LATENTS, scaled), cancellation).get(SAMPLE);
    if (!sample.isFinite()) {
      throw new GenerationException(
          "the decoder gave a number that is not finite; lower the guidance or take another"
              + " scheduler, and if that does not help the model is damaged");
    }
    return SamplePixels.picture(sample);
  }
}
