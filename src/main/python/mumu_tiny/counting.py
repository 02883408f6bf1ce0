"""Words that say how many things a picture shows: "six", "12", "twenty-five", "a dozen"."""
import torch
from torch import nn

from .model import PAD
from .scenes import MOST

ONES = {w: n for n, w in enumerate("one two three four five six seven eight nine".split(), 1)}
TEENS = {w: n for n, w in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10)}
TENS = {w: n for n, w in zip(range(20, 70, 10), "twenty thirty forty fifty sixty".split())}
# "a dozen eggs" are twelve, and "a" does not make it one
ABOUT = {"few": 3, "several": 5, "dozen": 12, "many": 12}
SAID = {**ONES, **TEENS, **TENS, **ABOUT, **{str(n): n for n in range(1, MOST + 1)}}  # what the manifest tells
COUNTS = {w: n for w, n in SAID.items() if n > 1}
HYPHEN = "-"
NAMES = (("four", "leaf", "clover"), ("two", "hump", "camel"), ("pool", "8", "ball"))  # of drawings that were trained on


class Counting(nn.Module):
    def __init__(self, every):
        """every: the word of each id, "" for the special ones."""
        super().__init__()
        for name, table in (("counts", COUNTS), ("ones", ONES), ("tens", TENS), ("hyphens", {HYPHEN: 1})):
            self.register_buffer(name, torch.tensor([table.get(w, 0) for w in every]), persistent=False)
        self.names = [[every.index(w) for w in name] for name in NAMES if set(name) <= set(every)]

    def named(self, ids):
        """Which words belong to a name with a number in it [m]."""
        found = torch.zeros_like(ids) > 0
        for name in self.names:
            begins = torch.stack([ids.roll(-k, 0) == word for k, word in enumerate(name)]).all(0)  # NB: nobody's name goes on at the start
            found = found | torch.stack([begins.roll(k, 0) for k in range(len(name))]).any(0)
        return found

    def forward(self, ids):
        """ids [m] -> how many things each word asks for [m], 0: it is no number; and which words are only the beginning of a number [m], as
        "twenty" and "-" of "twenty-five" are."""
        ids = torch.where(self.named(ids), PAD, ids)
        before = lambda x, n: torch.cat([torch.zeros_like(x[:n]), x[:-n]])[:x.shape[0]]
        tens, hyphen = self.tens[ids], before(self.hyphens[ids], 1) > 0
        apart, joined = before(tens, 1), torch.where(hyphen, before(tens, 2), 0)
        compound = (self.ones[ids] > 0) & ((apart > 0) | (joined > 0))
        after = lambda x, n: torch.cat([x[n:], torch.zeros_like(x[:n])])[:x.shape[0]]
        begins = after(compound, 1) | after(compound & (joined > 0), 2)
        return torch.where(compound, apart + joined + self.ones[ids], torch.where(begins, 0, self.counts[ids])), begins
