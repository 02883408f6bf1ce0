package mumu.sampling;

import mumu.tensor.Tensor;

/**
 * The picture a denoiser has in mind in the middle of the work, for previews; no sampler uses it.
 */
public final class CleanEstimate {
  private final PredictionType type;

  private CleanEstimate(PredictionType type) {
    this.type = type;
  }

  public static CleanEstimate of(ScheduleConfig config) {
    return new CleanEstimate(PredictionType.of(config));
  }

  /**
   * Latents without the noise that the denoiser sees in them.
   *
   * @param latents [N, C, h, w] before the call, not scaled for the denoiser
   * @param prediction [N, C, h, w], what the denoiser said at the call
   * @return [N, C, h, w]; not finite where the latents hold no signal yet
   */
  public Tensor at(Schedule schedule, int call, Tensor latents, Tensor prediction) {
    double sigma = schedule.sigma(call);
    double signal = 1 / Math.sqrt(1 + sigma * sigma);
    // NB: what the denoiser is given has variance 1 in every kind of schedule.
    return type.clean(signal, sigma * signal, schedule.input(call, latents), prediction);
  }
}
