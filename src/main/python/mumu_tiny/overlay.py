"""Lays things over each other on the canvas before the denoiser points at them: of several things at one cell, one token shows all.

Things stand on the grid of latent cells, each in its own square of S px; a later one is in front.
"""
from typing import NamedTuple

import torch
from torch.nn import functional as F

from .codec import PATCH

OPAQUE = 1e-4  # less than this is seen through nothing
COVERED = 0.02  # of a pixel: less of a mask than this is no part of a thing


def placed(first, side, length):
    """[n, length, side], one where the square that begins at `first` [n] has its s-th line at the canvas' l-th. Zeros outside."""
    return (torch.arange(length, device=first.device)[None, :, None] - first[:, None, None] == torch.arange(side, device=first.device)).float()


class Laid(NamedTuple):
    squares: torch.Tensor  # [n, 4, S, S], what is seen in each thing's square, of all things and of the ground
    seen: torch.Tensor  # [n, S, S], how much of each thing is seen there
    own: torch.Tensor  # [n, (S / 8)^2], the cells that are a thing's own: the front one of those that cover it
    whole: torch.Tensor  # [4, height, width]
    free: torch.Tensor  # [height / 8, width / 8], one at the cells that are nobody's own


def laid(pictures, cell, height, width, ground=None):
    """pictures [n, 4, S, S] (colour premultiplied around mid-grey, mask), cell [n, 2], row and column of each one's first cell, whole
    numbers; canvas in px; ground [4, height, width], what is behind everything."""
    n, _, size, _ = pictures.shape
    down, across = placed(PATCH * cell[:, 0], size, height), placed(PATCH * cell[:, 1], size, width)
    layers = down[:, None] @ pictures @ across[:, None].transpose(2, 3)  # [n, 4, height, width]
    behind = torch.ones(n, n, device=cell.device).triu(1)
    clear = (behind @ (1 - layers[:, 3]).clamp_min(OPAQUE).log().flatten(1)).exp().unflatten(1, layers.shape[2:])
    seen = layers * clear[:, None]
    whole = seen.sum(0)
    if ground is not None:
        whole = whole + ground * (1 - layers[:, 3]).prod(0)
    squares = down[:, None].transpose(2, 3) @ torch.cat([whole[None].expand(n, -1, -1, -1), seen[:, 3:]], 1) @ across[:, None]
    covers = (F.max_pool2d(seen[:, 3:], PATCH) > COVERED).to(seen.dtype)[:, 0]  # [n, h, w]
    rank = covers * torch.arange(1, n + 1, device=cell.device, dtype=seen.dtype)[:, None, None]
    front = covers * (rank == rank.amax(0)).to(seen.dtype)
    down, across = placed(cell[:, 0], size // PATCH, height // PATCH), placed(cell[:, 1], size // PATCH, width // PATCH)
    return Laid(squares[:, :4], squares[:, 4], (down.transpose(1, 2) @ front @ across).flatten(1), whole, 1 - front.amax(0))
