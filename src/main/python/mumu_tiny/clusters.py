"""Things pressed against each other, as cells are: "twenty touching {nuclei}", "nine {yeasts} in clusters".

Neighbours make clusters of two to six: one in the middle, the others around it, each as near to it as the two outlines allow.
Shapes: j things, S pixels of a square's side in what is shown of each.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from .codec import PATCH
from .scenes import MOST

WORDS = ("touching", "clustered")
ARTICLES = ("a", "an", "the", "another", "one")
SAID = ("in clusters", *WORDS)  # what the manifest tells
PHRASES = {"(in|as) (an? )?(clusters?|clumps?|groups?)": "clustered", "touching (each other|one another)": "touching", "(close|pressed|packed) together": "clustered"}
LENGTHS = (2, 3, 4, 2, 4, 3)  # of clusters, in turn; the first may have one more, the last too
APART = 72.0  # degrees between neighbours around a middle; of equal discs 60 touch
LOOSE = 8.0  # degrees: how far each may be off
REACH = 2 ** 0.5  # half sides of a square looked at from a thing's middle
SOLID = 0.5  # more of a mask is within the outline


class Clusters(nn.Module):
    def __init__(self, every):
        """every: the word of each id, "" for the special ones."""
        super().__init__()
        for name, words in (("says", WORDS), ("articles", ARTICLES)):
            self.register_buffer(name, torch.tensor([w in words for w in every]), persistent=False)
        begins = torch.zeros(MOST + sum(LENGTHS), dtype=torch.bool)
        at = torch.tensor(LENGTHS * (2 + MOST // sum(LENGTHS))).cumsum(0)
        begins[at[at < len(begins)]] = True
        self.register_buffer("begins", begins, persistent=False)

    def said(self, ids):
        """Which words say that things touch [m], and which of these say nothing else: all but the one of "a cell touching a cell"."""
        says = self.says[ids]
        return says, says & ~torch.cat([self.articles[ids[1:]], self.articles[ids[:1]]])

    def forward(self, cell, masks, side, canvas, chance, variety):
        """cell [j, 2], where things would stand alone; masks [j, S, S]; side of their squares, canvas [2] in px; chance [j, NUMBERS] -> first
        cells [j, 2], and how far down and right each is to be moved within its square [j, 2], px."""
        _, lot, turn, loose, _ = chance.split((1, 1, 1, 1, chance.shape[1] - 4), 1)
        order = self.order(PATCH * cell, side, canvas)
        first, together, middle = self.groups(order, (variety * lot)[0, 0])
        share = together / together.sum(1, keepdim=True)
        inside = (masks > SOLID).to(cell.dtype)
        centre = self.centres(inside)
        aside = (order - first).clamp_min(0)
        angle = middle @ (variety * 360 * turn) + APART * aside[:, None] + LOOSE * variety * (2 * loose - 1)
        away = torch.cat([(angle * math.pi / 180).sin(), (angle * math.pi / 180).cos()], 1)
        off = away * self.apart(inside, centre, middle, away)[:, None] * (aside > 0).to(cell.dtype)[:, None] * side / 2
        target = share @ (PATCH * cell) + off - share @ off  # of the square whose middle is the thing's
        corner = self.within((target - centre * side / 2).round(), together, canvas - side)
        return self.on_cells(corner, inside, side, canvas)

    def order(self, corner, side, canvas):
        """Which each is on a way through the canvas, in bands of two squares' height, to and fro [j]: what follows each other is near."""
        down, across = (corner / torch.stack([2.0 * side, canvas[1].float()])).unbind(1)
        band = down.floor()
        way = band + 0.5 + (across - 0.5) * (1 - 2 * (band % 2))
        i = torch.arange(MOST, device=way.device)[:way.shape[0]]
        before = (way[None] < way[:, None]) | ((way[None] == way[:, None]) & (i[None] < i[:, None]))
        return before.long().sum(1)

    def groups(self, order, chance):
        """-> which on the way the middle of each one's cluster is [j]; which things are in one cluster with it, and which is its middle, one
        or zero [j, j]."""
        n = torch.ones_like(order).sum()
        begin = (chance * (sum(LENGTHS) - 1)).round().long()
        starts = (order == 0) | (self.begins[begin + order] & (order > 1) & (order < n - 1))
        first = torch.where(starts[None] & (order[None] <= order[:, None]), order[None], 0).amax(1)
        as_number = lambda x: x.to(chance.dtype)
        return first, as_number(first[:, None] == first[None]), as_number(first[:, None] == order[None])

    def centres(self, inside):
        """Middles of the masses [j, 2], row and column; edges of the square are -1 and 1."""
        size = inside.shape[2]
        line = (torch.arange(size, device=inside.device) + 0.5) * 2 / size - 1
        weight = inside.sum((1, 2)).clamp_min(1)
        return torch.stack([(inside.sum(2) * line).sum(1) / weight, (inside.sum(1) * line).sum(1) / weight], 1)

    def apart(self, inside, centre, middle, away):
        """How far each must be from its middle one in the direction `away` [j, 2] so that the two touch [j], in half sides."""
        size = inside.shape[2]
        other = (middle @ inside.flatten(1)).unflatten(1, (size, size))
        line = torch.linspace(-REACH, REACH, size, device=inside.device)
        there = line[:, None].expand(size, size)
        looked = lambda pictures, at: F.grid_sample(pictures[:, None], self.grid(line, at, away), align_corners=False)[:, 0] > SOLID
        ends = torch.where(looked(other, middle @ centre), there, -9.0).amax(1)
        begins = torch.where(looked(inside, centre), there, 9.0).amin(1)
        return (ends - begins).amax(1).clamp_min(0)

    def grid(self, line, at, away):
        """Where to look so that `away` goes down [j, S, S, 2]: x, y."""
        down, across = line[None, :, None], line[None, None, :]
        row, column = (x[:, None, None] for x in away.unbind(1))
        return torch.stack([at[:, 1, None, None] + down * column - across * row, at[:, 0, None, None] + down * row + across * column], 3)

    def within(self, corner, together, room):
        """Clusters moved as a whole so that no square leaves the canvas, where they are small enough."""
        most = lambda x: torch.where(together[:, :, None] > 0, x[None], 0.0).amax(1)
        return corner + most((-corner).clamp_min(0)) - most((corner - room).clamp_min(0))

    def on_cells(self, corner, inside, side, canvas):
        """A square begins with a cell; the rest of the way its thing is moved within it, where it has room."""
        size = inside.shape[2]
        place = torch.arange(size, device=inside.device)
        at = torch.stack([inside.amax(2), inside.amax(1)], 1) > 0  # [j, 2, S]
        begin = torch.where(at, place, size).amin(2) * side / size
        room = (size - 1 - torch.where(at, place, 0).amax(2)) * side / size  # behind the thing
        room = torch.minimum(room.floor(), torch.full_like(room, PATCH - 1.0))
        cell = ((corner - room) / PATCH).ceil().clamp_min(0).minimum(((canvas - side) // PATCH).to(corner.dtype))
        return cell, (corner - PATCH * cell).minimum(room).maximum(-begin.floor())
