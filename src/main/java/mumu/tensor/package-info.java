/**
 * Shape + numbers; java.* only.
 *
 * <p>Legend for all shapes: {@code N} or {@code b} batch, {@code C} channels, {@code H W} rows and
 * columns, {@code L} tokens, {@code D} token width, {@code k} images.
 */
package mumu.tensor;
