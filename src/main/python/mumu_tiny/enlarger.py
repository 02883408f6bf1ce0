"""Twice as many pixels for what the renderer draws: 64 x 64 to 128 x 128 px.

    python -m mumu_tiny.enlarger --art ART --out RUN/enlarger.pt --minutes 8

Each pixel becomes four whose mean it is, so that the drawing is the same, seen from nearer.
"""
import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .runtime import premultiplied, within
from .scenes import Art
from .training import save

WIDTH = 32


class Enlarger(nn.Module):
    """[n, 4, h, w] -> [n, 4, 2h, 2w], colour premultiplied around mid-grey, mask 0..1."""

    def __init__(self):
        super().__init__()
        conv = lambda a, b: nn.Conv2d(a, b, 3, padding=1)
        self.detail = nn.Sequential(conv(4, WIDTH), nn.SiLU(), conv(WIDTH, WIDTH), nn.SiLU(), conv(WIDTH, WIDTH), nn.SiLU(), conv(WIDTH, 16))
        nn.init.zeros_(self.detail[-1].weight)
        nn.init.zeros_(self.detail[-1].bias)

    def forward(self, x):
        fine = F.pixel_shuffle(self.detail(x), 2) + F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        fine = fine + F.interpolate(x - F.avg_pool2d(fine, 2), scale_factor=2.0, mode="nearest")
        mask = fine[:, 3:].clamp(0, 1)
        return torch.cat([within(fine[:, :3], mask), mask], 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "out"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=8)
    options = parser.parse_args()
    torch.manual_seed(11)
    torch.set_num_threads(1)
    art, held = Art(options.art), Art(options.art, "held")
    rng = np.random.default_rng(11)
    large = lambda art, n: premultiplied(np.stack([art.large[i] for i in rng.choice(art.chosen, n)]))
    tests, error = large(held, 64), lambda x, y: (x - y).abs().mean()
    enlarger = Enlarger()
    optimizer = torch.optim.AdamW(enlarger.parameters(), 2e-3)
    begin, step, before = time.time(), 0, error(F.interpolate(F.avg_pool2d(tests, 2), scale_factor=2.0, mode="bilinear", align_corners=False), tests)
    while (spent := (time.time() - begin) / 60) < options.minutes:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * (0.02 + 0.98 * (1 + np.cos(np.pi * spent / options.minutes)) / 2)
        target = large(art, 16)
        loss = error(enlarger(F.avg_pool2d(target, 2)), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        if step % 100 == 0:
            with torch.no_grad():
                print(f"step {step} min {spent:.1f} held-out error {error(enlarger(F.avg_pool2d(tests, 2)), tests):.5f}, bilinear {before:.5f}", flush=True)
    save(options.out, {"enlarger": enlarger.state_dict()})


if __name__ == "__main__":
    main()
