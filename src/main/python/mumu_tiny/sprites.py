"""Raw drawings -> sprites of 64 x 64 and of 128 x 128: white inside outlines, trimmed, long side filling the square, centred. Also the split.

    python -m mumu_tiny.sprites --raw ART/out --out ART        (writes sprites.npy, large.npy and sprites.json)

A sprite fills its square as the plugin's crops do, so that crop and drawn object are the same 64 pixels.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 64
HOLLOW = {"outline", "ink"}
HELD_OUT = Path(__file__).parent.parent / "held-out.json"


def inside(alpha):
    """Everything that the border cannot reach: flood fill by growing the outside."""
    wall = np.pad(alpha > 90, 2)
    outside = np.zeros_like(wall)
    outside[0, :] = True
    while True:
        grown = outside.copy()
        grown[1:] |= outside[:-1]
        grown[:-1] |= outside[1:]
        grown[:, 1:] |= outside[:, :-1]
        grown[:, :-1] |= outside[:, 1:]
        grown &= ~wall
        grown |= outside
        if (grown == outside).all():
            return ~outside[2:-2, 2:-2]
        outside = grown


def sprite(raw, hollow, size=SIZE):
    """[128, 128, 4] -> [size, size, 4] uint8, or None if hardly anything is drawn."""
    if hollow:
        alpha = raw[..., 3:].astype(np.float32) / 255
        body = inside(raw[..., 3])[..., None]
        under = np.where(body, 255, raw[..., :3])
        colour = raw[..., :3] * alpha + under * (1 - alpha)
        raw = np.concatenate([colour, np.where(body, 255, raw[..., 3:])], 2).astype(np.uint8)
    rows, columns = np.where((raw[..., 3] > 24).any(1))[0], np.where((raw[..., 3] > 24).any(0))[0]
    if len(rows) < 12 or len(columns) < 12:
        return None
    cut = Image.fromarray(raw[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1])
    scale = size / max(cut.size)
    width, height = (max(1, round(s * scale)) for s in cut.size)
    cut = cut.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA")
    canvas = Image.new("RGBA", (size, size))
    canvas.paste(cut, ((size - width) // 2, (size - height) // 2))
    return np.asarray(canvas)


def split(rows):
    """The held-out list, from hashes: 5 % of concepts, 10 % of the other concept-style cells, 10 % of people."""
    chance = lambda text: int(hashlib.sha256(("mumu " + text).encode()).hexdigest()[:8], 16) / 2 ** 32
    concepts = sorted({r["concept"] for r in rows if r["group"] != "avatar"})
    out = [c for c in concepts if chance(c) < 0.05]
    cells = sorted({(r["concept"], r["style"]) for r in rows if r["group"] != "avatar"})
    cells = [list(c) for c in cells if c[0] not in out and chance(" in ".join(c)) < 0.1]
    people = sorted({r["concept"] for r in rows if r["group"] == "avatar"})
    return {"concepts": out, "cells": cells, "people": [p for p in people if chance(p) < 0.1]}


def held_out(row, held):
    """held: the list with sets inside, see `read_held_out`."""
    concept = row["concept"]
    return concept in held["concepts"] or concept in held["people"] or (concept, row["style"]) in held["cells"]


def read_held_out(path=HELD_OUT):
    held = json.loads(Path(path).read_text(encoding="utf-8"))
    return {"concepts": set(held["concepts"]), "people": set(held["people"]), "cells": {tuple(c) for c in held["cells"]}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = json.loads((options.raw / "raw.json").read_text())
    raw = np.memmap(options.raw / "raw.bin", np.uint8, "r").reshape(len(rows), 128, 128, 4)
    kept, sprites, large = [], [], []
    for row, pixels in zip(rows, raw):
        cut = sprite(np.array(pixels), row["style"] in HOLLOW)
        if cut is not None:
            kept.append(row)
            sprites.append(cut)
            large.append(sprite(np.array(pixels), row["style"] in HOLLOW, 2 * SIZE))
    np.save(options.out / "sprites.npy", np.stack(sprites))
    np.save(options.out / "large.npy", np.stack(large))
    (options.out / "sprites.json").write_text(json.dumps(kept))
    if not HELD_OUT.exists():  # made once, then frozen
        lists = split(kept)
        HELD_OUT.write_text(json.dumps(lists, indent=0, sort_keys=True) + "\n")
    styles = {}
    for row in kept:
        styles[row["style"]] = styles.get(row["style"], 0) + 1
    print(len(kept), "sprites", styles)


if __name__ == "__main__":
    main()
