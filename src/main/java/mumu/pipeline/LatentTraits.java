package mumu.pipeline;

/**
 * In what diffusers' pipelines of latent diffusion differ besides the prompt.
 *
 * @param standardised whether mean and deviation of the latents, where a model has them, are used
 * @param imageStrength default for image-to-image
 * @param repaintStrength default where only a part is repainted
 */
public record LatentTraits(boolean standardised, double imageStrength, double repaintStrength) {}
