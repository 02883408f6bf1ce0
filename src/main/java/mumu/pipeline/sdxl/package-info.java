/** The family sdxl: Stable Diffusion XL (arXiv:2307.01952), two text encoders and the size. */
package mumu.pipeline.sdxl;
