"""What a sentence leaves open, and a picture's own random numbers decide: where a thing stands, how large it is, how it is turned.

`variety` 0: nothing; the middle of what the sentence allows, the crop as it is. 1: all of it. Shapes: j things, m words.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from . import ground, procedural
from .either import either
from .model import SPECIAL, UNK, cells
from .scenes import MOST, SMALLEST

THINGS = MOST
NUMBERS = 12  # per thing: row, column, height and width in its square, size; angle, mirror; how far and where rows and columns are bent; turn in a list
TOGETHER = 5  # of these, what things with an upright share: they stay beside each other
VARIATION = (THINGS + 1) * NUMBERS + ground.NUMBERS  # after the things' own the shared ones, then the ground's; 784 in all
BEND = 0.05  # of a square's side: how far what has no upright is bent, each way
TILT = math.radians(8)  # of what has an upright
CENTRED = ("centre", "center", "middle")  # words that forbid it
ANY_ANGLE = procedural.WORDS + procedural.CELL_WORDS + ["grain", "bead", "droplet", "vesicle", "crystal", "pollen", "bacteria", "microbe", "coin", "button"]


def uniform_of(normal):
    return 0.5 + 0.5 * torch.erf(normal * 0.5 ** 0.5)


class Variation(nn.Module):
    def __init__(self, words):
        """words: the vocabulary after the special ids."""
        super().__init__()
        mark = lambda chosen: torch.tensor([0.0] * SPECIAL + [float(w in chosen) for w in words])
        self.register_buffer("turns", mark(set(ANY_ANGLE)), persistent=False)
        self.turns[UNK] = 1  # an unknown word is more often a specimen's than a person's
        self.register_buffer("centres", mark(set(CENTRED)), persistent=False)

    def chance(self, variation, free, many):
        """[1, VARIATION], normal -> uniform numbers [j, NUMBERS]. `many`: things of which the sentence does not say where each one is."""
        uniform = self.of_things(variation)
        own = uniform[:free.shape[0]]
        together = (free == 0) & ~many & (torch.arange(NUMBERS, device=free.device) < TOGETHER)
        return torch.where(together, uniform[THINGS:], own)

    def of_things(self, variation):
        """[1, VARIATION], normal -> uniform numbers [THINGS + 1, NUMBERS]; the last are the shared ones."""
        return uniform_of(variation[:, :-ground.NUMBERS]).unflatten(1, (THINGS + 1, NUMBERS))[0]

    def of_ground(self, variation):
        """[1, VARIATION], normal -> uniform numbers [ground.NUMBERS]."""
        return uniform_of(variation[0, -ground.NUMBERS:])

    def any_angle(self, share, ids):
        """share [j, m] of the words in each thing's name -> [j, 1], 1 where they name what has no upright."""
        return ((share * self.turns[ids]).sum(1, keepdim=True) > 0).to(share.dtype)

    def may_move(self, ids):
        """Whether a thing in the middle of an axis may be anywhere on it."""
        return 1 - self.centres[ids].amax()

    def poses(self, pictures, chance, free, variety):
        """[j, 4, S, S] -> the same, smaller, turned, bent and elsewhere in their square; nothing leaves it."""
        size = pictures.shape[2]
        small = 1 - variety * (1 - SMALLEST) * chance[:, 4:5]
        bend = variety * free * BEND * size
        angle = variety * (2 * chance[:, 5:6] - 1) * torch.where(free > 0, math.pi, TILT)
        side = torch.where(chance[:, 6:7] < variety / 2, -1.0, 1.0)  # mirrored
        c, s = angle.cos(), angle.sin()
        at = (cells(size, size, pictures.device).T - (size - 1) / 2)[:, None]  # [2, 1, S * S]: row, column from the middle
        seen = pictures[:, 3].flatten(1) > 0.1
        row, column = c * at[0] + s * side * at[1], c * side * at[1] - s * at[0]  # [j, S * S]
        inside = lambda x, sign: torch.where(seen, sign * x, -2.0 * size).amax(1, keepdim=True).clamp_min(-size) + 2 ** 0.5 * bend
        bottom, top, right, left = inside(row, 1), -inside(row, -1), inside(column, 1), -inside(column, -1)
        scale = small * ((size - 1) / torch.maximum(bottom - top, right - left).clamp_min(1)).clamp_max(1)
        room = lambda low, high: ((size - 1 - scale * (high - low)) / 2).clamp_min(0)
        down = variety * (2 * chance[:, 2:3] - 1) * room(top, bottom) - scale * (top + bottom) / 2
        over = variety * (2 * chance[:, 3:4] - 1) * room(left, right) - scale * (left + right) / 2
        row, column = (at[0] - down) / scale, (at[1] - over) / scale  # where each pixel is taken from
        row, column = c * row - s * column, side * (s * row + c * column)
        wave = lambda x, n: bend * (2 * chance[:, n:n + 1] - 1) * (2 * math.pi * (x / size + chance[:, n + 1:n + 2])).sin()
        row, column = row + wave(column, 7), column + wave(row, 9)
        grid = torch.stack([column, row], 2) / (size / 2)  # x, y; -1 and 1 are edges
        moved = F.grid_sample(pictures, grid.unflatten(1, (size, size)), align_corners=False)
        return either(variety[0] > 0, moved, pictures)
