"""Golden generations for the Java tests: crops and pictures as PNG, everything else in one JSON.

    python -m mumu_tiny.golden --bundle BUNDLE --out src/test/resources/golden/NAME
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from .runtime import SAMPLERS, Bundle, noise_of, pixel_values


def crops(size):
    """Two synthetic RGBA cut-outs: a disc with a gradient, and a partly clear checked square."""
    y, x = np.mgrid[:size, :size]
    inside = (x - size / 2 + 0.5) ** 2 + (y - size / 2 + 0.5) ** 2 < (size * 0.42) ** 2
    disc = np.stack([x * 255 // size, y * 255 // size, np.full_like(x, 90), inside * 255], 2)
    checks = ((x // 4 + y // 4) % 2)
    square = np.stack([60 + 150 * checks, 200 - 120 * checks, 40 + 0 * x,
                       np.where((x >= size // 8) & (y < size - size // 8), 255, 0)], 2)
    return [disc.astype(np.uint8), square.astype(np.uint8)]


def write_golden(bundle_folder, out, prompt, steps, guidance=2.0, seed=42, weights=(1.0, 0.7), schedulers=tuple(SAMPLERS)):
    """Runs with those schedulers; `noise` holds the first numbers of torch's generator."""
    out.mkdir(parents=True, exist_ok=True)
    bundle = Bundle(bundle_folder)
    images = crops(bundle.manifest["image"]["size"])
    for i, image in enumerate(images):
        Image.fromarray(image).save(out / f"crop-{i}.png")
    values = [pixel_values(image) for image in images]
    ids, positions = bundle.tokens(prompt, [True, True])
    noise = noise_of(seed, bundle.latent_shape())
    runs = []
    for name, given, w in (("two-images", values, list(weights)), ("no-image", [None, None], None)):
        for scheduler in schedulers:
            pixels = bundle.sample(prompt, given, seed, w, scheduler, steps, guidance)
            file = f"{name}-{scheduler}.png"
            Image.fromarray(pixels).save(out / file)
            runs.append({"images": [f"crop-{i}.png" for i, v in enumerate(given) if v is not None],
                         "weights": w or [], "scheduler": scheduler, "expected": file})
    hidden, mask = bundle.encode_prompt(prompt, values, list(weights))
    record = {"prompt": prompt, "seed": seed, "steps": steps, "guidance": guidance,
              "input_ids": ids[0].tolist(), "image_positions": positions.tolist(),
              "noise_shape": list(noise.shape), "noise_head": [round(v, 7) for v in noise.flatten()[:24].tolist()],
              "hidden_states_shape": list(hidden.shape),
              "hidden_states_head": [round(float(v), 5) for v in hidden[0, 0, :8]],
              "attention_mask": [round(float(v), 3) for v in mask[0]], "runs": runs}
    (out / "golden.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--prompt", default="a {dog} and the {cat} on a red background")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--schedulers", nargs="+", choices=SAMPLERS, default=list(SAMPLERS))
    options = parser.parse_args()
    write_golden(options.bundle, options.out, options.prompt, options.steps, schedulers=options.schedulers)


if __name__ == "__main__":
    main()
