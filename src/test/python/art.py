"""A small art folder: noise sprites under real names, so that the held-out list applies."""
import json

import numpy as np

from mumu_tiny.sprites import read_held_out


def make(folder):
    rng, held = np.random.default_rng(0), read_held_out()
    names = sorted(held["concepts"])[:4] + sorted({c for c, _ in held["cells"]})[:4] + ["dog", "cat", "car", "tree"]
    rows = [{"concept": n, "style": s, "group": "animals-nature", "subgroup": "", "tags": [], "hex": ""}
            for n in names for s in ("flat", "soft", "outline", "ink")]
    rows += [{"concept": f"person {i}", "style": "toon", "group": "avatar", "subgroup": "", "tags": [], "hex": ""} for i in range(40)]
    sprites = rng.integers(0, 256, (len(rows), 64, 64, 4), np.uint8)
    sprites[..., 3] = 0
    sprites[:, 8:56, 4:60, 3] = 255
    np.save(folder / "sprites.npy", sprites)
    np.save(folder / "large.npy", sprites.repeat(2, 1).repeat(2, 2))
    (folder / "sprites.json").write_text(json.dumps(rows))
    return rows
