"""What "sepia", "grey" and "pencil" do to a thing: arithmetic, the same for any region; nothing of it is learned."""
import torch
from torch.nn import functional as F

from .either import either
from .styles import FILTERS

LIGHT = (0.3, 0.59, 0.11)


def filtered(x, name):
    """Crops [n, 4, h, w], colour premultiplied around mid-grey, as a filter shows them."""
    mask = x[:, 3:]
    colour = x[:, :3] / mask.clamp_min(1e-3)
    light = (colour * colour.new_tensor(LIGHT)[:, None, None]).sum(1, keepdim=True)
    if name == "grey":
        colour = light.expand(-1, 3, -1, -1)
    elif name == "sepia":
        colour = (light + 1) * colour.new_tensor([1.07, 0.86, 0.62])[:, None, None] - 0.9
    else:
        light = (light * mask + (1 - mask) + 1) / 2  # on white
        around = F.avg_pool2d(F.pad(light, (2, 2, 2, 2), mode="replicate"), 5, 1)
        line = (light / around.clamp_min(0.01)).clamp(0, 1)
        rim = (mask - F.avg_pool2d(F.pad(mask, (2, 2, 2, 2)), 5, 1)).clamp(0, 1)  # a pale thing on white paper has no other edge
        colour = ((line - 0.5) * 3.2 - 0.6 + 0.5 * light - 2.2 * rim).expand(-1, 3, -1, -1)
    return torch.cat([colour.clamp(-1, 1) * mask, mask], 1)


def through(x, wanted):
    """wanted: a truth value for each of FILTERS: crops [n, 4, h, w] through those filters, one after the other."""
    for name, used in zip(FILTERS, wanted):
        x = either(used, filtered(x, name), x)
    return x
