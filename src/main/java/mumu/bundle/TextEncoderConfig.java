package mumu.bundle;

import java.util.OptionalInt;

/**
 * What {@code text_encoder/config.json} says that the graph does not.
 *
 * @param layers number of layers, where it is written
 * @param positions longest prompt in tokens, both marks included
 * @param hidesPadding whether words do not attend to what fills a short prompt up, as some early
 *     exports of Stable Diffusion 2 want it
 */
public record TextEncoderConfig(OptionalInt layers, int positions, boolean hidesPadding) {
  private static final int CLIP_POSITIONS = 77;

  static TextEncoderConfig read(ConfigFile config) throws BundleException {
    OptionalInt layers =
        config.isWritten("num_hidden_layers")
            ? OptionalInt.of(config.atLeast(1, "num_hidden_layers", 0))
            : OptionalInt.empty();
    return new TextEncoderConfig(
        layers,
        config.atLeast(2, "max_position_embeddings", CLIP_POSITIONS),
        config.flagOfPython("use_attention_mask", false));
  }
}
