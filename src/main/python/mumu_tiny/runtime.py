"""Runs a bundle with ONNX Runtime, as the plugin does: the reference that Java is compared with."""
import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from . import diffusion

SAMPLERS = {"ddim": diffusion.ddim, "euler": diffusion.euler, "euler_a": diffusion.euler_ancestral}


class Bundle:
    def __init__(self, folder, threads=2):
        folder = Path(folder)
        self.manifest = json.loads((folder / "mumu.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.sessions = {name: onnxruntime.InferenceSession(str(folder / file), options, ["CPUExecutionProvider"])
                         for name, file in self.manifest["components"].items() if file.endswith(".onnx")}
        schedule = self.manifest["scheduler"]
        self.bar = diffusion.alphas_cumprod(schedule["beta_schedule"], (schedule["beta_start"], schedule["beta_end"]))
        self.tokenizer = Tokenizer.from_file(str(folder / self.manifest["components"]["tokenizer"]))

    def run(self, component, **inputs):
        return self.sessions[component].run(None, inputs)

    def tokens(self, prompt, bound):
        """`a {dog} and a {cat}`, bound = how many images each slot has -> ids [1, m], positions of their <image> ids."""
        text, slot = [], 0
        for part in re.split(r"(\{[^}]*\})", prompt):
            if part.startswith("{"):
                text.append(" " + "<image> " * bound[slot] + part[1:-1] + " ")
                slot += 1
            else:
                text.append(part)
        ids = self.tokenizer.encode("<bos>" + "".join(text) + "<eos>").ids
        image = self.tokenizer.token_to_id("<image>")
        return np.array([ids], np.int64), np.array([i for i, t in enumerate(ids) if t == image], np.int64)

    def encode_prompt(self, prompt, crops, weights=None, seed=0, variety=0.0, size=None):
        """crops: per slot one [4, S, S], several or None, colour premultiplied around mid-grey; weights: per image; size: height and width
        of the canvas in px, default the bundle's -> hidden, mask."""
        return self.read(prompt, crops, weights, seed, variety, size)[:2]

    def read(self, prompt, crops, weights=None, seed=0, variety=0.0, size=None):
        """All that the prompt encoder says: hidden, mask and, where it knows them, boxes, masks and words of the things."""
        per_slot = [[] if c is None else [c] if isinstance(c, np.ndarray) else list(c) for c in crops]
        given = [c for several in per_slot for c in several]
        ids, positions = self.tokens(prompt, [len(several) for several in per_slot])
        count = self.manifest["image"]["tokens"]
        if given:
            embeds, = self.run("image_encoder", pixel_values=np.stack(given).astype(np.float32))
        else:
            width = self.sessions["image_encoder"].get_outputs()[0].shape[2]
            embeds, positions = np.zeros((1, count, width), np.float32), np.zeros(1, np.int64)
        weights = np.array((list(weights or []) + [1.0] * len(positions))[:len(positions)], np.float32)
        hidden, mask, *things = self.run("prompt_encoder", input_ids=ids, image_embeds=embeds, image_positions=positions,
                                         **self.asked(weights, size or self.size(), seed, variety))
        if "image_weights" not in self.inputs():
            for i, weight in enumerate(weights):
                start = ids.shape[1] + i * count
                mask[:, start:start + count] *= weight
        return hidden, mask, *things

    def inputs(self):
        return {i.name: i.shape for i in self.sessions["prompt_encoder"].get_inputs()}

    def asked(self, weights, size, seed, variety):
        """What the prompt encoder takes beside words and images, as far as it does."""
        shapes = self.inputs()
        all_ = {"image_weights": weights, "canvas": np.array(size, np.int64), "variety": np.array([variety], np.float32)}
        if "variation" in shapes:
            all_["variation"] = noise_of(seed, shapes["variation"]).numpy()
        return {name: value for name, value in all_.items() if name in shapes}

    def sample(self, prompt, crops, seed, weights=None, scheduler=None, steps=None, guidance=None, variety=0.0, size=None):
        """-> pixels [H, W, 3] uint8; size: height and width in px, default the bundle's."""
        defaults = self.manifest["defaults"]
        guidance = defaults["guidance"] if guidance is None else guidance
        size = size or self.size()
        hidden, mask = self.encode_prompt(prompt, crops, weights, seed, variety, size)
        blank, blank_mask = self.encode_prompt("", [], size=size)  # <bos><eos>, then a masked image
        blank = np.pad(blank[:, :2], ((0, 0), (0, hidden.shape[1] - 2), (0, 0)))
        blank_mask = np.pad(blank_mask[:, :2], ((0, 0), (0, mask.shape[1] - 2)))
        both, both_mask = np.concatenate([blank, hidden]), np.concatenate([blank_mask, mask])
        generator = torch.Generator("cpu").manual_seed(seed)

        def denoise(x, t):
            x = x.float().numpy()
            out, = self.run("denoiser", sample=np.concatenate([x, x]), timestep=np.full(2, t, np.int64),
                            encoder_hidden_states=both, encoder_attention_mask=both_mask)
            return torch.from_numpy(out[:1] + guidance * (out[1:] - out[:1]))

        def draw():
            return torch.randn(self.latent_shape(size), generator=generator)

        latents = SAMPLERS[scheduler or defaults["scheduler"]](denoise, draw, steps or defaults["steps"], self.bar)
        picture, = self.run("decoder", latent_sample=latents.float().numpy() / self.manifest["latents"]["scalingFactor"])
        return to_bytes(picture[0])

    def size(self):
        return self.manifest["canvas"]["height"], self.manifest["canvas"]["width"]

    def latent_shape(self, size=None):
        height, width = size or self.size()
        latents = self.manifest["latents"]
        return 1, latents["channels"], height // latents["factor"], width // latents["factor"]


def noise_of(seed, shape):
    return torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))


def to_bytes(picture):
    """[3, H, W] in -1..1 -> [H, W, 3] uint8."""
    return np.round(np.clip(picture / 2 + 0.5, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)


def pixel_values(rgba):
    """[S, S, 4] uint8 -> [4, S, S]: colour premultiplied around mid-grey, mask 0..1."""
    values = rgba.astype(np.float32).transpose(2, 0, 1)
    mask = values[3:] / 255
    return np.concatenate([(values[:3] / 127.5 - 1) * mask, mask])


def within(colour, mask):
    """Premultiplied colours no stronger than their mask lets them be."""
    return torch.minimum(torch.maximum(colour, -mask), mask)


def premultiplied(sprites):
    """[n, 64, 64, 4] uint8 -> [n, 4, 64, 64] as the plugin gives crops; many at once."""
    x = torch.from_numpy(sprites).permute(0, 3, 1, 2).float()
    mask = x[:, 3:] / 255
    return torch.cat([(x[:, :3] / 127.5 - 1) * mask, mask], 1)
