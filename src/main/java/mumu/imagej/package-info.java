/** ImagePlus / ROI ⇄ picture, overlay, provenance ⇄ image properties. */
package mumu.imagej;
