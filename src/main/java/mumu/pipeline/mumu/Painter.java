package mumu.pipeline.mumu;

import java.util.Optional;
import mumu.pipeline.Progress;
import mumu.pipeline.StepSketch;
import mumu.runtime.Feeds;
import mumu.sampling.Guidance;
import mumu.sampling.Sampler;
import mumu.sampling.Schedule;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/** The denoising loop of one image. */
final class Painter {
  private final Denoiser denoiser;
  private final Feeds prompt;
  private final Guidance guidance;
  private final Progress progress;
  private final StepSketch sketch;

  /**
   * What image-to-image starts from.
   *
   * @param clean latents of the picture [1, C, h, w]
   * @param mask 1 where latents may change, 0 where they must stay [1, 1, h, w]; absent for all
   * @param begin first call of the schedule
   * @param fromPureNoise whether nothing of the picture is in the first latents
   */
  record Start(Tensor clean, Optional<Tensor> mask, int begin, boolean fromPureNoise) {}

  /** Counts calls over all images of a request. */
  static final class Counter {
    private final int total;
    private int done;

    Counter(int total) {
      this.total = total;
    }

    private void next(Progress progress) {
      progress.step(++done, total);
    }
  }

  Painter(
      Denoiser denoiser, Feeds prompt, Guidance guidance, Progress progress, StepSketch sketch) {
    this.denoiser = denoiser;
    this.prompt = prompt;
    this.guidance = guidance;
    this.progress = progress;
    this.sketch = sketch;
  }

  /**
   * @param sampler a fresh run
   * @param shape [1, C, h, w]
   * @param seed of this image
   * @return clean latents [1, C, h, w]
   */
  Tensor paint(Sampler sampler, Shape shape, long seed, Optional<Start> start, Counter counter) {
    Schedule schedule = sampler.schedule();
    TorchNoise stream = TorchNoise.of(seed, 1);
    Tensor noise = stream.next(shape);
    int begin = start.map(Start::begin).orElse(0);
    Tensor latents =
        start
            .filter(from -> !from.fromPureNoise())
            .map(from -> schedule.noised(begin, from.clean(), noise))
            .orElseGet(() -> schedule.start(noise));
    for (int call = begin; call < schedule.calls(); call++) {
      Tensor prediction =
          denoiser.predict(
              schedule.input(call, latents),
              schedule.timestep(call),
              prompt,
              guidance,
              progress.cancellation());
      sketch.called(schedule, call, latents, prediction);
      latents = sampler.step(call, latents, prediction, stream);
      latents = keep(latents, start, schedule, call + 1, noise);
      counter.next(progress);
    }
    return latents;
  }

  /** Puts back what must stay, as noisy as the next call expects it. */
  private static Tensor keep(
      Tensor latents, Optional<Start> start, Schedule schedule, int call, Tensor noise) {
    if (start.isEmpty() || start.get().mask().isEmpty()) {
      return latents;
    }
    Tensor original = schedule.noised(call, start.get().clean(), noise);
    float[] mask = start.get().mask().get().values();
    float[] kept = latents.values().clone();
    for (int i = 0; i < kept.length; i++) {
      if (mask[i % mask.length] == 0) {
        kept[i] = original.values()[i];
      }
    }
    return new Tensor(latents.shape(), kept);
  }
}
