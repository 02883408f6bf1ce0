"""Measures grounds that a picture shows: "a {dog} on a {background}", both bound, of things and grounds that were never trained on.

    python -m mumu_tiny.backdrops --art ART --bundle BUNDLE --n 200 --sheet sheet.png

Picked: which of 20 grounds, and which of 20 things on the true ground, is nearest in pixels to what the picture shows; outside and
inside of the thing's square. Error: mean absolute difference (0..255) from the true ground, outside. The control is given another ground
than the one that is looked for.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from .evaluate import CANDIDATES, Trials, lay, reduced, share
from .runtime import Bundle, pixel_values
from .scenes import CANVAS, OBJECT, SMALL, SLOTS, Art, scenery

SHOWN = 8
NOUNS = ("background", "backdrop", "wooden background", "ground", "grass", "medium")


def whole(picture):
    """[h, w, 3] -> a crop without a hole."""
    return pixel_values(np.concatenate([picture, np.full_like(picture[..., :1], 255)], 2).round().astype(np.uint8))


def nearest(seen, candidates):
    return int(np.argmin([np.square(seen - c).mean() for c in candidates]))


def trial(bundle, trials, rng, number, control):
    """-> (ground picked, thing picked, error of the ground, the picture)."""
    sprites, _, crops = trials.sprites(CANDIDATES)
    grounds = [scenery(rng, SMALL, trials.art.pixels[trials.art.chosen]) for _ in range(CANDIDATES)]
    given = 1 if control else 0
    picture = bundle.sample(f"a {{thing}} on a {{{NOUNS[number % len(NOUNS)]}}}", [crops[0], whole(grounds[given])], number)
    seen, (row, column) = reduced(picture).astype(np.float32), SLOTS["centre"]
    area = np.zeros((CANVAS, CANVAS), bool)
    area[row:row + OBJECT, column:column + OBJECT] = True
    square = lambda p: p[row:row + OBJECT, column:column + OBJECT]
    return (nearest(seen[~area], [g[~area] for g in grounds]), nearest(square(seen), [lay(s, square(grounds[given])) for s in sprites]),
            np.abs(seen - grounds[0])[~area].mean(), picture)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "bundle"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bundle, art = Bundle(options.bundle, options.threads), Art(options.art, "held")
    for control in (False, True):
        trials, rng = Trials(art, 2028), np.random.default_rng(2028)
        made = [trial(bundle, trials, rng, i, control) for i in range(options.n)]
        picked = [share(name, sum(m[k] == 0 for m in made), options.n) for k, name in enumerate(("ground picked", "thing picked"))]
        print(f"{'control' if control else 'shown'}  {'  '.join(picked)}  error of the ground {np.mean([m[2] for m in made]):.1f}", flush=True)
        if options.sheet and not control:
            Image.fromarray(np.concatenate([m[3] for m in made[:SHOWN]], 1)).save(options.sheet)


if __name__ == "__main__":
    main()
