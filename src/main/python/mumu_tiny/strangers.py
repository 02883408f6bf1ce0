"""Measures what becomes of things of no kind in a style: "a {cell} on a white background in soft style", of grey cells and cut-outs that no
training has seen, or, with --art, of what held-out drawings might look like in photographs.

    python -m mumu_tiny.strangers --bundle BUNDLE --n 200 --sheet sheet.png [--art ART]

In a coloured style: picked, which of 20 such things is nearest in pixels; off, how far the colours of its 8 x 8 px are from the thing's own, and
hue, how far apart red, green and blue are within it (means, 0..255). In outline and ink: how much of the thing's inside is white.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from . import procedural
from .evaluate import CANDIDATES, lay, reduced, share
from .runtime import Bundle, pixel_values
from .scenes import CELL, COLOURS, OBJECT, SLOTS, Art
from .styles import DRAWN, LINED
from .train_renderer import LIT

SEED = 2029
SHOWN = 36
WHITE = 200


def cells(rng):
    return procedural.grey(procedural.stranger(rng)[0])


def photographs(art):
    """-> a function like `cells`."""
    drawn = [i for s in LIT + tuple(art.people) for i in art.styles.get(s, [])]
    return lambda rng: procedural.lifelike(rng, np.array(art.pixels[drawn[rng.integers(len(drawn))]]))


def off(seen, expected, inside):
    """Mean difference of the mean colours of the cells that are the thing's alone; NaN where it has none."""
    shape = (OBJECT // CELL, CELL, OBJECT // CELL, CELL)
    whole = inside.reshape(shape).all((1, 3))
    return np.abs((seen - expected).reshape(*shape, 3).mean((1, 3)))[whole].mean() if whole.any() else np.nan


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--art", type=Path)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bundle, rng, (row, column) = Bundle(options.bundle, options.threads), np.random.default_rng(SEED), SLOTS["centre"]
    thing = photographs(Art(options.art, "held")) if options.art else cells
    picked, offs, hues, whites, shown = [], [], [], {s: [] for s in LINED}, []
    for i in range(options.n):
        things, style = [thing(rng) for _ in range(CANDIDATES)], DRAWN[i % len(DRAWN)]
        crop = pixel_values(things[0].repeat(2, 0).repeat(2, 1))
        seen = reduced(bundle.sample(f"a {{cell}} on a white background in {style} style", [crop], i))[row:row + OBJECT, column:column + OBJECT]
        own = things[0][..., 3] > 200
        inside = seen[own].astype(np.float32)
        if style in LINED:
            whites[style].append((inside.min(1) > WHITE).mean())
        else:
            picked.append(np.argmin([np.square(seen - lay(t, COLOURS["white"])).mean() for t in things]) == 0)
            offs.append(off(seen.astype(np.float32), things[0][..., :3], own))
            hues.append((inside.max(1) - inside.min(1)).mean())
        shown.append(np.concatenate([lay(things[0], COLOURS["white"]).astype(np.uint8), seen]))
    print(share("picked", sum(picked), len(picked)), f" off {np.nanmean(offs):.1f} hue {np.mean(hues):.1f}", *(f" white in {s} {np.mean(w):.2f}" for s, w in whites.items()))
    if options.sheet:
        rows = [np.concatenate(shown[k:k + 18], 1) for k in range(0, min(SHOWN, len(shown) // 18 * 18), 18)]
        Image.fromarray(np.concatenate(rows)).save(options.sheet)


if __name__ == "__main__":
    main()
