package mumu.bundle;

import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * How the numbers of the autoencoder and those of the denoiser differ, from {@code
 * vae_decoder/config.json}.
 *
 * @param channels latent channels
 * @param factor canvas pixels per latent cell
 * @param tile side of a tile in latent cells where a large picture is decoded in parts
 * @param scalingFactor multiplied after encoding, divided before decoding
 * @param mean per channel, subtracted before scaling; empty for none
 * @param deviation per channel, divided after scaling; empty for none
 * @param hasShift whether a {@code shift_factor} is written, which no pipeline that we run heeds
 * @param forceUpcast whether half precision is known to overflow
 */
public record CodecConfig(
    int channels,
    int factor,
    int tile,
    double scalingFactor,
    List<Double> mean,
    List<Double> deviation,
    boolean hasShift,
    boolean forceUpcast) {
  /** The class of small autoencoders that stand in for a model's own. */
  private static final String TINY = "AutoencoderTiny";

  private static final String LEVELS = "block_out_channels";
  private static final int LEVELS_OF_REAL_MODELS = 4;
  private static final int SMALLEST_TILE = 256;
  private static final int USUAL_TILE = 512;
  private static final int LARGEST_TILE = 1024;

  public CodecConfig {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * @param scaling of the family, where there is no file
   */
  static CodecConfig read(ConfigFile config, double scaling) throws BundleException {
    boolean tiny = config.text("_class_name").filter(TINY::equals).isPresent();
    String key =
        tiny && !config.isWritten(LEVELS) ? "decoder_" + LEVELS : LEVELS; // as its class reads it
    int levels = config.numbers(key).size();
    if (levels > 8) {
      throw config.wrong(key, "at most 8 numbers", config.values().get(key));
    }
    int factor = 1 << ((levels == 0 ? LEVELS_OF_REAL_MODELS : levels) - 1);
    CodecConfig codec =
        new CodecConfig(
            config.atLeast(1, "latent_channels", 4),
            factor,
            tile(config) / factor,
            config.number("scaling_factor", config.values().isEmpty() ? scaling : ownScaling(tiny)),
            config.numbers("latents_mean"),
            config.numbers("latents_std"),
            config.number("shift_factor", 0) != 0,
            config.flag("force_upcast", !tiny));
    if (!(codec.scalingFactor > 0)) {
      throw config.wrong("scaling_factor", "above 0", new JsonPrimitive(codec.scalingFactor));
    }
    codec.checkLength(config, "latents_mean", codec.mean);
    codec.checkLength(config, "latents_std", codec.deviation);
    return codec;
  }

  /** Of the class; NB: also in SDXL's models, where diffusers reads a file without the number. */
  private static double ownScaling(boolean tiny) {
    return tiny ? 1 : 0.18215;
  }

  /**
   * NB: of the size in the file, as in diffusers; where that is missing or too small to be that of
   * the training images, what Stable Diffusion was trained with.
   */
  private static int tile(ConfigFile config) throws BundleException {
    int size = config.whole("sample_size", 0);
    return size < SMALLEST_TILE || size > LARGEST_TILE ? USUAL_TILE : size;
  }

  /** NB: diffusers uses mean and deviation only where both are given. */
  public boolean hasStatistics() {
    return !mean.isEmpty() && !deviation.isEmpty();
  }

  private void checkLength(ConfigFile config, String key, List<Double> values)
      throws BundleException {
    if (!values.isEmpty() && values.size() != channels) {
      throw config.wrong(key, channels + " numbers", config.values().get(key));
    }
  }
}
