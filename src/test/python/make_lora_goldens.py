"""Writes small fine-tunes and what diffusers makes of the tiny models with them merged.

    python make_lora_goldens.py    # from src/test/python, with ../../main/python on PYTHONPATH; needs peft too

Pinned as make_diffusers_fixtures.py, and peft 0.19. The checkpoints are those that the bundles `sd15` and `sdxl` were exported
from (checked first); the fine-tunes are loaded and fused by diffusers itself.
"""
import base64
import json
import tempfile
from pathlib import Path

import diffusers
import numpy as np
import torch
from safetensors.torch import save_file

import tiny_checkpoints as tiny
from make_diffusers_fixtures import BUNDLES, RESOURCES
from mumu_export.reference import load
import zipfile

GOLDEN = RESOURCES / "golden/lora"
REQUEST = {"prompt": "a photo of a CAT & 2 dogs!! on the beach", "steps": 6, "guidance": 4.0, "seed": 7}
RANK = 4
LINEAR = ("to_q", "to_k", "to_v", "to_out.0", "proj", "net.2", "q_proj", "v_proj", "fc1", "proj_in", "proj_out")
CONVOLUTIONS = ("conv1", "conv2", "conv_shortcut", "downsamplers.0.conv")


def run(pipeline):
    seen = []

    def keep(_, i, t, values):
        seen.append(values["latents"])
        return {}
    pipeline.set_progress_bar_config(disable=True)
    picture = pipeline(REQUEST["prompt"], num_inference_steps=REQUEST["steps"], guidance_scale=REQUEST["guidance"], width=64,
                       height=64, generator=torch.Generator("cpu").manual_seed(REQUEST["seed"]),
                       callback_on_step_end=keep).images[0]
    return seen[-1].float().numpy(), picture


def factors(model, ends, generator):
    """module path -> (down, up), of linear layers and convolutions alike."""
    for name, module in model.named_modules():
        weight = getattr(module, "weight", None)
        if not name.endswith(ends) or weight is None or weight.dim() < 2:
            continue
        down = torch.randn(RANK, *weight.shape[1:], generator=generator) / weight[0].numel() ** 0.5
        up = torch.randn(weight.shape[0], RANK, *[1] * (weight.dim() - 2), generator=generator) * 0.1
        yield name, down, up


def sgm(name):
    """As kohya's SDXL trainer calls the modules of the tiny U-Net."""
    for diffusers_name, block in (("down_blocks.0.attentions.0", "input_blocks.1.1"),
                                  ("mid_block.attentions.0", "middle_block.1"),
                                  ("up_blocks.1.attentions.0", "output_blocks.2.1"),
                                  ("up_blocks.1.attentions.1", "output_blocks.3.1")):
        if name.startswith(diffusers_name + "."):
            return block + name[len(diffusers_name):]
    return None


def kohya(pipeline, name, generator):
    tensors = {}
    parts = [("lora_unet_", pipeline.unet, LINEAR + (CONVOLUTIONS if name == "sd15" else ()))]
    encoders = [p for p in ("text_encoder", "text_encoder_2") if getattr(pipeline, p, None)]
    for i, encoder in enumerate(encoders):
        parts.append(("lora_te_" if name == "sd15" else f"lora_te{i + 1}_", getattr(pipeline, encoder), ("fc1",)))  # NB: diffusers 0.42.1 drops kohya's q_proj
    for prefix, model, ends in parts:
        for module, down, up in factors(model, ends, generator):
            if name == "sdxl" and prefix == "lora_unet_":
                module = sgm(module)
                if module is None:
                    continue
            key = prefix + module.replace(".", "_")
            tensors.update({f"{key}.lora_down.weight": down, f"{key}.lora_up.weight": up, f"{key}.alpha": torch.tensor(2.0)})
    return tensors, {}


def peft(pipeline, name, generator):
    tensors = {}
    for part, ends in (("unet", LINEAR + CONVOLUTIONS), ("text_encoder", ("q_proj", "v_proj"))):
        for module, down, up in factors(getattr(pipeline, part), ends, generator):
            tensors.update({f"{part}.{module}.lora_A.weight": down.half(), f"{part}.{module}.lora_B.weight": up.half()})
    return tensors, {}


def whole(pipeline, name, generator):
    """Every weight of the U-Net another one, norms too; halves of both are taken."""
    return {f"unet.{k}": (v + torch.randn(v.shape, generator=generator) * 0.05 * (v.std(correction=0) + 0.1)).half()
            for k, v in pipeline.unet.state_dict().items()}, {}


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    records = []
    for name in ("sd15", "sdxl"):
        with tempfile.TemporaryDirectory() as temporary:
            checkpoint, bundle = Path(temporary) / "checkpoint", Path(temporary) / "bundle"
            getattr(tiny, name)(checkpoint)
            zipfile.ZipFile(BUNDLES / f"{name}.zip").extractall(bundle)
            kinds = {"sd15": diffusers.StableDiffusionPipeline, "sdxl": diffusers.StableDiffusionXLPipeline}
            options = {"safety_checker": None, "requires_safety_checker": False} if name == "sd15" else {}
            base = kinds[name].from_pretrained(checkpoint, **options)
            plain, _ = run(base)
            assert np.abs(plain - run(load(bundle))[0]).max() < 1e-3, "the checkpoint is not the bundle's"
            for make, strength in ((kohya, 0.8), (peft, 1.0), (whole, 0.5)):
                file = GOLDEN / f"{name}-{make.__name__}.safetensors"
                tensors, metadata = make(base, name, torch.Generator().manual_seed(len(records)))
                save_file({k: v.contiguous() for k, v in tensors.items()}, file, metadata or None)
                pipeline = kinds[name].from_pretrained(checkpoint, **options)
                if make is whole:
                    mixed = {k: v + strength * (tensors["unet." + k].float() - v) for k, v in pipeline.unet.state_dict().items()}
                    pipeline.unet.load_state_dict(mixed)
                else:
                    pipeline.load_lora_weights(GOLDEN, weight_name=file.name)
                    pipeline.fuse_lora(components=["unet", *[p for p in pipeline.components if p.startswith("text_encoder")]],
                                       lora_scale=strength)
                latents, picture = run(pipeline)
                moved = np.abs(latents - plain).max()
                assert moved > 0.05, (name, make, moved)
                picture.save(GOLDEN / f"{file.stem}.png", optimize=True)
                records.append({**REQUEST, "bundle": name, "file": file.name, "strength": strength, "shape": list(latents.shape),
                                "latents": base64.b64encode(latents.astype("<f4").tobytes()).decode("ascii")})
                file.chmod(0o644)
                print(file.name, len(tensors), "moved", moved, flush=True)
    lines = ",\n ".join(json.dumps(r, ensure_ascii=False) for r in records)
    (GOLDEN / "lora.json").write_text(f"[\n {lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
