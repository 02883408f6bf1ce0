"""Lays things over each other on the canvas before the denoiser points at them: of several things at one cell, one token shows all.

Things stand on the grid of latent cells, each in its own square of S px; a later one is in front.
"""
import torch
from torch.nn import functional as F

from .codec import PATCH

OPAQUE = 1e-4  # less than this is seen through nothing
COVERED = 0.02  # of a pixel: less of a mask than this is no part of a thing


def placed(first, side, length):
    """[n, length, side], one where the square that begins at `first` [n] has its s-th line at the canvas' l-th. Zeros outside."""
    return (torch.arange(length, device=first.device)[None, :, None] - first[:, None, None] == torch.arange(side, device=first.device)).float()


def laid(pictures, cell, height, width):
    """pictures [n, 4, S, S] (colour premultiplied around mid-grey, mask), cell [n, 2], row and column of each one's first cell, whole
    numbers; canvas in px -> what is seen in each one's square [n, 4, S, S], of all things; how much of each thing is seen there
    [n, S, S]; and the cells that are a thing's own [n, (S / 8)^2]: the front one of those that cover it."""
    n, _, size, _ = pictures.shape
    down, across = placed(PATCH * cell[:, 0], size, height), placed(PATCH * cell[:, 1], size, width)
    layers = down[:, None] @ pictures @ across[:, None].transpose(2, 3)  # [n, 4, height, width]
    behind = torch.ones(n, n, device=cell.device).triu(1)
    clear = (behind @ (1 - layers[:, 3]).clamp_min(OPAQUE).log().flatten(1)).exp().unflatten(1, layers.shape[2:])
    seen = layers * clear[:, None]
    squares = down[:, None].transpose(2, 3) @ torch.cat([seen.sum(0, keepdim=True).expand(n, -1, -1, -1), seen[:, 3:]], 1) @ across[:, None]
    covers = (F.max_pool2d(seen[:, 3:], PATCH) > COVERED).to(seen.dtype)[:, 0]  # [n, h, w]
    rank = covers * torch.arange(1, n + 1, device=cell.device, dtype=seen.dtype)[:, None, None]
    front = covers * (rank == rank.amax(0)).to(seen.dtype)
    down, across = placed(cell[:, 0], size // PATCH, height // PATCH), placed(cell[:, 1], size // PATCH, width // PATCH)
    return squares[:, :4], squares[:, 4], (down.transpose(1, 2) @ front @ across).flatten(1)
