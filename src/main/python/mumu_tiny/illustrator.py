"""The renderer with what turns words and pictures into its inputs."""
from torch import nn

from .configs import CONFIGS
from .eye import Eye
from .renderer import CODE, STYLE, Renderer
from .styles import DRAWN, STYLES


SURER = 4.0  # than the eye is: it was taught to doubt (label smoothing), and a mix of many styles is none


class Illustrator(nn.Module):
    """batch: crop, words (-1: none), style, shown, by_picture, see `train_renderer.Pairs` -> the drawings [n, 4, 64, 64]."""

    def __init__(self, vocabulary, widths=CONFIGS["cpu"].renderer):
        super().__init__()
        self.words = nn.Embedding(vocabulary, CODE)
        self.styles = nn.Embedding(len(STYLES), STYLE)
        nn.init.normal_(self.words.weight, std=0.5)
        self.eye = Eye().eval().requires_grad_(False)  # trained apart
        self.renderer = Renderer(widths)

    def train(self, mode=True):
        super().train(mode)
        self.eye.eval()
        return self

    def styles_of(self, pictures):
        """The styles that pictures [n, 4, 64, 64] seem to be drawn in, as far as the eye believes in them and their mirror images [n, len(DRAWN)]."""
        told = (self.eye(pictures) + self.eye(pictures.flip(3))).float() / 2
        return (SURER * told).softmax(1)

    def style(self, batch):
        by_picture, style = batch["by_picture"] > 0, self.styles(batch["style"]).float()
        style[by_picture] = (self.styles_of(batch["shown"][by_picture]) @ self.styles.weight[:len(DRAWN)]).to(style.dtype)
        return style

    def forward(self, batch):
        known = (batch["words"] >= 0).float()[..., None]
        code = (self.words(batch["words"].clamp_min(0)) * known).sum(1) / known.sum(1).clamp_min(1)
        return self.renderer(batch["crop"], code, self.style(batch))
