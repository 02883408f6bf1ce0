"""Which things a sentence shows, how often, how large, and where on the canvas.

Shapes: b bases (images and named words), j things, m words. A number before a word ("six <image> nuclei") shows what the word names
that often; the images of the word are dealt to its things in turn.
"""
import torch
from torch import nn

from .codec import PATCH
from .either import either
from .scenes import MIDDLE, SLOTS
from .sentences import ORDER, PLACES
from .variation import NUMBERS, THINGS

JITTER = 0.35  # of the distance between many things: how far each may be off its place
HALVES = [tuple(corner // MIDDLE for corner in SLOTS[p]) for p in PLACES]  # 0, 1, 2: begin, middle, end of the room on each axis
MARGIN = 8  # px between the edge of the canvas and a few things beside it
LISTED = {1: ["centre"], **{count: orders[0] for count, orders in ORDER.items()}}
NEAR = 0.5  # of half the room: how far from the middle two things stand of which one is in front of the other


class Arrangement(nn.Module):
    def __init__(self, every):
        """every: the word of each id, "" for the special ones."""
        super().__init__()
        for word in ("front", "of", "behind"):
            self.register_buffer(word, torch.tensor([w == word for w in every]), persistent=False)
        listed = torch.zeros(len(LISTED) + 1, len(LISTED))
        for count, names in LISTED.items():
            listed[count, :count] = torch.tensor([float(PLACES.index(n)) for n in names])
        self.few = len(LISTED)  # things that may each have a place of their own
        self.register_buffer("listed", listed.long(), persistent=False)
        self.register_buffer("halves", torch.tensor(HALVES, dtype=torch.float32), persistent=False)

    def things(self, begins, rank, run, count, shown):
        """Per base [b]: the position of its word, or of the first image of its word; which of that word's images it is, of how many;
        how many things the word shows; whether it shows any -> the base of each thing [j], in the order of the sentence, and whether it
        is one [j]: of nothing at all, there is one that is none."""
        turn = rank[:, None] + run[:, None] * torch.arange(THINGS, device=rank.device)  # [b, THINGS]
        here = (turn < count[:, None]) & shown[:, None]
        none = ~here.any() & (torch.arange(here.numel(), device=here.device) == 0).reshape(here.shape)
        at = torch.nonzero(here | none)  # [j, 2]
        order = torch.argsort((begins[:, None] * (THINGS + 1) + turn.clamp_max(THINGS))[at[:, 0], at[:, 1]])[:THINGS]
        at = at[order]
        return at[:, 0], here[at[:, 0], at[:, 1]]

    def hidden(self, ids, where, count):
        """where [j], the positions of the things' words -> whether the first of two is in front of the second, "a dog in front of a house", and
        whether the second is in front of the first, "a dog behind a house"."""
        place = torch.arange(ids.shape[0], device=ids.device)
        between = (place > where.amin()) & (place < where.amax()) & (count == 2)
        front_of = self.front[ids] & torch.cat([self.of[ids[1:]], torch.zeros_like(self.of[:1])])
        return (between & front_of).any(), (between & self.behind[ids]).any()

    def side(self, count, canvas):
        """Pixels of the squares of `count` things: the largest in which they fit beside each other, at most half of the canvas; a few
        things within a margin."""
        sizes = PATCH * torch.arange(1, 33, device=canvas.device)
        canvas = canvas - 2 * MARGIN * ((count > 1) & (count <= self.few))
        fits = ((canvas[:, None] // sizes).prod(0) >= count) & (2 * sizes <= canvas.min())
        return torch.where(fits, sizes, PATCH).max()

    def places(self, place, many, near, canvas, side, chance, variety, free):
        """place [j]: what the reader thinks; many: whether to think of all as of a list; near: whether the second of two hides a part of
        the first; free: whether the middle of an axis is open -> first cells [j, 2]."""
        n = torch.ones_like(place).sum()
        i = torch.arange(THINGS, device=place.device)[:place.shape[0]]
        few = self.listed[n.clamp_max(self.few)].gather(0, i.clamp_max(self.few - 1))
        half = self.halves[torch.where(many, few, place)]
        half = torch.where(near, torch.stack([1 + 0 * i, 1 - NEAR + 2 * NEAR * i], 1).to(half.dtype), half)
        room = ((canvas - side) // PATCH).float()  # [2]
        margin = MARGIN // PATCH
        cell = margin + (half * (room - 2 * margin) / 2).floor()
        where, _, turn = chance.split((2, NUMBERS - 3, 1), 1)  # NB: in one step; of a slice that a branch takes ONNX Runtime warns
        to = (where * (room + 1) - 0.5).round() - cell  # each whole number as likely
        cell = cell + (half == 1).float() * free * (variety * to).round()
        return either(n > self.few, self.rows(n, i, canvas, side, (where, turn[:, 0]), variety), cell).clamp_min(0).minimum(room)

    def rows(self, n, i, canvas, side, chance, variety):
        """Things in even rows, each a little off its place, and the more variety the less in the order of the sentence -> first cells [j, 2]."""
        where, turn = chance
        turn = (1 - variety) * i / n + variety * turn
        i = (turn[None] < turn[:, None]).long().sum(1)
        columns = canvas[1] // side
        rows = (n + columns - 1) // columns
        row = i * rows // n
        begin = (row * n + rows - 1) // rows
        length = ((row + 1) * n + rows - 1) // rows - begin
        share = torch.stack([(row + 0.5) / rows, (i - begin + 0.5) / length], 1)
        pitch = torch.stack([canvas[0] / (PATCH * rows) + 0 * i, canvas[1] / (PATCH * length)], 1)
        off = variety * JITTER * (2 * where - 1) * pitch
        return (share * canvas / PATCH - side / (2 * PATCH) + off).round()
