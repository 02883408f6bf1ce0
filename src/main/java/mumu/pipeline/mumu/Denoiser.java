package mumu.pipeline.mumu;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mumu.bundle.Manifest;
import mumu.runtime.Cancellation;
import mumu.runtime.Feeds;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.sampling.Guidance;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** Says how noisy latents become less noisy, listening to the prompt. */
final class Denoiser {
  private static final String SAMPLE = "sample";
  private static final String TIMESTEP = "timestep";
  private static final String HIDDEN = "encoder_hidden_states";
  private static final String MASK = "encoder_attention_mask";
  private static final String OUT = "out_sample";

  private final Supplier<GraphSession> graph;

  Denoiser(Supplier<GraphSession> graph) {
    this.graph = graph;
  }

  static Signature signature(Manifest.Latents latents, long width) {
    int channels = latents.channels();
    return new Signature()
        .real(SAMPLE, Port.FREE, channels, Port.FREE, Port.FREE)
        .whole(TIMESTEP, Port.FREE)
        .real(HIDDEN, Port.FREE, Port.FREE, width)
        .real(MASK, Port.FREE, Port.FREE)
        .output(OUT, Port.FREE, channels, Port.FREE, Port.FREE);
  }

  /** Hands the prompt over once for all steps; to be closed after the last. */
  Feeds listen(Conditioning conditioning) {
    return graph.get().prepare(Map.of(HIDDEN, conditioning.hidden(), MASK, conditioning.mask()));
  }

  /**
   * One call with guidance applied.
   *
   * @param latents [1, C, h, w], scaled for the denoiser
   * @param timestep rounded, because the graph counts in whole training steps
   * @param prompt batch of 2 (unconditional, conditional) where guidance is on, else of 1
   * @return [1, C, h, w]
   */
  Tensor predict(
      Tensor latents, float timestep, Feeds prompt, Guidance guidance, Cancellation cancellation) {
    int batch = guidance.isOn() ? 2 : 1;
    Tensor sample = guidance.isOn() ? Tensor.stack(List.of(latents, latents)) : latents;
    long[] timesteps = new long[batch];
    Arrays.fill(timesteps, (long) Math.rint(timestep));
    Map<String, Value> feeds = Map.of(SAMPLE, sample, TIMESTEP, IntTensor.of(timesteps, batch));
    Tensor prediction = graph.get().run(prompt, feeds, cancellation).get(OUT);
    return guidance.isOn() ? guidance.combine(prediction) : prediction;
  }
}
