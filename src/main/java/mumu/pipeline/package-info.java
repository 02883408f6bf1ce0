/**
 * The stages (prompt encoder, image encoder, denoiser, decoder) and their chain; one sub-package
 * per model family, found as SciJava plugins.
 */
package mumu.pipeline;
