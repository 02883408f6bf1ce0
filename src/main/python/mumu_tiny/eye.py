"""The eye: sees what a drawing shows and how it is drawn. Trained once, on training drawings only, before the renderer.

    python -m mumu_tiny.eye --art ART --out RUN/eye.pt

It serves twice. In training, its features are the distance between a drawing and its target (a perceptual loss, Johnson et al. 2016, arXiv:1603.08155,
normalised per position as in LPIPS, arXiv:1801.03924) and their statistics a distance in style: two drawings of one thing in one style
are near each other even where no edge is at the same pixel. In the bundle, its style head tells the style of an example.
"""
import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .configs import autocast
from .runtime import premultiplied, within
from .scenes import Art, hue_matrix
from .styles import CLASSES, DRAWN
from .training import pace, save

WIDTHS = (24, 48, 96, 160)


class Residual(nn.Module):
    def __init__(self, inputs, outputs, learns):
        super().__init__()
        self.conv1, self.norm1 = convolution(inputs, outputs, 3, learns)
        self.conv2, self.norm2 = convolution(outputs, outputs, 3, learns)
        self.skip = nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x):
        x = F.avg_pool2d(x, 2)  # no stride: what is seen does not hang on which pixel a line begins at
        return F.silu(self.norm2(self.conv2(F.silu(self.norm1(self.conv1(x))))) + self.skip(x))


def convolution(inputs, outputs, size, learns, stride=1):
    """With its batch norm, which is part of the convolution once all is learned."""
    norm = nn.BatchNorm2d(outputs) if learns else nn.Identity()
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=not learns), norm


class Eye(nn.Module):
    """Drawings [n, 4, 64, 64], colour premultiplied around mid-grey and mask -> logits of the drawn styles [n, len(DRAWN)]."""

    def __init__(self, learns=False):
        super().__init__()
        a, b, c, d = WIDTHS
        self.enter, self.norm = convolution(4, a, 5, learns, 2)
        self.blocks = nn.ModuleList([Residual(a, b, learns), Residual(b, c, learns), Residual(c, d, learns)])
        self.style = nn.Linear(b + c + d, len(DRAWN))

    def folded(self):
        """The same eye without batch norms, for use."""
        eye = Eye()
        eye.load_state_dict(self.state_dict(), strict=False)
        learned = copy.deepcopy(self).eval()
        for mine, its in zip([learned, *learned.blocks], [eye, *eye.blocks]):
            for conv, norm in (("enter", "norm"), ("conv1", "norm1"), ("conv2", "norm2")):
                if hasattr(mine, conv):
                    setattr(its, conv, nn.utils.fuse_conv_bn_eval(getattr(mine, conv), getattr(mine, norm)))
        return eye.eval()

    def features(self, x):
        """[n, 24, 32, 32], [n, 48, 16, 16], [n, 96, 8, 8], [n, 160, 4, 4]."""
        seen = [F.silu(self.norm(self.enter(x)))]
        for block in self.blocks:
            seen.append(block(seen[-1]))
        return seen

    def told(self, features):
        """How a thing is drawn is in its strokes and shades: means of all but the first features."""
        return self.style(torch.cat([f.mean((2, 3)) for f in features[1:]], 1))

    def forward(self, x):
        return self.told(self.features(x))


def apart(seen, target):
    """Two lists of features -> per sample [n], how far they are position by position (squared distance of unit vectors) and how far
    their statistics are (means and standard deviations of channels: strokes and shades, wherever they are; arXiv:1703.06868)."""
    unit = lambda f: f.float() / (f.float().square().sum(1, keepdim=True) + 1e-4).sqrt()
    statistics = lambda f: torch.cat([f.float().mean((2, 3)), (f.float().var((2, 3)) + 1e-4).sqrt()], 1)
    here = sum((unit(a) - unit(b)).square().sum(1).mean((1, 2)) for a, b in zip(seen, target))
    anywhere = sum((statistics(a) - statistics(b)).abs().mean(1) for a, b in zip(seen, target))
    return here, anywhere


class Drawings:
    """batch(rng, n) -> drawings as users cut them out and as a renderer fails to draw them, their concepts, their styles."""

    def __init__(self, art):
        rows, chosen = art.rows, [i for i in art.chosen if art.rows[i]["style"] in DRAWN]
        self.names = sorted({rows[i]["concept"] for i in chosen})
        index = {n: k for k, n in enumerate(self.names)}
        self.pixels = np.array(art.pixels[chosen])
        self.concepts = torch.tensor([index[rows[i]["concept"]] for i in chosen])
        self.styles = torch.tensor([DRAWN.index(rows[i]["style"]) for i in chosen])

    def batch(self, rng, n):
        chosen = rng.integers(0, len(self.pixels), n)
        return self.varied(rng, premultiplied(self.pixels[chosen])), self.concepts[chosen], self.styles[chosen]

    def varied(self, rng, x):
        """Mirrored, moved and scaled a little, in another light; some soft, grainy or of another hue."""
        n = len(x)
        some = lambda share: torch.from_numpy(rng.random((n, 1, 1, 1)) < share)
        amount = lambda low, high: torch.from_numpy(rng.uniform(low, high, (n, 1, 1, 1)).astype(np.float32))
        x = torch.where(some(0.5), x.flip(3), x)
        theta = torch.zeros(n, 2, 3)
        theta[:, 0, 0] = theta[:, 1, 1] = torch.from_numpy(rng.uniform(0.9, 1.25, n).astype(np.float32))
        theta[:, :, 2] = torch.from_numpy(rng.uniform(-0.1, 0.1, (n, 2)).astype(np.float32))
        x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False)
        turn = torch.from_numpy(np.stack([hue_matrix(rng.uniform(0.5, 5.8)) for _ in range(8)]))[torch.from_numpy(rng.integers(0, 8, n))]
        colour, mask = x[:, :3], x[:, 3:]
        colour = torch.where(some(0.2), torch.einsum("nchw,ncd->ndhw", colour, turn), colour)
        colour = torch.where(some(0.3), colour * amount(0.7, 1.15) + mask * amount(-0.2, 0.2), colour)
        soft = F.avg_pool2d(torch.cat([colour, mask], 1), 3, 1, 1)
        x = torch.where(some(0.25), soft, torch.cat([colour, mask], 1))
        x = x + some(0.4) * amount(0, 0.12) * torch.randn(x.shape)
        mask = x[:, 3:].clamp(0, 1)
        return torch.cat([within(x[:, :3], mask), mask], 1)


@torch.no_grad()
def report(eye, art):
    """Share of clean held-out drawings (of things never seen) whose style is told, as the plugin would see examples."""
    eye.eval()
    held = Drawings(art)
    told = eye(premultiplied(held.pixels)).argmax(1)
    eye.train()
    classes = torch.tensor([CLASSES[s] for s in DRAWN])
    return f"held-out style of {len(DRAWN)} {(told == held.styles).float().mean():.3f} of seven {(classes[told] == classes[held.styles]).float().mean():.3f} (n {len(told)})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "out"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=96)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(8)
    rng = np.random.default_rng(8)
    drawings, held = Drawings(Art(options.art)), Art(options.art, "held")
    eye, concept = Eye(learns=True), nn.Linear(WIDTHS[-1], len(drawings.names))
    eye.to(memory_format=torch.channels_last)
    parameters = list(eye.parameters()) + list(concept.parameters())
    optimizer = torch.optim.AdamW(parameters, 2e-3, weight_decay=0.02, fused=True)
    begin = time.process_time()
    for step in range(options.steps):
        pace(optimizer, step, options.steps, 2e-3)
        x, what, how = drawings.batch(rng, options.batch)
        with autocast("cpu"):
            seen = eye.features(x.contiguous(memory_format=torch.channels_last))
            by_style, by_concept = eye.told(seen), concept(F.dropout(seen[-1].mean((2, 3)), 0.1))
        loss = F.cross_entropy(by_concept.float(), what, label_smoothing=0.05) + F.cross_entropy(by_style.float(), how, label_smoothing=0.03)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 250 == 0:
            right = (by_concept.argmax(1) == what).float().mean()
            print(step + 1, f"{(time.process_time() - begin) / 60:.1f} CPU min, loss {loss.item():.3f} concept of all {right:.2f}", report(eye, held), flush=True)
            save(options.out, {"eye": eye.folded().state_dict()})


if __name__ == "__main__":
    main()
