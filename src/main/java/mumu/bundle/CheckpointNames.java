package mumu.bundle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the many names that fine-tunes have for a model's modules to diffusers' own, with
 * underscores (diffusers' {@code loaders/lora_conversion_utils.py} and {@code
 * single_file_utils.py}).
 */
final class CheckpointNames {
  private static final String UNET = "unet";
  private static final String TEXT = "text_encoder";

  /** What the names of a file's modules begin with, and the part they are of. */
  private static final List<Map.Entry<String, String>> PREFIXES =
      List.of(
          Map.entry("lora_unet_", UNET),
          Map.entry("lora_te1_", TEXT),
          Map.entry("lora_te2_", "text_encoder_2"),
          Map.entry("lora_te_", TEXT),
          Map.entry("base_model.model.unet.", UNET),
          Map.entry("base_model.model.", UNET),
          Map.entry("model.diffusion_model.", UNET),
          Map.entry("cond_stage_model.transformer.", TEXT),
          Map.entry("conditioner.embedders.0.transformer.", TEXT),
          Map.entry("unet.", UNET),
          Map.entry("text_encoder.", TEXT),
          Map.entry("text_encoder_2.", "text_encoder_2"),
          Map.entry("vae.decoder.", "vae_decoder"),
          Map.entry("vae.post_quant_conv", "vae_decoder"),
          Map.entry("vae.encoder.", "vae_encoder"),
          Map.entry("vae.quant_conv", "vae_encoder"));

  /** How modules are called in files that hold one part only. */
  private static final Pattern BARE_UNET =
      Pattern.compile(
          "(down_blocks|mid_block|up_blocks|conv_in|conv_out|conv_norm_out|time_embedding"
              + "|add_embedding|input_blocks|middle_block|output_blocks|time_embed|label_emb)[._].*");

  private static final Pattern INPUT = Pattern.compile("input_blocks_(\\d{1,3})_(\\d)_(.*)");
  private static final Pattern MIDDLE = Pattern.compile("middle_block_(\\d)_(.*)");
  private static final Pattern OUTPUT = Pattern.compile("output_blocks_(\\d{1,3})_(\\d)_(.*)");

  private static final Map<String, String> ENDS =
      Map.of(
          "time_embed_0", "time_embedding_linear_1",
          "time_embed_2", "time_embedding_linear_2",
          "label_emb_0_0", "add_embedding_linear_1",
          "label_emb_0_2", "add_embedding_linear_2",
          "input_blocks_0_0", "conv_in",
          "out_0", "conv_norm_out",
          "out_2", "conv_out");

  private static final Map<String, String> RESNET =
      Map.of(
          "in_layers_0", "norm1",
          "in_layers_2", "conv1",
          "emb_layers_1", "time_emb_proj",
          "out_layers_0", "norm2",
          "out_layers_3", "conv2",
          "skip_connection", "conv_shortcut");

  private final int layersPerBlock;

  /**
   * @param part folder of the graph
   * @param module diffusers' name with underscores
   */
  record Place(String part, String module) {}

  CheckpointNames(int layersPerBlock) {
    this.layersPerBlock = layersPerBlock;
  }

  /** The module of a name without its last part; nothing for names of no known model. */
  Optional<Place> find(String name) {
    for (Map.Entry<String, String> prefix : PREFIXES) {
      if (name.startsWith(prefix.getKey())) {
        boolean codec = prefix.getKey().startsWith("vae.");
        String rest = name.substring(codec ? "vae.".length() : prefix.getKey().length());
        return Optional.of(new Place(prefix.getValue(), module(rest)));
      }
    }
    if (BARE_UNET.matcher(name).matches() || name.matches("conv_(in|out|norm_out)")) {
      return Optional.of(new Place(UNET, module(name)));
    }
    return name.startsWith("text_model.")
        ? Optional.of(new Place(TEXT, module(name)))
        : Optional.empty();
  }

  private String module(String name) {
    String flat = name.replace('.', '_');
    Matcher input = INPUT.matcher(flat);
    Matcher middle = MIDDLE.matcher(flat);
    Matcher output = OUTPUT.matcher(flat);
    if (ENDS.containsKey(flat)) {
      return ENDS.get(flat);
    } else if (input.matches()) {
      return input(number(input, 1) - 1, number(input, 2), input.group(3));
    } else if (middle.matches()) {
      int index = number(middle, 1);
      return index == 1
          ? "mid_block_attentions_0_" + middle.group(2)
          : "mid_block_resnets_" + index / 2 + "_" + resnet(middle.group(2));
    } else if (output.matches()) {
      return output(number(output, 1), number(output, 2), output.group(3));
    }
    return flat;
  }

  private String input(int index, int branch, String rest) {
    int block = index / (layersPerBlock + 1);
    int layer = index % (layersPerBlock + 1);
    String start = "down_blocks_" + block;
    if (layer == layersPerBlock) {
      return start + "_downsamplers_0_conv";
    }
    return branch == 0
        ? start + "_resnets_" + layer + "_" + resnet(rest)
        : start + "_attentions_" + layer + "_" + rest;
  }

  private String output(int index, int branch, String rest) {
    int block = index / (layersPerBlock + 1);
    int layer = index % (layersPerBlock + 1);
    String start = "up_blocks_" + block;
    if (branch == 0) {
      return start + "_resnets_" + layer + "_" + resnet(rest);
    }
    return rest.equals("conv")
        ? start + "_upsamplers_0_conv"
        : start + "_attentions_" + layer + "_" + rest;
  }

  private static String resnet(String rest) {
    return RESNET.getOrDefault(rest, rest);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
