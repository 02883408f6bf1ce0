"""Measures what seeds change, and whether things are where the model says they are.

    python -m mumu_tiny.vary --art ART --bundle BUNDLE --n 200 --sheet sheet.png

seeds: mean difference (0..255) between 8 seeds of one prompt that names two bound, held-out things and no ground; beside it that
between 8 compositions of the same two by the generator of scenes. outlines: two bound things, or as many as asked for of eight bound
ones, on a plain ground with all variety; how well the outline that the model tells agrees with what differs from the ground:
intersection over union, of all pixels and without those next to the outline, where soft edges lie.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from .evaluate import GROUNDS, Trials, interval
from .runtime import Bundle
from .scenes import CELL, COLOURS, SLOTS, Art, Frame, background, loosened, moved, paste, sized

SEEDS = 8
EXAMPLES = 8  # bound things of which many are made
SEEN = 24  # a pixel that differs so much from the ground, in any channel, is not ground


def spread(pictures):
    """Mean absolute difference of all pairs."""
    p = np.stack(pictures).astype(np.float32)
    return float(np.mean([np.abs(p[i] - p[j]).mean() for i in range(len(p)) for j in range(i)]))


def compositions(rng, sprites, variety, side):
    """The generator's own pictures of the same two things, side x side px."""
    out, frame = [], Frame(side, side, side // 2)
    for _ in range(SEEDS):
        picture = np.ascontiguousarray(background(rng, frame)[0])
        corners = [SLOTS["left"], SLOTS["right"]]
        places = moved(rng, corners, frame) if variety else [frame.first(corner) for corner in corners]
        for sprite, (row, column) in zip(sprites, places):
            paste(picture, sized(loosened(rng, sprite) if variety else sprite, frame.thing), CELL * row, CELL * column)
        out.append(picture)
    return out


def seeds(bundle, art, n, variety, shown):
    """-> (mean over n prompts of the model's spread, of the compositions' spread)."""
    trials, rng, made, real = Trials(art, 2026), np.random.default_rng(7), [], []
    for i in range(n):
        sprites, _, crops = trials.sprites(2)
        pictures = [bundle.sample("a {thing} and a {thing}" if i % 2 else "a picture of a {person} and his {thing}", crops, SEEDS * i + k, variety=variety) for k in range(SEEDS)]
        made.append(spread(pictures))
        real.append(spread(compositions(rng, sprites, variety, bundle.size()[0])))
        if i < 3:
            shown.append(np.concatenate(pictures, 1))
    return np.mean(made), np.mean(real)


def covered(size, boxes, masks, words):
    """size: of the canvas -> bool: the union of all things."""
    out = np.zeros(size, bool)
    for (top, left, height, width), mask, word in zip(boxes.astype(int), masks, words):
        if word >= 0:
            out[top:top + height, left:left + width] |= mask > 0.5
    return out


def eroded(area):
    """Without the pixels that have a neighbour outside."""
    padded = np.pad(area, 1, mode="edge")
    return area & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def plainest(sprites):
    """The ground that is least like the things."""
    solid = np.concatenate([s[s[..., 3] > 127][:, :3] for s in sprites]).astype(np.float32)
    return max(GROUNDS, key=lambda g: np.quantile(np.abs(solid - COLOURS[g]).max(1), 0.02))


def outlines(bundle, art, n, count, shown):
    """-> intersection over union of n pictures [n, 2]: of all pixels, and of those more than one from the outline."""
    trials, found, kinds = Trials(art, 2027), [], 2 if count == 2 else EXAMPLES
    for i in range(n):
        sprites, _, crops = trials.sprites(kinds) if i % 2 else trials.things(kinds)
        noun, ground = "cell" if i % 2 == 0 else "person", f"on a {plainest(sprites)} background"
        prompt, crops = (f"a {{{noun}}} and a {{thing}} {ground}", crops) if count == 2 else (f"{count} {{{noun}}} {ground}", [crops])
        picture = bundle.sample(prompt, crops, i, variety=1.0)
        told = covered(picture.shape[:2], *bundle.read(prompt, crops, None, i, 1.0)[2:])
        far = picture.astype(np.float32) - np.median(picture[~told], 0)
        seen = np.abs(far).max(2) > SEEN
        inner, outer = eroded(told), ~eroded(~told)
        sure = inner | ~outer
        found.append([(told & seen & part).sum() / ((told | seen) & part).sum() for part in (told | ~told, sure)])
        if i < 8 // (1 + (count > 2)):
            drawn = picture.copy()
            drawn[told & ~inner] = 255, 0, 255
            shown.append(drawn)
    return np.array(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "bundle"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--counts", type=int, nargs="+", default=[2, 12, 40], help="things of a picture whose outlines are measured")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    bundle, art, rows, drawn = Bundle(options.bundle, options.threads), Art(options.art, "held"), [], []
    for variety in (0.0, 1.0):
        n = max(1, options.n // SEEDS)
        made, real = seeds(bundle, art, n, variety, rows)
        print(f"seeds, variety {variety:.0f}  prompts {n}  spread {made:.1f}, compositions {real:.1f}: {made / real:.2f}", flush=True)
    for count in options.counts:
        found = outlines(bundle, art, options.n, count, drawn)
        for name, share in zip(("all pixels", "but for one pixel on either side of the outline"), found.T):
            good = int((share > 0.9).sum())
            low, high = interval(good, len(share))
            print(f"outlines of {count}  n {len(share)}  {name}: mean {share.mean():.3f}  median {np.median(share):.3f}  above 0.9: {good / len(share):.3f} [{low:.3f}, {high:.3f}]", flush=True)
    if options.sheet:
        rows += [np.concatenate(drawn[k:k + SEEDS], 1) for k in range(0, len(drawn) // SEEDS * SEEDS, SEEDS)]
        Image.fromarray(np.concatenate(rows)).quantize(256).save(options.sheet, optimize=True)


if __name__ == "__main__":
    main()
