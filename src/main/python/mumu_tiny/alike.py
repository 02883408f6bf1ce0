"""Which drawings of one thing in two styles are drawn alike: line by line, so that what differs is the style.

Two artists rarely draw a thing in the same pose, view and colours. What cannot be known from one drawing of the other is learned as a blur.
"""
import itertools
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

from .runtime import premultiplied
from .styles import CLASSES, DRAWN, LINED

STEEP = 0.6  # of an edge: what is steeper counts no more
CLEARLY = 0.05  # more alike than the other way round


def lines(x):
    """Where premultiplied drawings [n, 4, s, s] have edges, blurred, of mean 0 and length 1 [n, (s/2)²]."""
    light = F.avg_pool2d(F.pad((x[:, :3] + (1 - x[:, 3:])).mean(1, keepdim=True), (1, 1, 1, 1), value=1), 3, 1)
    edges = torch.zeros_like(light)
    edges[..., 1:-1] += (light[..., 2:] - light[..., :-2]).abs()
    edges[:, :, 1:-1] += (light[:, :, 2:] - light[:, :, :-2]).abs()
    edges = F.avg_pool2d(edges.clamp(0, STEEP), 5, 2, 2).flatten(1)
    edges = edges - edges.mean(1, keepdim=True)
    return edges / (edges.norm(dim=1, keepdim=True) + 1e-4)


def similarity(sources, targets, coloured):
    """Of drawings [n, 4, s, s] each with each [n, m]: what their masks share, how their lines correlate, less the difference of their
    colours where `coloured` [n, m]."""
    masks = [F.avg_pool2d(x[:, 3:], 4).flatten(1) for x in (sources, targets)]
    colours = [F.avg_pool2d(x[:, :3], 8).flatten(1) for x in (sources, targets)]
    both, either = (op(masks[0][:, None], masks[1][None]).sum(2) for op in (torch.minimum, torch.maximum))
    apart = (colours[0][:, None] - colours[1][None]).abs().mean(2)
    return both / either.clamp_min(1e-4) + lines(sources) @ lines(targets).T - 2 * apart * coloured


class Pair(NamedTuple):
    source: int  # index of a drawing
    target: int
    mirrored: bool  # whether the source is to be, as it is more alike so
    kind: tuple  # class of the source, style of the target
    likeness: float


class Pairings:
    """All pairs of two drawings of one thing in two classes of styles, the likelier to be drawn the more alike they are among those of
    the same two. (Without the last the alikest of two styles are pairs that hardly differ, and black line drawings for each other.)"""

    def __init__(self, art, steep):
        """steep: the weight of a pair is the share of pairs that are less alike, to this power; 0: all are equal."""
        found = [pair for known in art.concepts.values() for pair in self.of(art, {s: i for s, i in known.items() if s in DRAWN})]
        self.sources, self.targets = (np.array([pair[i] for pair in found], int) for i in (0, 1))
        self.mirrored = np.array([pair.mirrored for pair in found], bool)
        likeness, groups = np.array([pair.likeness for pair in found]), {}
        for k, pair in enumerate(found):
            groups.setdefault(pair.kind, []).append(k)
        self.groups = {}  # by target style: of each class of sources, which pairs, and their weights added up
        for (_, style), mine in sorted(groups.items()):
            weight = ((np.argsort(np.argsort(likeness[mine], kind="stable")) + 1) / len(mine)) ** steep
            self.groups.setdefault(style, []).append((np.array(mine), weight.cumsum() / weight.sum()))

    def of(self, art, known):
        """known: {style: index} of one thing -> `Pair`s."""
        if len(known) < 2:
            return
        x = premultiplied(np.array(art.pixels[list(known.values())]))
        colour = [s not in LINED for s in known]
        coloured = torch.tensor([[a and b for b in colour] for a in colour], dtype=torch.float32)
        as_is, turned = (similarity(y, x, coloured) for y in (x, x.flip(3)))
        for (a, (style, source)), (b, (asked, target)) in itertools.permutations(enumerate(known.items()), 2):
            if CLASSES[style] != CLASSES[asked]:
                likeness = float(max(as_is[a, b], turned[a, b]))
                yield Pair(source, target, bool(turned[a, b] > as_is[a, b] + CLEARLY), (CLASSES[style], DRAWN.index(asked)), likeness)

    def draw(self, rng, shares):
        """shares: of each of DRAWN as target -> (index of source, of target, whether the source is mirrored, style)."""
        styles = list(self.groups)
        share = np.array([shares[s] for s in styles], float)
        style = styles[rng.choice(len(styles), p=share / share.sum())]
        mine, cumulative = self.groups[style][rng.integers(len(self.groups[style]))]
        k = mine[min(int(np.searchsorted(cumulative, rng.random())), len(mine) - 1)]
        return int(self.sources[k]), int(self.targets[k]), bool(self.mirrored[k]), style
