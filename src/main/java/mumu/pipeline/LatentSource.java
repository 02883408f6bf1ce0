package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.pipeline.DenoisingLoop.Repaint;
import mumu.pipeline.DenoisingLoop.Start;
import mumu.sampling.NoiseSource;
import mumu.sampling.Schedule;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/**
 * The picture to start from, encoded as far as it is the same for all images.
 *
 * @param clean the whole picture
 * @param repainted present where only a part may change
 * @param forgets whether the part begins as pure noise
 */
record LatentSource(LatentCodec.Cloud clean, Optional<Part> repainted, boolean forgets) {
  /**
   * @param surroundings the picture without the part
   * @param mask [1, 1, h, w], 1 where the part is
   */
  record Part(LatentCodec.Cloud surroundings, Tensor mask) {}

  /**
   * Latents to begin with. The order of the draws, and what is drawn for nothing, is that of
   * diffusers.
   *
   * @param shape [N, C, h, w]
   * @param begin first call
   */
  Start start(LatentStages stages, Schedule schedule, int begin, Shape shape, NoiseSource noise) {
    boolean seesMask = stages.denoiser().seesMask();
    Tensor encoded =
        seesMask && forgets
            ? Tensor.zeros(shape.toArray())
            : encoded(stages.codec(), shape.extent(0), noise);
    Tensor latentNoise = noise.next(shape);
    Tensor latents =
        forgets ? schedule.start(latentNoise) : schedule.noised(begin, encoded, latentNoise);
    if (repainted.isEmpty()) {
      return new Start(begin, latents, Optional.empty());
    }
    Part part = repainted.get();
    Tensor masked = stages.codec().scale(part.surroundings().draw(shape.extent(0), noise));
    Optional<Tensor> seen = seesMask ? Optional.of(under(part.mask(), masked)) : Optional.empty();
    return new Start(
        begin, latents, Optional.of(new Repaint(part.mask(), encoded, latentNoise, seen)));
  }

  /** NB: diffusers ignores mean and deviation of the latents where it repaints. */
  private Tensor encoded(LatentCodec codec, int images, NoiseSource noise) {
    Tensor drawn = clean.draw(images, noise);
    return repainted.isPresent() ? codec.scale(drawn) : codec.standardise(drawn);
  }

  /** The mask as first channel, [N, 1 + C, h, w]. */
  private static Tensor under(Tensor mask, Tensor masked) {
    long[] shape = masked.shape().toArray();
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      rows.add(Tensor.of(mask.values(), 1, shape[2], shape[3]));
      rows.add(Tensor.of(masked.slice(i, i + 1).values(), shape[1], shape[2], shape[3]));
    }
    shape[1]++;
    return Tensor.of(Tensor.stack(rows).values(), shape);
  }
}
