"""The finest of what a crop shows stays when it is drawn anew: the renderer sees and draws a quarter of its pixels.

Pictures are parted by a Gaussian as in a Laplacian pyramid (Burt and Adelson, doi 10.1109/TCOM.1983.1095851): what is coarser is the drawing's.
"""
import torch

from .lines import blurred, taps
from .runtime import within

SIGMA = 1.0  # px of 128


def detailed(drawn, crops, share):
    """drawn, crops [n, 4, 128, 128], premultiplied; share [n]: how much of what is finer the crop has to say."""
    difference = drawn - crops
    coarser = blurred(difference.flatten(0, 1)[:, None], taps(SIGMA, 3)).unflatten(0, (-1, 4))[:, :, 0]
    colour, mask = (drawn + share[:, None, None, None] * (coarser - difference)).split((3, 1), 1)
    mask = mask.clamp(0, 1)
    return torch.cat([within(colour, mask), mask], 1)
