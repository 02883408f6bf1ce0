"""Reads the sentence: which words and images are things to draw, where each goes, which words name it, which style is asked for.

A transformer over the words alone, trained on sentences (see `sentences`), not on pictures.
"""
import torch
from torch import nn
from torch.nn import functional as F

from .model import PAD, TextBlock
from .sentences import KINDS, PLACES

WIDTH, LAYERS, HEADS, LONGEST = 128, 3, 4, 48


class Reader(nn.Module):
    """input_ids [b, m] -> kind [b, m, KINDS], place [b, m, len(PLACES)], style [b, m, styles] (logits) and names [b, m, m], the share
    of each word in the name of the thing at a position."""

    def __init__(self, vocabulary, styles):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.3)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.local = nn.Conv1d(WIDTH, WIDTH, 5, padding=2)  # neighbours decide most: "in the style of this <image>"
        self.blocks = nn.ModuleList(TextBlock(WIDTH, HEADS) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.kind, self.place, self.style = nn.Linear(WIDTH, KINDS), nn.Linear(WIDTH, len(PLACES)), nn.Linear(WIDTH, styles)
        self.asks, self.answers = nn.Linear(WIDTH, 64), nn.Linear(WIDTH, 64)

    def forward(self, input_ids):
        known = (input_ids != PAD).to(self.position.dtype)
        x = (self.embedding(input_ids) + self.position[:input_ids.shape[1]]) * known[..., None]
        x = x + F.silu(self.local(x.transpose(1, 2)).transpose(1, 2))
        log_mask = known.clamp_min(1e-30).log()
        for block in self.blocks:
            x = block(x, log_mask)
        x = self.norm(x)
        names = self.asks(x) @ self.answers(x).transpose(1, 2) * 64 ** -0.5 * 4 + log_mask[:, None]
        return self.kind(x), self.place(x), self.style(x), names
