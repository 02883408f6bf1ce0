"""An independent judge: names the thing and the style that a picture shows. Never used in training the generator.

    python -m mumu_tiny.judge --art ART --out RUN/judge.pt

A small convolutional network, trained on every sprite (held-out ones too: it has to know what it judges) laid on any ground, moved,
blurred, recoloured a little. One concept in ten is left out of the learning of styles: how well styles are told there is printed.
"""
import argparse
import hashlib
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .configs import autocast
from .scenes import Art
from .styles import CLASSES
from .training import pace, save

STYLE_NAMES = ["colour", "outline", "soft", "bold", "cartoon", "classic", "ink"]


def class_of(style):
    """3d, gradient and flat are nearly the same pictures: one of seven classes."""
    return STYLE_NAMES[CLASSES[style]]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.norm2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.skip = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return F.relu(self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))) + self.skip(x))


class Judge(nn.Module):
    """[n, 3, 64, 64] in -1..1 -> logits of concepts and of the seven styles."""

    def __init__(self, concepts):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(),
                                  Block(24, 48, 2), Block(48, 96, 2), Block(96, 192, 2))
        self.concept, self.style = nn.Linear(192, concepts), nn.Linear(192, len(STYLE_NAMES))

    def forward(self, x):
        h = F.dropout(self.body(x).mean((2, 3)), 0.1, self.training)
        return self.concept(h), self.style(h)


def everything(art_folder):
    """All drawings of things: pixels, concept indices, style classes, names of the concepts."""
    parts = [Art(art_folder), Art(art_folder, "held")]
    rows = parts[0].rows
    chosen = [i for i, r in enumerate(rows) if r["style"] in CLASSES]
    names = sorted({rows[i]["concept"] for i in chosen})
    index = {n: k for k, n in enumerate(names)}
    return (np.array(parts[0].pixels[chosen]), np.array([index[rows[i]["concept"]] for i in chosen]),
            np.array([CLASSES[rows[i]["style"]] for i in chosen]), names)


def augmented(sprites, rng):
    """uint8 [n, 64, 64, 4] -> float [n, 3, 64, 64] on grounds, as a generated picture may show them."""
    x = torch.from_numpy(sprites).permute(0, 3, 1, 2).float()
    n = len(x)
    mask = x[:, 3:] / 255
    ground = torch.from_numpy(rng.uniform(0, 255, (n, 3, 1, 1)).astype(np.float32))
    plain = torch.from_numpy(rng.random((n, 1, 1, 1)) < 0.4)
    ground = torch.where(plain, torch.full_like(ground, 250), ground)
    x = x[:, :3] * mask + ground * (1 - mask)
    flip = torch.from_numpy(rng.random(n) < 0.5)
    x[flip] = x[flip].flip(3)
    angle = torch.from_numpy(rng.uniform(-0.15, 0.15, n).astype(np.float32))
    scale = torch.from_numpy(rng.uniform(0.95, 1.3, n).astype(np.float32))
    move = torch.from_numpy(rng.uniform(-0.12, 0.12, (n, 2)).astype(np.float32))
    theta = torch.stack([torch.stack([angle.cos() * scale, -angle.sin() * scale, move[:, 0]], 1), torch.stack([angle.sin() * scale, angle.cos() * scale, move[:, 1]], 1)], 1)
    x = x - ground
    x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False) + ground
    soft = torch.from_numpy(rng.random((n, 1, 1, 1)) < 0.35)
    x = torch.where(soft, F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1), x)
    x = x * torch.from_numpy(rng.uniform(0.85, 1.12, (n, 1, 1, 1)).astype(np.float32)) + torch.from_numpy(rng.normal(0, 8, (n, 3, 1, 1)).astype(np.float32))
    x = x + torch.from_numpy(rng.uniform(0, 10, (n, 1, 1, 1)).astype(np.float32)) * torch.randn(x.shape)
    return (x / 127.5 - 1).clamp(-1.2, 1.2)


def load(path):
    state = torch.load(path, weights_only=True)
    judge = Judge(len(state["names"]))
    judge.load_state_dict(state["judge"])
    return judge.eval(), state["names"]


@torch.no_grad()
def look(judge, pictures):
    """[n, 64, 64, 3] uint8 -> (logits of concepts, of styles), mirrored once and averaged."""
    x = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    one, two = judge(x), judge(x.flip(3))
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "out"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--steps", type=int, default=2700)
    parser.add_argument("--batch", type=int, default=96)
    options = parser.parse_args()
    torch.set_num_threads(1)
    pixels, concepts, styles, names = everything(options.art)
    apart = np.array([hash_of(names[c]) < 0.1 for c in concepts])
    rng = np.random.default_rng(4)
    torch.manual_seed(4)
    judge = Judge(len(names)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), 2e-3, weight_decay=0.02, fused=True)
    begin = time.process_time()
    for step in range(options.steps):
        pace(optimizer, step, options.steps, 2e-3)
        chosen = rng.integers(0, len(pixels), options.batch)
        x = augmented(pixels[chosen], rng).contiguous(memory_format=torch.channels_last)
        with autocast("cpu"):
            by_concept, by_style = judge(x)
        told = torch.from_numpy(~apart[chosen]).float()
        loss = F.cross_entropy(by_concept.float(), torch.from_numpy(concepts[chosen]), label_smoothing=0.05) + 0.5 * (
            F.cross_entropy(by_style.float(), torch.from_numpy(styles[chosen]), reduction="none", label_smoothing=0.05) * told).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 200 == 0:
            print(step + 1, f"{(time.process_time() - begin) / 60:.1f} CPU min, loss {loss.item():.3f}", report(judge, pixels, concepts, styles, apart), flush=True)
            save(options.out, {"judge": judge.state_dict(), "names": names})
    save(options.out, {"judge": judge.state_dict(), "names": names})


def hash_of(text):
    return int(hashlib.sha256(("judge " + text).encode()).hexdigest()[:8], 16) / 2 ** 32


@torch.no_grad()
def report(judge, pixels, concepts, styles, apart):
    """On clean drawings: the thing among 20 and among all, the style of concepts seen and not seen."""
    judge.eval()
    rng = np.random.default_rng(0)
    lines = []
    for name, where in (("seen", ~apart), ("style unseen", apart)):
        chosen = rng.choice(np.where(where)[0], 300, replace=False)
        laid = [(p[..., :3] * (p[..., 3:] / 255) + 250 * (1 - p[..., 3:] / 255)).astype(np.uint8) for p in pixels[chosen]]
        by_concept, by_style = look(judge, laid)
        of_all = (by_concept.argmax(1).numpy() == concepts[chosen]).mean()
        of_20 = np.mean([by_concept[i, c] > max(by_concept[i, rng.choice(by_concept.shape[1], 19)]) for i, c in enumerate(concepts[chosen])])
        lines.append(f"{name}: of 20 {of_20:.3f} of all {of_all:.3f} style {(by_style.argmax(1).numpy() == styles[chosen]).mean():.3f}")
    judge.train()
    return "  ".join(lines)


if __name__ == "__main__":
    main()
