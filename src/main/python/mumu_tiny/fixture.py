"""Makes the untrained test bundle and its golden pictures, with fixed seeds.

    python -m mumu_tiny.fixture --bundles src/test/resources/bundles --golden src/test/resources/golden
"""
import argparse
import json
from pathlib import Path

import torch

from .codec import Decoder, Encoder, principal_components, set_components
from .export import Parts, save_bundle
from .golden import write_golden
from .model import Generator, Size

WORDS = "a an and the of with picture image on in is dog cat man red blue green white background style thing , .".split()
IMAGE_SIZE, CANVAS = 32, 48


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundles", type=Path, required=True)
    parser.add_argument("--golden", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(7)
    size = Size(vocabulary=5 + len(WORDS), channels=8, feature=16, words=16, layers=1, prompt=24, width=16, deep=16,
                blocks=1, heads=2, pointer=8, after=1)
    generator, encoder, decoder = Generator(size), Encoder(8), Decoder(8, 16)
    for p in generator.parameters():  # nothing may stay exactly zero, or half of the graph would not be tested
        if p.abs().max() == 0:
            torch.nn.init.normal_(p, std=0.05)
    smooth = torch.nn.functional.interpolate(torch.rand(400, 3, 3, 3), size=8, mode="bilinear") * 2 - 1
    encode, decode = principal_components(smooth.flatten(1), 8)
    generator.set_components(encode, decode)
    set_components(encoder, decoder, encode, decode)
    out = options.bundles / "tiny-random"
    out.mkdir(parents=True, exist_ok=True)
    (out / "LICENSE.txt").write_text("Random numbers; BSD-2-Clause like the program they test.\n", encoding="utf-8")
    identity = {"id": "tiny-random", "version": "1", "name": "Tiny random",
                "description": "An untrained bundle for tests: same graphs as mumu-tiny, random weights."}
    save_bundle(Parts(generator, generator.image_encoder, generator.prompt_encoder, encoder, decoder), WORDS, identity, IMAGE_SIZE, (CANVAS, 32, 64), out)
    write_golden(out, options.golden / "tiny-random", "a {dog} and the {cat} on a red background", steps=4)
    print(json.dumps({p.name: p.stat().st_size for p in sorted(out.iterdir())}))


if __name__ == "__main__":
    main()
