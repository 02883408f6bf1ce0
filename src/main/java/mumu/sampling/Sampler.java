package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * One run of an algorithm that turns noise into an image.
 *
 * <p>Holds what multi-step algorithms remember of earlier calls, so every run needs its own.
 */
public interface Sampler {
  Schedule schedule();

  /**
   * The next latents; calls come in order, though the first may be any (image-to-image).
   *
   * @param call index in the schedule
   * @param latents [N, C, h, w], not scaled for the denoiser
   * @param prediction [N, C, h, w], what the denoiser said about {@code schedule().input(call,
   *     latents)}
   * @param noise used by algorithms that add noise
   * @return [N, C, h, w]
   */
  Tensor step(int call, Tensor latents, Tensor prediction, NoiseSource noise);
}
