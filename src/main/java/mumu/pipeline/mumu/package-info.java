/** The family mumu: image tokens stand before the words they illustrate (arXiv:2406.18790). */
package mumu.pipeline.mumu;
