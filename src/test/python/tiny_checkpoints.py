"""Small random diffusers checkpoints with the real layouts of SD 1.5, SD 2, SDXL, LCM and SD inpainting.

Weights have four mantissa bits, so that they compress; scales are such that pictures depend on every input.
"""
import gzip
import importlib.util
import json
from pathlib import Path

import diffusers
import torch
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

MERGES = 500
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


def clip_vocabulary(merges):
    """CLIP's own byte-level vocabulary with its first merges (48894 is all of them): (token -> id, merges)."""
    package = importlib.util.find_spec("open_clip").submodule_search_locations[0]  # not imported: needs torchvision
    path = Path(package) / "bpe_simple_vocab_16e6.txt.gz"
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")[1:merges + 1]
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [b for b in range(256) if b not in visible]
    letters = [chr(b) for b in visible] + [chr(256 + i) for i in range(len(hidden))]
    tokens = letters + [c + "</w>" for c in letters] + ["".join(line.split()) for line in lines]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {token: i for i, token in enumerate(tokens)}, lines


def save_tokenizer(folder, merges=MERGES, pad="<|endoftext|>"):
    """vocab.json, merges.txt, special_tokens_map.json and tokenizer_config.json, as CLIPTokenizer of 2022 wrote them."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, lines = clip_vocabulary(merges)
    write(folder / "vocab.json", vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n", encoding="utf-8")
    special = lambda text, normalized: {"content": text, "lstrip": False, "normalized": normalized, "rstrip": False,
                                        "single_word": False}
    write(folder / "special_tokens_map.json", {
        "bos_token": special("<|startoftext|>", True), "eos_token": special("<|endoftext|>", True), "pad_token": pad,
        "unk_token": special("<|endoftext|>", True)})
    marked = lambda text: {"__type": "AddedToken", **special(text, True)}
    write(folder / "tokenizer_config.json", {
        "add_prefix_space": False, "bos_token": marked("<|startoftext|>"), "eos_token": marked("<|endoftext|>"),
        "unk_token": marked("<|endoftext|>"), "pad_token": pad, "do_lower_case": True, "errors": "replace",
        "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"})


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=None if len(value) > 60 else 1), encoding="utf-8")


def compressible(module):
    """Rounds weights to four mantissa bits."""
    for p in module.parameters():
        mantissa, exponent = torch.frexp(p.data)
        p.data = torch.ldexp(torch.round(mantissa * 16) / 16, exponent)
    return module.eval()


def text_encoder(width, layers, projection=None, activation="quick_gelu", pad=1):
    size = 256 * 2 + MERGES + 2
    config = CLIPTextConfig(vocab_size=size, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=layers,
                            num_attention_heads=4, max_position_embeddings=77, hidden_act=activation,
                            bos_token_id=size - 2, eos_token_id=size - 1 if projection else 2, pad_token_id=pad,
                            projection_dim=projection or width)
    model = (CLIPTextModelWithProjection if projection else CLIPTextModel)(config)
    for name, p in model.named_parameters():
        if "embedding" in name:
            torch.nn.init.normal_(p, std=0.7 if "token" in name else 0.3)
        elif p.dim() == 2:
            torch.nn.init.normal_(p, std=1.5 / p.shape[1] ** 0.5)
    return compressible(model)


def unet(cross, **options):
    options = {"sample_size": 8, "in_channels": 4, "out_channels": 4, "layers_per_block": 1, "norm_num_groups": 4,
               "block_out_channels": (16, 24), "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
               "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"), "cross_attention_dim": cross,
               "attention_head_dim": 4, **options}
    model = denoise_roughly(diffusers.UNet2DConditionModel(**options))
    x = torch.randn(8, model.config.in_channels, 8, 8)
    pooled = model.config.addition_embed_type == "text_time"
    numbers = (model.config.projection_class_embeddings_input_dim - 24) // 8 if pooled else 0
    added = {"text_embeds": torch.randn(8, 24), "time_ids": torch.rand(8, numbers) * 64} if pooled else None
    condition = torch.randn(8, 16) if model.config.time_cond_proj_dim else None

    def predict(text):
        with torch.no_grad():
            return model(x, 500, text, timestep_cond=condition, added_cond_kwargs=added).sample
    one, other = torch.randn(8, 77, cross), torch.randn(8, 77, cross)
    attention = model.up_blocks[-1].attentions[-1].transformer_blocks[-1].attn2.to_out[0]
    for _ in range(3):  # two prompts differ by 0.02, so that guidance 7.5 stays within bounds
        attention.weight.data *= 0.02 / (predict(one) - predict(other)).std()
    return compressible(model)


def denoise_roughly(model):
    """Makes the prediction x / std(x) plus something learned by nobody: a random one blows latents up.

    silu(a) - silu(-a) = a, so +x and -x go from the first convolution over the last skip to the last one.
    """
    last, first, out = model.up_blocks[-1].resnets[-1], model.conv_in, model.conv_out
    channels = model.config.out_channels
    skip = last.conv_shortcut.in_channels - first.out_channels
    carried = 2 * channels
    first.bias.data[:carried] = first.weight.data[:carried] = last.conv_shortcut.weight.data[:carried] = 0
    out.weight.data *= 0.2
    for i in range(channels):
        for j, sign in ((i, 1.0), (i + channels, -1.0)):
            first.weight.data[j, i, 1, 1] = sign
            last.conv_shortcut.weight.data[j, skip + j] = 1.0
            out.weight.data[i, j, 1, 1] += sign
    last.conv2.weight.data[:carried] *= 0.5
    return model


def codec(contrast=0.45, channels=4, depth=4, **options):
    model = diffusers.AutoencoderKL(
        in_channels=3, out_channels=3, block_out_channels=(4, *[8] * (depth - 1)), norm_num_groups=4, layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * depth, up_block_types=("UpDecoderBlock2D",) * depth,
        latent_channels=channels, sample_size=64, **options)
    cells = 64 >> depth - 1
    with torch.no_grad():
        decoded = model.decode(torch.randn(2, channels, cells, cells) / model.config.scaling_factor).sample
        model.decoder.conv_out.weight.data *= contrast / decoded.std()
        model.quant_conv.weight.data *= 0.7 / model.encode(torch.rand(1, 3, 64, 64) * 2 - 1).latent_dist.mean.std()
        model.quant_conv.bias.data[channels:] = -2.0  # log variance: sampling noise that is seen
    return compressible(model)


def small_codec(channels=4, depth=4, contrast=0.45):
    """As taesd: no noise in its latents, of another scale."""
    model = diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8,) * depth, decoder_block_out_channels=(8,) * depth, latent_channels=channels,
        num_encoder_blocks=(1,) * depth, num_decoder_blocks=(1,) * depth)
    cells = 64 >> depth - 1
    with torch.no_grad():
        last = model.decoder.layers[-1]
        last.weight.data *= contrast / model.decode(torch.randn(2, channels, cells, cells)).sample.std()
        last.bias.data += 0.5 - (model.decode(torch.randn(2, channels, cells, cells)).sample.mean() + 1) / 2
        last = model.encoder.layers[-1]
        last.weight.data *= 0.7 / model.encode(torch.rand(1, 3, 64, 64) * 2 - 1).latents.std()
    return compressible(model)


def refiner(folder, seed=14, scheduler=None, vae=None, **more):
    torch.manual_seed(seed)
    save(folder, "StableDiffusionXLImg2ImgPipeline",
         {"text_encoder_2": text_encoder(32, 3, projection=24, activation="gelu"),
          "unet": unet(32, use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=8,
                       projection_class_embeddings_input_dim=5 * 8 + 24, **more),
          "vae": vae or codec(scaling_factor=0.13025)},
         {"tokenizer_2": "!"}, scheduler or EULER, force_zeros_for_empty_prompt=False, requires_aesthetics_score=True,
         text_encoder=[None, None], tokenizer=[None, None])


def masked(folder):
    """An SD 2 that hides padding, with a small autoencoder."""
    torch.manual_seed(22)
    encoder = text_encoder(32, 2, activation="gelu")
    encoder.config.use_attention_mask = True
    save(folder, "StableDiffusionPipeline", {"text_encoder": encoder, "unet": unet(32), "vae": small_codec()},
         {"tokenizer": "!"}, PNDM, requires_safety_checker=False)


def save(folder, pipeline, parts, tokenizers, scheduler, **index):
    """parts: name -> model; tokenizers: name -> pad token; scheduler: class name and configuration."""
    for name, model in parts.items():
        model.save_pretrained(folder / name)
    for name, pad in tokenizers.items():
        save_tokenizer(folder / name, pad=pad)
    write(folder / "scheduler/scheduler_config.json",
          {"_class_name": scheduler[0], "_diffusers_version": "0.42.1", **BETAS, **scheduler[1]})
    classes = {n: ["transformers" if "text" in n else "diffusers", type(m).__name__] for n, m in parts.items()}
    write(folder / "model_index.json", {
        "_class_name": pipeline, "_diffusers_version": "0.42.1", **classes,
        **{n: ["transformers", "CLIPTokenizer"] for n in tokenizers}, "scheduler": ["diffusers", scheduler[0]], **index})


# As stable-diffusion-v1-5, stable-diffusion-2-1 and stable-diffusion-xl-base-1.0 ship them.
PNDM = ("PNDMScheduler", {"trained_betas": None, "skip_prk_steps": True, "set_alpha_to_one": False, "steps_offset": 1,
                          "clip_sample": False})
DDIM_V = ("DDIMScheduler", {"trained_betas": None, "clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1,
                            "prediction_type": "v_prediction", "skip_prk_steps": True})
EULER = ("EulerDiscreteScheduler", {
    "clip_sample": False, "interpolation_type": "linear", "prediction_type": "epsilon", "sample_max_value": 1.0,
    "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "timestep_spacing": "leading",
    "trained_betas": None, "use_karras_sigmas": False})
LCM = ("LCMScheduler", {"steps_offset": 1, "set_alpha_to_one": True, "clip_sample": False, "original_inference_steps": 50,
                        "prediction_type": "epsilon", "timestep_spacing": "leading", "timestep_scaling": 10.0})


def sd15(folder, seed=15, scheduler=PNDM, **more):
    torch.manual_seed(seed)
    save(folder, "StableDiffusionPipeline",
         {"text_encoder": text_encoder(32, 2), "unet": unet(32, **more), "vae": codec(scaling_factor=0.18215)},
         {"tokenizer": "<|endoftext|>"}, scheduler, requires_safety_checker=True, safety_checker=[None, None],
         feature_extractor=[None, None])


def sd2(folder):
    torch.manual_seed(21)
    save(folder, "StableDiffusionPipeline",
         {"text_encoder": text_encoder(32, 3, activation="gelu"),
          "unet": unet(32, attention_head_dim=(4, 6), use_linear_projection=True),
          "vae": codec(scaling_factor=0.18215)},
         {"tokenizer": "!"}, DDIM_V, requires_safety_checker=False)


def sdxl(folder, seed=10, scheduler=EULER, vae=None, first=None, **more):
    """first: width of the first text encoder's projection, which the real ones have not."""
    torch.manual_seed(seed)
    save(folder, "StableDiffusionXLPipeline",
         {"text_encoder": text_encoder(16, 2, first), "text_encoder_2": text_encoder(32, 3, projection=24, activation="gelu"),
          "unet": unet(48, use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=8,
                       projection_class_embeddings_input_dim=6 * 8 + 24, transformer_layers_per_block=(1, 2), **more),
          "vae": codec(scaling_factor=0.13025, **(vae or {"force_upcast": True}))},
         {"tokenizer": "<|endoftext|>", "tokenizer_2": "!"}, scheduler, force_zeros_for_empty_prompt=True)


def old(folder):
    """Written by an early diffusers: nothing about offset and clipping, another class in the file than in the index;
    and a tokenizer as transformers 5 saves it."""
    torch.manual_seed(16)
    save(folder, "StableDiffusionPipeline",
         {"text_encoder": text_encoder(32, 2), "unet": unet(32), "vae": codec(scaling_factor=0.18215, shift_factor=0.1)},
         {"tokenizer": "<|endoftext|>"}, ("DDIMScheduler", {"set_alpha_to_one": False, "a_key_of_tomorrow": 1}),
         requires_safety_checker=False)
    config = folder / "scheduler/scheduler_config.json"
    config.write_text(config.read_text(encoding="utf-8").replace("DDIMScheduler", "PNDMScheduler"), encoding="utf-8")
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
    for file in (folder / "tokenizer").iterdir():
        file.unlink()
    tokenizer.save_pretrained(folder / "tokenizer")


def lcm(folder):
    torch.manual_seed(17)
    save(folder, "LatentConsistencyModelPipeline",
         {"text_encoder": text_encoder(32, 2), "unet": unet(32, time_cond_proj_dim=16),
          "vae": codec(scaling_factor=0.18215)},
         {"tokenizer": "<|endoftext|>"}, LCM, requires_safety_checker=False)


# The keys of diffusers' own default, among them one that JSON does not know.
DPM3 = ("DPMSolverMultistepScheduler", {
    "algorithm_type": "dpmsolver++", "dynamic_thresholding_ratio": 0.995, "euler_at_final": False, "final_sigmas_type":
    "zero", "flow_shift": 1.0, "lambda_min_clipped": float("-inf"), "lower_order_final": True, "prediction_type":
    "epsilon", "rescale_betas_zero_snr": False, "sample_max_value": 1.0, "solver_order": 3, "solver_type": "midpoint",
    "steps_offset": 0, "thresholding": False, "timestep_spacing": "trailing", "trained_betas": None,
    "use_beta_sigmas": False, "use_dynamic_shifting": False, "use_exponential_sigmas": False, "use_flow_sigmas": False,
    "use_karras_sigmas": False, "use_lu_lambdas": False, "variance_type": None, "time_shift_type": "exponential"})


def solver(folder):
    sdxl(folder, 13, DPM3, first=24)
