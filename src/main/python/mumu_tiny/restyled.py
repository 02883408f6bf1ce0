"""How a thing that no artist has drawn would look in a style, by arithmetic: calm and vivid surfaces, few flat colours, or lines.

Icons alone teach a renderer nothing of cells and photographs, which it then fills with an icon's colours.
Calm surfaces with sharp borders are a bilateral filter's (Tomasi and Manduchi 1998), its use for making photographs look drawn and the lines
are Winnemoeller's (doi 10.1145/1141911.1142018, and XDoG, doi 10.1016/j.cag.2012.03.004).
"""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

REACH = 3  # px, of the bilateral filter
TONE = 0.12  # of 1: colours that differ by more stay apart
BLACK, WHITE = 33, 255
DARK = 0.35  # of the span from a thing's darkest to its lightest: less is filled with black where only lines are drawn
FLATTEST = 0.15  # of 1: the least that is taken for such a span


class Manner(NamedTuple):
    """times: how often the surfaces are calmed; vivid, contrast: factors; colours, mode: so many are left (0: all), in patches without spots
    smaller than `mode` px; shading: how much lighter above and darker below."""
    times: int = 2
    vivid: float = 1.0
    contrast: float = 1.0
    colours: int = 0
    mode: int = 3
    shading: float = 0.0


class Lines(NamedTuple):
    """times as above; sigma: of the finer of two Gaussians, px; edge: how much lines count beside darkness; rim: px along the outline."""
    times: int
    sigma: float
    edge: float
    rim: int


MANNERS = {"3d": Manner(vivid=1.25, shading=0.12), "gradient": Manner(vivid=1.25, shading=0.12), "flat": Manner(3, 1.3, 1, 6, 5),
           "soft": Manner(vivid=1.15, colours=12, shading=0.08), "bold": Manner(3, 1.6, 1.25, 5, 5), "cartoon": Manner(2, 1.45, 1.1, 8),
           "classic": Manner(2, 1.1, 1.15, 10)}
LINES = {"outline": Lines(3, 1.6, 8, 2), "ink": Lines(2, 1.0, 6, 1)}


def restyled(thing, style):
    """thing [64, 64, 4] uint8 -> the same in that style of `styles.DRAWN`."""
    rgb, mask = thing[..., :3].astype(np.float32) / 255, thing[..., 3]
    inside = mask > 127
    if not inside.any():
        return thing
    rgb = np.where(inside[..., None], rgb, rgb[inside].mean(0))  # nothing from outside runs in
    if style in LINES:
        painted = np.repeat(lined(rgb, inside, LINES[style])[..., None], 3, 2)
    else:
        painted = coloured(rgb, inside, MANNERS[style])
    return np.concatenate([painted, mask[..., None]], 2)


def calm(x, inside, times):
    """x [h, w, c] float, by a bilateral filter of what is inside."""
    height, width, _ = x.shape
    space = np.arange(-REACH, REACH + 1)
    sigma = REACH * 0.6
    known = np.pad(inside.astype(np.float32), REACH)[..., None]
    for _ in range(times):
        padded = np.pad(x, ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
        total, weights = np.zeros_like(x), np.full((height, width, 1), 1e-9, np.float32)
        for a in space:
            for b in space:
                window = np.s_[REACH + a:REACH + a + height, REACH + b:REACH + b + width]
                other = padded[window]
                weight = np.exp(-(a * a + b * b) / (2 * sigma ** 2) - np.square(other - x).sum(2, keepdims=True) / (2 * TONE ** 2)) * known[window]
                total += weight * other
                weights += weight
        x = np.where(inside[..., None], total / weights, x)
    return x


def coloured(rgb, inside, manner):
    x = calm(rgb, inside, manner.times)
    grey = x.mean(2, keepdims=True)
    x = ((grey + (x - grey) * manner.vivid) - 0.5) * manner.contrast + 0.5
    pixels = (x.clip(0, 1) * 255).round().astype(np.uint8)
    if manner.colours:
        pixels = patches(Image.fromarray(pixels), manner.colours, manner.mode)
    light = 1 + manner.shading * np.linspace(1, -1, len(rgb))[:, None, None]
    return (pixels * light).clip(0, 255).astype(np.uint8)


def patches(picture, colours, mode):
    """[64, 64, 3] uint8: few colours in few patches."""
    few = picture.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    palette = np.array(few.getpalette(), np.uint8).reshape(-1, 3)
    which = Image.fromarray(np.asarray(few)).filter(ImageFilter.ModeFilter(mode))  # NB: of whole colours, not channel by channel
    return palette[np.asarray(which)]


def lined(rgb, inside, lines):
    """Black where it is dark, where the light changes and along the outline, else white [h, w] uint8."""
    light = calm(rgb, inside, lines.times).mean(2)
    darkest, lightest = np.percentile(light[inside], (2, 98))
    light = np.where(inside, (light - darkest) / max(lightest - darkest, FLATTEST), 1).clip(0, 1)
    fine, coarse = blurred(light, lines.sigma), blurred(light, 1.6 * lines.sigma)
    outside = np.pad(~inside, lines.rim, constant_values=True)
    rim = np.asarray(Image.fromarray(outside.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(2 * lines.rim + 1))) > 0
    black = ((1 + lines.edge) * fine - lines.edge * coarse < DARK) | rim[lines.rim:-lines.rim, lines.rim:-lines.rim]
    return np.where(black, BLACK, WHITE).astype(np.uint8)


def blurred(light, sigma):
    return np.asarray(Image.fromarray((light * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma)), np.float32) / 255
