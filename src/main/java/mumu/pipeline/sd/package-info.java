/** The family sd: Stable Diffusion 1 and 2 (arXiv:2112.10752), one text encoder. */
package mumu.pipeline.sd;
