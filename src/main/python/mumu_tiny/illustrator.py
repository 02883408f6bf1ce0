"""The renderer with what turns words and pictures into its inputs."""
import torch
from torch import nn
from torch.nn import functional as F

from .configs import CONFIGS
from .renderer import CODE, STYLE, Renderer, StyleEncoder
from .styles import STYLES


class Illustrator(nn.Module):
    """batch: crop, words (-1: none), style, shown, by_picture, see `train_renderer.Pairs` -> the drawings [n, 4, 64, 64] and how badly styles
    of pictures were told."""

    def __init__(self, vocabulary, widths=CONFIGS["cpu"].renderer):
        super().__init__()
        self.words = nn.Embedding(vocabulary, CODE)
        self.styles = nn.Embedding(len(STYLES), STYLE)
        nn.init.normal_(self.words.weight, std=0.5)
        self.style_encoder = StyleEncoder()
        self.tell = nn.Linear(STYLE, len(STYLES))  # training aid: which style a picture is in
        self.renderer = Renderer(widths)

    def style(self, batch):
        """Style vectors [n, STYLE] and the loss of telling the styles of the pictures that show one."""
        seen = self.style_encoder(batch["shown"])
        wrong = F.cross_entropy(self.tell(seen).float(), batch["style"], reduction="none")
        by_picture = batch["by_picture"][:, None]
        named = self.styles(batch["style"])
        return torch.where(by_picture > 0, seen.float(), named.float()), (wrong * batch["by_picture"]).sum() / batch["by_picture"].sum().clamp_min(1)

    def forward(self, batch):
        style, wrong = self.style(batch)
        known = (batch["words"] >= 0).float()[..., None]
        code = (self.words(batch["words"].clamp_min(0)) * known).sum(1) / known.sum(1).clamp_min(1)
        return self.renderer(batch["crop"], code, style), wrong
