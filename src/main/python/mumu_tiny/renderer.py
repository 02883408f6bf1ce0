"""Draws a thing anew: what a crop shows, what its words name, in the style that is asked for.

A small U-Net from 64 x 64 pixels to 64 x 64 pixels, once per thing and picture, before the denoiser: the denoiser points at
what comes out exactly as it points at a crop that is copied. Without a crop the thing comes from its words alone;
without words (unknown ones) from the crop alone. The style is one vector, from words or from another picture.
"""
import torch
from torch import nn
from torch.nn import functional as F

CODE = 192  # what the words of a thing say
STYLE = 32


def conv(inputs, outputs, stride=1):
    return nn.Conv2d(inputs, outputs, 3, stride, 1)


class Block(nn.Module):
    """Two convolutions; the second norm is scaled and shifted by the condition."""

    def __init__(self, width, condition):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.conv1, self.conv2 = conv(width, width), conv(width, width)
        self.film = nn.Linear(condition, 2 * width)
        for p in (self.conv2.weight, self.conv2.bias, self.film.weight, self.film.bias):
            nn.init.zeros_(p)

    def forward(self, x, condition):
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        return x + self.conv2(F.silu(self.norm2(h) * (1 + scale) + shift))


class Renderer(nn.Module):
    """crop [n, 4, 64, 64] (colour premultiplied around mid-grey, mask; zeros: none), words [n, CODE] (zeros: none),
    style [n, STYLE] -> the thing drawn [n, 4, 64, 64], laid out like the crop."""

    def __init__(self, widths):
        super().__init__()
        a, b, c, d = widths
        condition = 192
        self.condition = nn.Sequential(nn.Linear(CODE + STYLE, condition), nn.SiLU(), nn.Linear(condition, condition), nn.SiLU())
        self.enter = conv(16, a)
        self.down1, self.down2, self.down3 = conv(a, b, 2), conv(b, c, 2), conv(c, d, 2)
        self.see1, self.see2, self.see3 = Block(b, condition), Block(c, condition), Block(d, condition)
        self.imagine = nn.Linear(CODE + STYLE, 16 * d)
        self.think = nn.ModuleList([Block(d, condition), Block(d, condition)])
        self.up3, self.up2, self.up1 = nn.Conv2d(d, 4 * c, 1), nn.Conv2d(c, 4 * b, 1), nn.Conv2d(b, 4 * a, 1)
        self.draw3, self.draw2, self.draw1 = nn.ModuleList([Block(c, condition), Block(c, condition)]), Block(b, condition), Block(a, condition)
        self.out_norm = nn.GroupNorm(8, a)
        self.out = conv(a, 32)  # [drawing 16 | share that is kept of the crop 16]
        nn.init.constant_(self.out.bias[16:], -2.0)
        self.polish1, self.polish2 = conv(8, 24), conv(24, 8)  # across the borders of the 2 x 2 px that `out` draws at once
        nn.init.zeros_(self.polish2.weight)
        nn.init.zeros_(self.polish2.bias)

    def forward(self, crop, words, style):
        both = torch.cat([words, style], 1)
        condition = self.condition(both)
        pixels = F.pixel_unshuffle(crop, 2)
        h0 = self.enter(pixels)
        h1 = self.see1(self.down1(h0), condition)
        h2 = self.see2(self.down2(h1), condition)
        h3 = self.see3(self.down3(h2), condition) + self.imagine(both).unflatten(1, (-1, 4, 4))
        for block in self.think:
            h3 = block(h3, condition)
        h = F.pixel_shuffle(self.up3(h3), 2) + h2
        for block in self.draw3:
            h = block(h, condition)
        h = self.draw2(F.pixel_shuffle(self.up2(h), 2) + h1, condition)
        h = self.draw1(F.pixel_shuffle(self.up1(h), 2) + h0, condition)
        both = F.pixel_shuffle(self.out(F.silu(self.out_norm(h))), 2)  # [n, 8, 64, 64]
        drawn, keep = (both + self.polish2(F.silu(self.polish1(both)))).float().chunk(2, 1)
        mask, keep = drawn[:, 3:].sigmoid(), keep.sigmoid()
        fresh = torch.cat([drawn[:, :3].tanh() * mask, mask], 1)
        return keep * crop + (1 - keep) * fresh
