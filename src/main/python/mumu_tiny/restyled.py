"""How a thing that no artist has drawn would look in a painted style, by arithmetic: calm and vivid surfaces, few tones, dark lines.

Icons alone teach a renderer nothing of cells and photographs, which it then fills with an icon's colours.
Calm surfaces with sharp borders are a bilateral filter's (Tomasi and Manduchi 1998); its use for making photographs look drawn, the soft steps
between tones and the lines are Winnemoeller's (doi 10.1145/1141911.1142018, and XDoG, doi 10.1016/j.cag.2012.03.004).
"""
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

REACH = 3  # px, of the bilateral filter
TONE = 0.12  # of 1: colours that differ by more stay apart
STRONG, FAINT = 6, 0.15  # of a line in colour: how much blacker than the light's fall, and what is no line
STEEP = 4  # of a step between two tones
FLATTEST = 0.15  # of 1: the least that is taken for such a span


class Manner(NamedTuple):
    """times: how often the surfaces are calmed; vivid: factor of colours; stretch: how far towards all of the span from black to white (0..1);
    steps: so many are left from black to white (0: all); lines: how dark they are (0..1); rim: px of a dark outline; shading: how much
    lighter above and darker below."""
    times: int
    vivid: float
    stretch: float
    steps: int = 0
    lines: float = 0.0
    rim: int = 0
    shading: float = 0.0


MANNERS = {"3d": Manner(3, 1.35, 0.3, lines=0.3, shading=0.14), "gradient": Manner(3, 1.35, 0.3, lines=0.3, shading=0.14), "flat": Manner(4, 1.5, 0.6, 3),
           "soft": Manner(4, 1.2, 0.4, lines=0.35, shading=0.1), "bold": Manner(4, 2.0, 0.8, 3, 1.0, rim=1), "cartoon": Manner(4, 1.8, 0.7, 4, 0.8),
           "classic": Manner(3, 1.1, 0.6, 5, 0.7)}


def restyled(thing, style):
    """thing [64, 64, 4] uint8 -> the same in that style of `styles.PAINTED`."""
    rgb, mask = thing[..., :3].astype(np.float32) / 255, thing[..., 3]
    inside = mask > 127
    if not inside.any():
        return thing
    rgb = np.where(inside[..., None], rgb, rgb[inside].mean(0))  # nothing from outside runs in
    return np.concatenate([coloured(rgb, inside, MANNERS[style]), mask[..., None]], 2)


def calm(x, inside, times):
    """x [h, w, c] float, by a bilateral filter of what is inside. Two pixels weigh for each other what the one weighs for the other."""
    height, width, _ = x.shape
    apart, near = -1 / (2 * TONE ** 2), -1 / (2 * (REACH * 0.6) ** 2)
    known, planes = inside.astype(np.float32), np.ascontiguousarray(x.transpose(2, 0, 1))
    pairs = [(a, b) for a in range(REACH + 1) for b in range(-REACH, REACH + 1) if (a, b) > (0, 0)]
    for _ in range(times):
        total, weights = planes * known, known.copy()
        for a, b in pairs:
            one = np.s_[..., :height - a, max(0, -b):width - max(0, b)]
            other = np.s_[..., a:, max(0, b):width - max(0, -b)]
            difference = planes[other] - planes[one]
            weight = np.exp(np.square(difference).sum(0) * apart + (a * a + b * b) * near)
            for here, there in ((one, other), (other, one)):
                counted = weight * known[there]
                total[here] += counted * planes[there]
                weights[here] += counted
        planes = np.where(inside, total / np.maximum(weights, 1e-9), planes)
    return planes.transpose(1, 2, 0)


def coloured(rgb, inside, manner):
    calmer = calm(rgb, inside, 1)
    light = span(calmer.mean(2), inside)
    x = stretched(calm(calmer, inside, manner.times - 1), inside, manner.stretch)
    grey = x.mean(2, keepdims=True)
    x = ((stepped(grey, manner.steps) if manner.steps else grey) + (x - grey) * manner.vivid).clip(0, 1)
    x = x * (1 - manner.lines * (STRONG * (blurred(light, 1.6) - blurred(light, 0.8)) - FAINT).clip(0, 1))[..., None]
    if manner.rim:
        x = np.where(border(inside, manner.rim)[..., None], x / 4, x)
    x = x * (1 + manner.shading * np.linspace(1, -1, len(x))[:, None, None])
    return (x.clip(0, 1) * 255).round().astype(np.uint8)


def span(light, inside):
    """light [h, w] with the darkest inside as 0 and the lightest as 1; outside 1."""
    darkest, lightest = np.percentile(light[inside], (2, 98))
    return np.where(inside, (light - darkest) / max(lightest - darkest, FLATTEST), 1).clip(0, 1).astype(np.float32)


def stretched(x, inside, by):
    return x + by * (span(x.mean(2), inside) - x.mean(2))[..., None]


def border(inside, width):
    """What of all is outside or so near to it [h, w]."""
    outside = np.pad(~inside, width, constant_values=True)
    near = np.asarray(Image.fromarray(outside.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(2 * width + 1))) > 0
    return near[width:-width, width:-width]


def stepped(light, steps):
    """Nearer to the nearest of `steps` + 1 tones from 0 to 1."""
    step = np.floor(light * steps)
    return (step + 0.5 + 0.5 * np.tanh(STEEP * (light * steps - step - 0.5)) / np.tanh(STEEP / 2)) / steps


def blurred(light, sigma):
    return np.asarray(Image.fromarray((light * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma)), np.float32) / 255
