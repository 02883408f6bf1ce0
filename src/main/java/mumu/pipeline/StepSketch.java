package mumu.pipeline;

import mumu.sampling.Schedule;
import mumu.tensor.Tensor;

/** Told about every call of a denoiser, so that somebody can draw what is to be seen so far. */
@FunctionalInterface
public interface StepSketch {
  /**
   * @param latents [N, C, h, w] before the call
   * @param prediction [N, C, h, w], with guidance
   */
  void called(Schedule schedule, int call, Tensor latents, Tensor prediction);

  /** For pictures that nobody can see before they are done. */
  static StepSketch none() {
    return (schedule, call, latents, prediction) -> {};
  }
}
