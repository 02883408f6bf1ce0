"""Writes a random SDXL-layout ONNX model of a few hundred megabytes, to measure speed and memory with.

    python make_medium_model.py OUT [--large] [--external-data]    # from src/test/python, ../../main/python on PYTHONPATH

Its pictures are noise. The U-Net has SDXL's blocks with 64/128/256 channels (about 300 MB), the text encoders have
its two widths; nothing of it is committed.
"""
import argparse
import tempfile
from pathlib import Path

import diffusers
import torch

import tiny_checkpoints as tiny
from mumu_export.__main__ import export
from mumu_export.graphs import Dialect


def plain(model):
    return model.eval()


def medium(folder, channels):
    torch.manual_seed(10)
    tiny.compressible = plain
    text = {"text_encoder": tiny.text_encoder(256, 4),
            "text_encoder_2": tiny.text_encoder(512, 6, projection=512, activation="gelu")}
    unet = diffusers.UNet2DConditionModel(
        sample_size=32, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=channels,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=768,
        attention_head_dim=(2, 4, 8), transformer_layers_per_block=(1, 2, 6), use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=64, projection_class_embeddings_input_dim=6 * 64 + 512)
    vae = diffusers.AutoencoderKL(
        in_channels=3, out_channels=3, block_out_channels=(32, 64, 64, 64), norm_num_groups=16, layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, latent_channels=4,
        sample_size=256, scaling_factor=0.13025, force_upcast=False)
    tiny.save(folder, "StableDiffusionXLPipeline", {**text, "unet": unet.eval(), "vae": vae.eval()},
              {"tokenizer": "<|endoftext|>", "tokenizer_2": "!"}, tiny.EULER, force_zeros_for_empty_prompt=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--large", action="store_true", help="128/256/512 channels, about 1 GB")
    parser.add_argument("--external-data", action="store_true", help="weights beside the graphs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "checkpoint"
        medium(checkpoint, (128, 256, 512) if options.large else (64, 128, 256))
        export(checkpoint, options.out, Dialect(external=options.external_data))
    print(f"{options.out}: {sum(p.stat().st_size for p in options.out.rglob('*') if p.is_file()) >> 20} MB")


if __name__ == "__main__":
    main()
