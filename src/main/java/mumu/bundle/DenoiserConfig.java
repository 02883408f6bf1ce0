package mumu.bundle;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.util.OptionalInt;

/**
 * What {@code unet/config.json} says that the graph does not.
 *
 * @param latentWidth latent cells of the default canvas
 * @param latentHeight latent cells of the default canvas
 * @param multiple latent cells that a side must be a multiple of to be halved without rest at every
 *     level; exports made by tracing fail on others
 * @param layersPerBlock residual blocks at each level on the way down
 * @param inputChannels numbers per latent cell that it is told, for graphs that do not say it
 * @param guidanceWidth numbers in {@code timestep_cond}, where guidance is an input (latent
 *     consistency models) instead of a second run
 * @param pooledWidth numbers in {@code text_embeds}, for models that are also told the size
 */
public record DenoiserConfig(
    int latentWidth,
    int latentHeight,
    int multiple,
    int layersPerBlock,
    OptionalInt inputChannels,
    OptionalInt guidanceWidth,
    OptionalInt pooledWidth) {
  /** The class of diffusers that runs only inpainting models, and reads no configuration. */
  private static final String REPAINTING = "OnnxStableDiffusionInpaintPipeline";

  private static final int REPAINTING_CHANNELS = 9;
  private static final int LEVELS_OF_REAL_MODELS = 4;
  private static final int MOST_LEVELS = 8;
  private static final int LAYERS_PER_BLOCK = 2;

  /** Numbers that say the size: of the original, its corner, of the picture. */
  private static final int SIZES = 6;

  /** NB: old files of Stable Diffusion 1 and 2 that say too small a size are corrected. */
  static DenoiserConfig read(ConfigFile config, DiffusersFamily family, ConfigFile index)
      throws BundleException {
    JsonElement size = config.values().get("sample_size");
    int height = family.sampleSize();
    int width = height;
    if (size != null && size.isJsonArray()) {
      if (config.numbers("sample_size").size() != 2) {
        throw config.wrong("sample_size", "a number or two", size);
      }
      height = config.numbers("sample_size").get(0).intValue();
      width = config.numbers("sample_size").get(1).intValue();
    } else if (config.isWritten("sample_size")) {
      height = config.whole("sample_size", height);
      boolean corrects = family == DiffusersFamily.SD && height > 0 && isOld(config);
      height = corrects ? Math.max(height, family.sampleSize()) : height;
      width = height;
    }
    if (Math.min(width, height) < 1 || Math.max(width, height) > 4096) {
      throw config.wrong("sample_size", "1 to 4096", size);
    }
    // NB: a list only in models whose fine-tunes do not count blocks through
    JsonElement layers = config.values().get("layers_per_block");
    int perBlock =
        layers != null && layers.isJsonArray()
            ? LAYERS_PER_BLOCK
            : config.atLeast(1, "layers_per_block", LAYERS_PER_BLOCK);
    boolean repaints = index.text("_class_name").filter(REPAINTING::equals).isPresent();
    OptionalInt channels = config.atLeast(1, "in_channels");
    return new DenoiserConfig(
        width,
        height,
        multiple(config),
        perBlock,
        channels.isEmpty() && repaints ? OptionalInt.of(REPAINTING_CHANNELS) : channels,
        guidanceWidth(config, family),
        pooledWidth(config));
  }

  /** NB: what diffusers' pipeline of latent consistency cannot do without. */
  private static OptionalInt guidanceWidth(ConfigFile config, DiffusersFamily family)
      throws BundleException {
    OptionalInt width = config.atLeast(4, "time_cond_proj_dim");
    if (width.isEmpty() && family == DiffusersFamily.LATENT_CONSISTENCY) {
      throw config.wrong(
          "time_cond_proj_dim",
          "at least 4 where model_index.json says LatentConsistencyModelPipeline (for a model with"
              + " a merged LCM-LoRA, write StableDiffusionPipeline there)",
          JsonNull.INSTANCE);
    }
    return width;
  }

  private static OptionalInt pooledWidth(ConfigFile config) throws BundleException {
    OptionalInt all = config.atLeast(1, "projection_class_embeddings_input_dim");
    OptionalInt each = config.atLeast(1, "addition_time_embed_dim");
    return all.isPresent() && each.isPresent()
        ? OptionalInt.of(all.getAsInt() - SIZES * each.getAsInt())
        : OptionalInt.empty();
  }

  /** Written by diffusers before 0.9. */
  private static boolean isOld(ConfigFile config) throws BundleException {
    return config.text("_diffusers_version").filter(v -> v.matches("0\\.[0-8]\\..*")).isPresent();
  }

  private static int multiple(ConfigFile config) throws BundleException {
    int levels = config.numbers("block_out_channels").size();
    if (levels > MOST_LEVELS) {
      throw config.wrong(
          "block_out_channels", "at most 8 numbers", config.values().get("block_out_channels"));
    }
    return 1 << (levels == 0 ? LEVELS_OF_REAL_MODELS : levels) - 1;
  }
}
