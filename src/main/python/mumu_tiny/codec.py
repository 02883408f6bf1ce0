"""Pixels <-> latents: a linear, bias-free PCA of 8x8 patches, and a decoder that adds what PCA drops.

Linear and bias-free on purpose: a masked (zero) pixel contributes exactly nothing, and an object copied on
the 8-px grid in pixels is the same copy in latents.
"""
import torch
from torch import nn
from torch.nn import functional as F

PATCH = 8


def principal_components(patches, channels):
    """[n, 192] patches in -1..1 -> (encode [channels, 192], decode [192, channels]), std of channels s -> sqrt(s)."""
    second_moment = (patches.T @ patches / len(patches)).double()
    values, vectors = torch.linalg.eigh(second_moment)
    order = values.argsort(descending=True)[:channels]
    spread = values[order].clamp_min(1e-9).pow(0.25)  # sqrt of the standard deviation
    basis = vectors[:, order]
    return (basis / spread).T.float().contiguous(), (basis * spread).float().contiguous()


class Encoder(nn.Module):
    """[b, 3, 8h, 8w] in -1..1 -> latents [b, C, h, w]."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels, 3, PATCH, PATCH) * 0.1, requires_grad=False)

    def forward(self, sample):
        return F.conv2d(sample, self.weight, stride=PATCH)


class Res(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x):
        return x + self.conv2(F.silu(self.conv1(F.silu(x))))


class Decoder(nn.Module):
    """Latents [b, C, h, w] -> [b, 3, 8h, 8w]: the inverse of the encoder plus a learned residual."""

    def __init__(self, channels, width=96):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels, 3, PATCH, PATCH) * 0.1, requires_grad=False)
        half = width // 2
        self.detail = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1), Res(width), Res(width),
            nn.Conv2d(width, half * 4, 1), nn.PixelShuffle(2), Res(half),  # [b, half, 2h, 2w]
            nn.Conv2d(half, 3 * 16, 3, padding=1), nn.PixelShuffle(4))  # [b, 3, 8h, 8w]
        nn.init.zeros_(self.detail[-2].weight)
        nn.init.zeros_(self.detail[-2].bias)

    def forward(self, latent_sample):
        plain = F.conv_transpose2d(latent_sample, self.weight, stride=PATCH)
        return plain + self.detail(latent_sample)


def set_components(encoder, decoder, encode, decode):
    """Writes one PCA into both ends."""
    encoder.weight.data.copy_(encode.view(-1, 3, PATCH, PATCH))
    decoder.weight.data.copy_(decode.T.reshape(-1, 3, PATCH, PATCH))
