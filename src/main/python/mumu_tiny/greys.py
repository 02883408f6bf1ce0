"""What a crop shows in greys has no hue when it is drawn anew: most micrographs are of one channel, and a stained nucleus would tell of a stain.

Black lines on white are no such greys: they are a drawing, which may get colours.
"""
import torch

FAINT, CLEAR = 0.02, 0.06  # of 2, mean difference of the largest and the smallest of red, green and blue: below, it is grey; above, coloured
BLACK, WHITE = -0.55, 0.8  # what is between is a grey
LINES, TONES = 0.4, 0.5  # share of such greys: up to the first it is a drawing of lines (of outline and ink .39 at most), from the second on none
INSIDE = 0.9  # of the mask


def greyness(crops):
    """Premultiplied crops [n, 4, s, s] -> 1 for greys, 0 for colours, lines and nothing at all [n]."""
    colour, inside = crops[:, :3], (crops[:, 3] > INSIDE).float()
    size = inside.sum((1, 2)).clamp_min(1)
    hue = ((colour.amax(1) - colour.amin(1)) * inside).sum((1, 2)) / size
    light = colour.mean(1)
    toned = (((light > BLACK) & (light < WHITE)).float() * inside).sum((1, 2)) / size
    return ((CLEAR - hue) / (CLEAR - FAINT)).clamp(0, 1) * ((toned - LINES) / (TONES - LINES)).clamp(0, 1)


def without_hue(drawn, share):
    """drawn [n, 4, s, s] with so much of its hue taken away [n]."""
    colour, mask = drawn.split((3, 1), 1)
    return torch.cat([torch.lerp(colour, colour.mean(1, keepdim=True), share[:, None, None, None]), mask], 1)
