"""Measures what becomes of cells and cut-outs in a style: "a {cell} on a white background in soft style", of grey ones that no training has seen.

    python -m mumu_tiny.strangers --bundle BUNDLE --n 200 --sheet sheet.png

In a coloured style: picked, which of 20 grey things is nearest in pixels; hue, how far apart red, green and blue are within the thing
(mean, 0..255). In outline and ink: lines, how much of the thing's inside is white.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from . import procedural
from .alike import COLOURLESS
from .evaluate import CANDIDATES, lay, reduced, share
from .runtime import Bundle, pixel_values
from .scenes import COLOURS, OBJECT, SLOTS
from .styles import DRAWN

SEED = 2029
SHOWN = 36
WHITE = 200


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bundle, rng, (row, column) = Bundle(options.bundle, options.threads), np.random.default_rng(SEED), SLOTS["centre"]
    picked, hues, whites, shown = [], [], {s: [] for s in COLOURLESS}, []
    for i in range(options.n):
        things, style = [procedural.grey(procedural.stranger(rng)[0]) for _ in range(CANDIDATES)], DRAWN[i % len(DRAWN)]
        crop = pixel_values(things[0].repeat(2, 0).repeat(2, 1))
        seen = reduced(bundle.sample(f"a {{cell}} on a white background in {style} style", [crop], i))[row:row + OBJECT, column:column + OBJECT]
        inside = seen[things[0][..., 3] > 200].astype(np.float32)
        if style in COLOURLESS:
            whites[style].append((inside.min(1) > WHITE).mean())
        else:
            picked.append(np.argmin([np.square(seen - lay(t, COLOURS["white"])).mean() for t in things]) == 0)
            hues.append((inside.max(1) - inside.min(1)).mean())
        shown.append(np.concatenate([lay(things[0], COLOURS["white"]).astype(np.uint8), seen]))
    print(share("picked", sum(picked), len(picked)), f" hue {np.mean(hues):.1f}", *(f" white in {s} {np.mean(w):.2f}" for s, w in whites.items()))
    if options.sheet:
        rows = [np.concatenate(shown[k:k + 18], 1) for k in range(0, min(SHOWN, len(shown) // 18 * 18), 18)]
        Image.fromarray(np.concatenate(rows)).save(options.sheet)


if __name__ == "__main__":
    main()
