package mumu.pipeline;

/**
 * In what diffusers' pipelines of latent diffusion differ besides the prompt.
 *
 * @param heedsCodec whether the autoencoder's {@code latents_mean}, {@code latents_std} and {@code
 *     force_upcast} count
 * @param imageStrength default for image-to-image
 * @param repaintStrength default where only a part is repainted
 */
public record LatentTraits(boolean heedsCodec, double imageStrength, double repaintStrength) {}
