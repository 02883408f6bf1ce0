package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.sampling.Guidance;
import mumu.sampling.NoiseSource;
import mumu.sampling.Sampler;
import mumu.sampling.Schedule;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** Noise to latents, call by call, for images that are made together. */
final class DenoisingLoop {
  private final LatentDenoiser denoiser;
  private final Guidance guidance;
  private final Progress progress;
  private final StepSketch sketch;

  /**
   * Where the loop begins.
   *
   * @param call first call of the denoiser
   * @param latents [N, C, h, w]
   * @param repaint present where a part of a picture must stay
   */
  record Start(int call, Tensor latents, Optional<Repaint> repaint) {}

  /**
   * @param mask [1, 1, h, w], 1 where latents may change
   * @param clean the picture's latents [N, C, h, w]
   * @param noise what they were noised with [N, C, h, w]
   * @param surroundings mask and masked picture [N, C + 1, h, w] for a denoiser that sees them; it
   *     needs no help to keep the rest
   */
  record Repaint(Tensor mask, Tensor clean, Tensor noise, Optional<Tensor> surroundings) {}

  /**
   * @param guidance switched off where it is an input of the denoiser
   */
  DenoisingLoop(LatentDenoiser denoiser, Guidance guidance, Progress progress, StepSketch sketch) {
    this.denoiser = denoiser;
    this.guidance = guidance;
    this.progress = progress;
    this.sketch = sketch;
  }

  /**
   * @param constants a row per row of the samples: where guidance is on 2N, without prompt first
   * @param counted tells about each call that is done
   * @return [N, C, h, w]
   */
  Tensor run(
      Sampler sampler,
      Map<String, Value> constants,
      Start start,
      NoiseSource noise,
      Runnable counted) {
    Schedule schedule = sampler.schedule();
    Tensor latents = start.latents();
    for (int call = start.call(); call < schedule.calls(); call++) {
      Tensor input = withSurroundings(schedule.input(call, latents), start.repaint());
      Tensor sample = guidance.isOn() ? Tensor.stack(List.of(input, input)) : input;
      Tensor both =
          denoiser.predict(
              constants, sample, schedule.exactTimestep(call), progress.cancellation());
      Tensor prediction = guidance.isOn() ? guidance.combine(both) : both;
      sketch.called(schedule, call, latents, prediction);
      latents = sampler.step(call, latents, prediction, noise);
      if (start.repaint().isPresent() && start.repaint().get().surroundings().isEmpty()) {
        latents = keep(start.repaint().get(), schedule, call + 1, latents);
      }
      counted.run();
    }
    return latents;
  }

  /** Puts back what must stay, as noisy as the rest is at the next call. */
  private static Tensor keep(Repaint repaint, Schedule schedule, int next, Tensor latents) {
    Tensor original =
        next < schedule.calls()
            ? schedule.kept(next, repaint.clean(), repaint.noise())
            : repaint.clean();
    float[] mask = repaint.mask().values();
    float[] values = new float[latents.values().length];
    for (int i = 0; i < values.length; i++) {
      float share = mask[i % mask.length];
      values[i] = (1 - share) * original.values()[i] + share * latents.values()[i];
    }
    return new Tensor(latents.shape(), values);
  }

  /** Mask and picture as further channels, image by image. */
  private static Tensor withSurroundings(Tensor input, Optional<Repaint> repaint) {
    Optional<Tensor> surroundings = repaint.flatMap(Repaint::surroundings);
    if (surroundings.isEmpty()) {
      return input;
    }
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < input.shape().extent(0); i++) {
      rows.add(channels(input.slice(i, i + 1)));
      rows.add(channels(surroundings.get().slice(i, i + 1)));
    }
    Tensor all = Tensor.stack(rows);
    long[] shape = input.shape().toArray();
    shape[1] = all.shape().extent(0) / shape[0];
    return Tensor.of(all.values(), shape);
  }

  /** [1, C, h, w] as [C, h, w]. */
  private static Tensor channels(Tensor row) {
    long[] shape = row.shape().toArray();
    return Tensor.of(row.values(), shape[1], shape[2], shape[3]);
  }
}
