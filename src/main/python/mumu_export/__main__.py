"""Checkpoint folder of diffusers -> ONNX folder for MUMU, checked against diffusers.

    python -m mumu_export CHECKPOINT OUT [--half] [--external-data]

CHECKPOINT is a folder that `DiffusionPipeline.save_pretrained` wrote or that was downloaded from a model hub: SD 1.5,
SD 2, SDXL, Turbo, Lightning or LCM. OUT must not exist. At the end one picture is made twice, by diffusers and from the
new graphs; when they differ, OUT is removed and the exit status is 1.
"""
import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import diffusers
import numpy as np
import torch
from transformers import CLIPTextModel, CLIPTextModelWithProjection

from . import graphs, reference

ENCODERS = {"CLIPTextModel": CLIPTextModel, "CLIPTextModelWithProjection": CLIPTextModelWithProjection}
CODECS = ("AutoencoderKL", "AutoencoderTiny")
SUMS = "SHA256SUMS"
LIMIT = {torch.float32: 1, torch.float16: 6}  # of 255, the largest difference of any pixel


def export(checkpoint, out, dialect=graphs.Dialect(), dtype=torch.float32):
    """Writes all graphs, configurations and tokenizers; -> the folder."""
    index = json.loads((checkpoint / "model_index.json").read_text(encoding="utf-8"))
    load = {"torch_dtype": dtype} if dtype != torch.float32 else {}
    pooled = 0
    for name in [n for n in index if n.startswith("text_encoder") and index[n][1]]:
        kind = index[name][1]
        if kind not in ENCODERS:
            raise SystemExit(f"{checkpoint}/model_index.json: {name} is a {kind}; can export {', '.join(ENCODERS)}")
        model = ENCODERS[kind].from_pretrained(checkpoint / name, attn_implementation="eager", **load)
        projected = kind == "CLIPTextModelWithProjection"
        pooled = model.config.projection_dim if projected else pooled
        graphs.save_text_encoder(model, projected, out / name / "model.onnx", dialect)
        shutil.copyfile(checkpoint / name / "config.json", out / name / "config.json")
        tokens = name.replace("text_encoder", "tokenizer")
        shutil.copytree(checkpoint / tokens, out / tokens)
    unet = diffusers.UNet2DConditionModel.from_pretrained(checkpoint / "unet", **load)
    uses_pooled = unet.config.addition_embed_type == "text_time"
    graphs.save_denoiser(unet, pooled if uses_pooled else 0, out / "unet/model.onnx", dialect)
    shutil.copyfile(checkpoint / "unet/config.json", out / "unet/config.json")
    kind = index["vae"][1]
    if kind not in CODECS:
        raise SystemExit(f"{checkpoint}/model_index.json: vae is a {kind}; can export {', '.join(CODECS)}")
    vae = getattr(diffusers, kind).from_pretrained(checkpoint / "vae", **load)
    if dtype == torch.float16 and vae.config.force_upcast:
        vae = vae.float()  # overflows in half precision
    graphs.save_codec(vae, out, dialect)
    for part in ("vae_encoder", "vae_decoder"):
        shutil.copyfile(checkpoint / "vae/config.json", out / part / "config.json")
    shutil.copytree(checkpoint / "scheduler", out / "scheduler")
    for file in checkpoint.glob("*"):
        if file.is_file() and file.suffix.lower() in (".md", ".txt", "") and not file.name.startswith("."):
            shutil.copyfile(file, out / file.name)
    dropped = ("safety_checker", "feature_extractor", "image_encoder", "vae")
    index = {k: v for k, v in index.items() if k not in dropped}
    index.update(vae_encoder=["diffusers", "OnnxRuntimeModel"], vae_decoder=["diffusers", "OnnxRuntimeModel"])
    (out / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    return out


def write_sums(folder):
    """As `sha256sum` writes them, so that `sha256sum -c` checks them too; so does MUMU when it imports the folder."""
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n"
             for p in sorted(folder.rglob("*")) if p.is_file() and p.name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def difference(checkpoint, out, dtype):
    """Largest pixel difference, of 255, between diffusers and the graphs: four steps, guidance, a negative prompt."""
    def picture(pipeline):
        pipeline.set_progress_bar_config(disable=True)
        return np.asarray(pipeline("a fox under a tree", negative_prompt="blurry", num_inference_steps=4,
                                   guidance_scale=5.0, generator=torch.Generator("cpu").manual_seed(1)).images[0], float)
    original = diffusers.DiffusionPipeline.from_pretrained(checkpoint, torch_dtype=dtype, safety_checker=None,
                                                           requires_safety_checker=False)
    return np.abs(picture(original) - picture(reference.load(out))).max()


def main():
    parser = argparse.ArgumentParser(prog="mumu_export", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--half", action="store_true", help="16-bit weights, inputs and outputs")
    parser.add_argument("--external-data", action="store_true", help="weights beside the graphs; needed above 2 GB")
    options = parser.parse_args()
    if options.out.exists():
        parser.error(f"{options.out} exists")
    if not (options.checkpoint / "model_index.json").is_file():
        parser.error(f"{options.checkpoint} has no model_index.json")
    dtype = torch.float16 if options.half else torch.float32
    export(options.checkpoint, options.out, graphs.Dialect(external=options.external_data), dtype)
    found = difference(options.checkpoint, options.out, dtype)
    if found > LIMIT[dtype]:
        shutil.rmtree(options.out)
        sys.exit(f"the export is wrong: pictures differ by {found:.0f}/255, at most {LIMIT[dtype]} is rounding")
    write_sums(options.out)
    print(f"{options.out}: pictures equal diffusers' within {found:.0f}/255")


if __name__ == "__main__":
    main()
