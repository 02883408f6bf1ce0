package mumu.bundle;

import java.util.OptionalInt;

/**
 * What {@code text_encoder/config.json} says that the graph does not.
 *
 * @param layers number of layers, where it is written
 * @param positions longest prompt in tokens, both marks included
 * @param projection numbers of the pooled projection, where they are written
 * @param hidesPadding whether words do not attend to what fills a short prompt up, as some early
 *     exports of Stable Diffusion 2 want it
 */
public record TextEncoderConfig(
    OptionalInt layers, int positions, OptionalInt projection, boolean hidesPadding) {
  private static final int CLIP_POSITIONS = 77;

  static TextEncoderConfig read(ConfigFile config) throws BundleException {
    return new TextEncoderConfig(
        config.atLeast(1, "num_hidden_layers"),
        config.atLeast(2, "max_position_embeddings", CLIP_POSITIONS),
        config.atLeast(1, "projection_dim"),
        config.flagOfPython("use_attention_mask", false));
  }
}
