"""Things in black lines on white, by arithmetic: "outline" and "ink". It sees all 128 px of a crop, and what a network draws in 64 is blurred.

A bilateral filter calms surfaces first (Tomasi and Manduchi 1998; along rows, then along columns: Pham and van Vliet 2005). A line is where red, green
or blue is darker than around by two Gaussians (XDoG, doi 10.1016/j.cag.2012.03.004), and along the border. Lengths are px of 128.
"""
from typing import NamedTuple

import torch
from torch.nn import functional as F

LUMA = (0.299, 0.587, 0.114)  # Rec. 601
BLACK, WHITE = 33 / 127.5 - 1, 1.0
INSIDE = 0.5  # of the mask
FLATTEST = 0.15  # of 1: the least that is taken for the span from a thing's darkest to its lightest
SOFT = 0.03  # of that span: from black to white of a line
REACH, APART, TONE = 3, 2, 0.12  # of the bilateral filter: so many pixels to each side, px from each other; of 1: what differs by more stays apart
FINE = 1.4  # sigma of the smaller Gaussian
EVEN = 2.0  # steps of a border that are smaller are none
CANDIDATES, NEAR, MIDDLE = 14, 0.04, 0.3  # tones that are tried; which others count as near; how much one in the middle is preferred


class Manner(NamedTuple):
    """coarse: sigma of the larger Gaussian; tone, edge: how much it counts how light it is, and how much lighter than around; low, high: where less
    than the rarest tone of these and between is black; rim: px along the border."""
    coarse: float
    tone: float
    edge: float
    low: float
    high: float
    rim: int


MANNERS = {"outline": Manner(4.8, 0, 1, -0.07, -0.07, 6), "ink": Manner(3.2, 1, 6, 0.2, 0.5, 2)}


def taps(sigma, reach):
    taps = torch.exp(-torch.arange(-reach, reach + 1).float().square() / (2 * sigma ** 2))
    return taps / taps.sum()


def blurred(x, taps):
    """x [n, 1, s, s] by a Gaussian, down and across."""
    reach = len(taps) // 2
    x = F.pad(x, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(x, taps[None, None, None]), taps[None, None, :, None])


def widened(x, width):
    """The largest within `width` px down and across [n, 1, s, s]."""
    return F.max_pool2d(F.max_pool2d(x, (2 * width + 1, 1), 1, (width, 0)), (1, 2 * width + 1), 1, (0, width))


def calm(x, inside):
    """x [n, 1, s, s] by a bilateral filter of what is inside."""
    copies = torch.eye(2 * REACH + 1)[:, None]  # one shifted copy of a picture each
    near = taps(REACH * 0.6, REACH)[None, :, None, None]
    for kernel, padding in ((copies[:, :, None], (0, REACH * APART)), (copies[..., None], (REACH * APART, 0))):
        shifted, known = (F.conv2d(y, kernel, padding=padding, dilation=APART) for y in (x, inside))
        weight = near * torch.exp((shifted - x).square() / (-2 * TONE ** 2)) * known
        x = torch.where(inside > 0, (weight * shifted).sum(1, keepdim=True) / weight.sum(1, keepdim=True).clamp_min(1e-6), x)
    return x


def mean(x, inside):
    return (x * inside).sum((2, 3), keepdim=True) / inside.sum((2, 3), keepdim=True).clamp_min(1)


def rarest(light, inside, low, high):
    """The tone from low to high that the fewest pixels inside are near to [n, 1, 1, 1]: a border within a surface's own tone makes it grey."""
    share = torch.linspace(0, 1, CANDIDATES)[None, :, None, None]
    near = mean(torch.exp((light - low - (high - low) * share).square() / (-2 * NEAR ** 2)), inside)
    least = (near + MIDDLE * (high - low) * (share - 0.5).abs()).argmin(1, keepdim=True)
    return low + (high - low) / (CANDIDATES - 1) * least.float()


def rim(mask, ink):
    """How black the border is [n, 1, s, s]; a third of an outline is spared where a thing is thinner than four times that: limbs would be black."""
    wide, thin = (MANNERS[name].rim for name in ("outline", "ink"))
    pad = 4 * wide
    outside = F.pad(1 - mask, (pad,) * 4, value=1.0)
    thick = widened(1 - widened(outside, 2 * wide - 1), 2 * wide - 1)
    outline = torch.where(thick > INSIDE, widened(outside, wide), widened(outside, wide - wide // 3))
    black = torch.where(ink, widened(outside, thin), outline)
    return ((blurred(black, taps(EVEN, 6))[:, :, pad:-pad, pad:-pad] - 0.5) * EVEN + 0.5).clamp(0, 1)


def lined(crops, ink):
    """Premultiplied crops [n, 4, 128, 128] -> the same in lines; ink: one truth value, else in outline."""
    outlined, inked = (torch.tensor(MANNERS[name][:-1]) for name in ("outline", "ink"))
    _, tone, edge, low, high = torch.where(ink, inked, outlined)
    coarse = torch.where(ink, *(taps(MANNERS[name].coarse, 14) for name in ("ink", "outline")))
    mask = crops[:, 3:]
    inside = (mask > INSIDE).float()
    colour = crops[:, :3] / mask.clamp_min(1e-3) / 2 + 0.5
    colour = torch.where(inside > 0, colour, mean(colour, inside))  # nothing from outside runs in
    planes = calm(colour.flatten(0, 1)[:, None], inside.expand(-1, 3, -1, -1).flatten(0, 1)[:, None])
    light = (planes.unflatten(0, (-1, 3)) * torch.tensor(LUMA)[:, None, None, None]).sum(1)
    darkest, lightest = light.amin((2, 3), keepdim=True), light.amax((2, 3), keepdim=True)
    span = (lightest - darkest).clamp_min(FLATTEST)
    light = (light - darkest) / span
    lighter = (blurred(planes, taps(FINE, 5)) - blurred(planes, coarse)).unflatten(0, (-1, 3)).amin(1) / span
    black = rarest(light, inside, low, high) - tone * blurred(light, taps(FINE, 5)) - edge * lighter
    black = torch.maximum((black / SOFT + 0.5).clamp(0, 1), rim(mask, ink))
    return torch.cat([(WHITE + black * (BLACK - WHITE)).expand(-1, 3, -1, -1) * mask, mask], 1)
