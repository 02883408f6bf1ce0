package mumu.pipeline;

import mumu.runtime.Port;

/**
 * The size of pictures that a graph was exported for, where it was for one only.
 *
 * @param file for messages
 * @param latents the graph's input [N, C, h, w]
 * @param factor pixels per latent cell
 */
record FixedSize(String file, Port latents, int factor) {
  private static final int HEIGHT = 2;

  /**
   * @param height in latent cells
   * @param width in latent cells
   * @throws IllegalArgumentException with the size that fits, in pixels
   */
  void check(int height, int width) {
    if (!fits(HEIGHT, height) || !fits(HEIGHT + 1, width)) {
      throw new IllegalArgumentException(
          "%s was exported for one size of pictures only; expected %s and %s"
              .formatted(file, side("width", HEIGHT + 1), side("height", HEIGHT)));
    }
  }

  private boolean fits(int axis, int cells) {
    long extent = latents.extents().get(axis);
    return extent == Port.FREE || extent == cells;
  }

  private String side(String name, int axis) {
    long cells = latents.extents().get(axis);
    return name + (cells == Port.FREE ? " of any size" : "=" + cells * factor);
  }
}
