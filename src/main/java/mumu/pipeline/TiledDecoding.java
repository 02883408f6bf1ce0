package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mumu.tensor.Tensor;

/**
 * Decodes large latents in tiles that overlap by a quarter and are blended into each other, as
 * diffusers' {@code AutoencoderKL.tiled_decode} does (models/autoencoders/autoencoder_kl.py).
 *
 * <p>Memory for the decoder is that of one tile; the picture differs a little from one that is
 * decoded at once, because every tile is normalised for itself.
 */
final class TiledDecoding {
  private static final double OVERLAP = 0.25;

  private final int tile;
  private final int factor;
  private final int stride;
  private final int blend;
  private final int kept;

  /**
   * @param tile its side in latent cells
   * @param factor pixels per cell
   */
  TiledDecoding(int tile, int factor) {
    this.tile = tile;
    this.factor = factor;
    this.stride = Math.max(1, (int) (tile * (1 - OVERLAP)));
    this.blend = (int) (tile * factor * OVERLAP);
    this.kept = tile * factor - blend;
  }

  /** Colours of a region, changed in place by blending. */
  private record Pixels(int width, int height, float[] values) {
    int channels() {
      return values.length / (width * height);
    }

    int at(int channel, int y, int x) {
      return (channel * height + y) * width + x;
    }
  }

  /**
   * @param latents [1, C, h, w]
   * @param decoder [1, C, h, w] to [1, 3, factor · h, factor · w]
   * @return [1, 3, H, W]
   */
  Tensor decode(Tensor latents, UnaryOperator<Tensor> decoder) {
    int height = latents.shape().extent(2);
    int width = latents.shape().extent(3);
    Pixels result = new Pixels(width * factor, height * factor, new float[0]);
    List<Pixels> above = List.of();
    for (int y = 0; y < height; y += stride) {
      List<Pixels> row = new ArrayList<>();
      for (int x = 0; x < width; x += stride) {
        Pixels decoded = pixels(decoder.apply(crop(latents, y, x)));
        if (result.values().length == 0) {
          float[] all = new float[decoded.channels() * result.width() * result.height()];
          result = new Pixels(result.width(), result.height(), all);
        }
        row.add(decoded);
      }
      join(above, row, y / stride * kept, result);
      above = row;
    }
    return Tensor.of(result.values(), 1, result.channels(), result.height(), result.width());
  }

  /** NB: blends with tiles that are blended already, upper neighbours first, as diffusers does. */
  private void join(List<Pixels> above, List<Pixels> row, int top, Pixels result) {
    for (int i = 0; i < row.size(); i++) {
      Pixels current = row.get(i);
      if (!above.isEmpty()) {
        blendDown(above.get(i), current);
      }
      if (i > 0) {
        blendRight(row.get(i - 1), current);
      }
      copy(current, result, top, i * kept);
    }
  }

  private void blendDown(Pixels upper, Pixels lower) {
    int extent = Math.min(blend, Math.min(upper.height(), lower.height()));
    for (int channel = 0; channel < lower.channels(); channel++) {
      for (int y = 0; y < extent; y++) {
        int from = upper.at(channel, upper.height() - extent + y, 0);
        int to = lower.at(channel, y, 0);
        for (int x = 0; x < lower.width(); x++) {
          lower.values()[to + x] =
              mix(upper.values()[from + x], lower.values()[to + x], y / (float) extent);
        }
      }
    }
  }

  private void blendRight(Pixels left, Pixels right) {
    int extent = Math.min(blend, Math.min(left.width(), right.width()));
    for (int channel = 0; channel < right.channels(); channel++) {
      for (int y = 0; y < right.height(); y++) {
        int from = left.at(channel, y, left.width() - extent);
        int to = right.at(channel, y, 0);
        for (int x = 0; x < extent; x++) {
          right.values()[to + x] =
              mix(left.values()[from + x], right.values()[to + x], x / (float) extent);
        }
      }
    }
  }

  private static float mix(float one, float other, float share) {
    return one * (1 - share) + other * share;
  }

  private void copy(Pixels from, Pixels to, int top, int left) {
    int rows = Math.min(kept, Math.min(from.height(), to.height() - top));
    int columns = Math.min(kept, Math.min(from.width(), to.width() - left));
    for (int channel = 0; channel < to.channels(); channel++) {
      for (int y = 0; y < rows; y++) {
        int source = from.at(channel, y, 0);
        System.arraycopy(
            from.values(), source, to.values(), to.at(channel, top + y, left), columns);
      }
    }
  }

  private Tensor crop(Tensor latents, int top, int left) {
    int channels = latents.shape().extent(1);
    Pixels all = new Pixels(latents.shape().extent(3), latents.shape().extent(2), latents.values());
    int rows = Math.min(tile, all.height() - top);
    int columns = Math.min(tile, all.width() - left);
    float[] values = new float[channels * rows * columns];
    for (int i = 0; i < channels * rows; i++) {
      int source = all.at(i / rows, top + i % rows, left);
      System.arraycopy(all.values(), source, values, i * columns, columns);
    }
    return Tensor.of(values, 1, channels, rows, columns);
  }

  private static Pixels pixels(Tensor decoded) {
    return new Pixels(
        decoded.shape().extent(3), decoded.shape().extent(2), decoded.values().clone());
  }
}
