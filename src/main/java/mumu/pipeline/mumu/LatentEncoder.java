package mumu.pipeline.mumu;

import java.util.Map;
import java.util.function.Supplier;
import mumu.bundle.Manifest;
import mumu.request.Picture;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;

/** Pixels to latents, for image-to-image. */
final class LatentEncoder {
  private static final String SAMPLE = "sample";
  private static final String LATENTS = "latent_sample";
  private static final int COLORS = 3;

  private final Supplier<GraphSession> graph;
  private final Manifest.Latents latents;

  LatentEncoder(Supplier<GraphSession> graph, Manifest.Latents latents) {
    this.graph = graph;
    this.latents = latents;
  }

  static Signature signature(Manifest.Latents latents) {
    return new Signature()
        .real(SAMPLE, Port.FREE, COLORS, Port.FREE, Port.FREE)
        .output(LATENTS, Port.FREE, latents.channels(), Port.FREE, Port.FREE)
        .once();
  }

  /**
   * @param picture of the canvas' size; alpha is ignored
   * @return [1, C, h, w]
   */
  Tensor encode(Picture picture, Cancellation cancellation) {
    int[] argb = picture.argb();
    float[] values = new float[COLORS * argb.length];
    for (int i = 0; i < argb.length; i++) {
      for (int channel = 0; channel < COLORS; channel++) {
        int value = argb[i] >>> (16 - 8 * channel) & 0xFF;
        values[channel * argb.length + i] = value / 127.5f - 1;
      }
    }
    Tensor sample = Tensor.of(values, 1, COLORS, picture.height(), picture.width());
    Tensor encoded = graph.get().run(Map.of(SAMPLE, sample), cancellation).get(LATENTS);
    double factor = latents.scalingFactor();
    return factor == 1 ? encoded : encoded.map(value -> value * factor);
  }
}
