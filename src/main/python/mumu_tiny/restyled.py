"""How a thing that no artist has drawn would look in a style, by arithmetic: few flat colours, soft shading, or contours.

Icons alone teach a renderer nothing of cells and photographs, which it then fills with an icon's colours.
"""
import numpy as np
from PIL import Image, ImageFilter

COLOURS = {"flat": 3, "soft": 5, "bold": 3, "cartoon": 4, "classic": 4, "outline": 3, "ink": 4}  # so many are left; shaded styles keep them
LINES = {"outline": 7, "ink": 3}  # pixels: the lines of styles that are black and white
SHADING = 0.12  # of shaded styles: how much lighter above and darker below
DARK = 0.5  # of the thing's own light: less is filled with black where only lines are drawn
BORDER = 12  # of 255: so much the light changes from one patch to another, at least
BLACK = 33


def restyled(thing, style):
    """thing [64, 64, 4] uint8 -> the same in that style of `styles.DRAWN`."""
    rgb, mask = thing[..., :3], thing[..., 3]
    inside = mask > 127
    if not inside.any():
        return thing
    laid = np.where(inside[..., None], rgb, rgb[inside].mean(0)).astype(np.uint8)  # nothing from outside runs in
    calm = Image.fromarray(laid).filter(ImageFilter.MedianFilter(5))
    if style not in COLOURS:
        painted = shaded(calm)
    elif style in LINES:
        painted = lined(patches(calm, COLOURS[style]), inside, LINES[style])
    else:
        painted = patches(calm, COLOURS[style])
    return np.concatenate([painted, mask[..., None]], 2)


def patches(picture, colours):
    """[64, 64, 3] uint8: few colours in few patches."""
    few = picture.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    palette = np.array(few.getpalette(), np.uint8).reshape(-1, 3)
    which = Image.fromarray(np.asarray(few)).filter(ImageFilter.ModeFilter(7))  # NB: of whole colours, not channel by channel
    return palette[np.asarray(which)]


def shaded(picture):
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.5)), np.float32)
    light = 1 + SHADING * np.linspace(1, -1, len(soft))[:, None, None]
    return np.clip(soft * light, 0, 255).astype(np.uint8)


def lined(flat, inside, width):
    """Black lines around the patches and the thing, on white; dark patches are black."""
    light = flat.astype(np.float32).mean(2)
    edge = np.zeros_like(inside)
    for axis in (0, 1):
        step = np.abs(np.diff(light, axis=axis)) > BORDER
        edge |= np.insert(step, 0, False, axis)
    drawn = wider(edge, max(1, width // 2 - 1)) | wider(~inside, width) | (light < DARK * light[inside].mean())
    return np.repeat(np.where(drawn, BLACK, 255).astype(np.uint8)[..., None], 3, 2)


def wider(lines, width):
    size = width | 1
    return np.asarray(Image.fromarray((lines * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(size))) > 0 if size > 1 else lines
