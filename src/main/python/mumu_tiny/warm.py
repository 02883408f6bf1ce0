"""Makes checkpoints of a bundle, so that a machine without any goes on from what is committed. With the code that made the bundle:

    python -m mumu_tiny.warm --bundle BUNDLE --run RUN

RUN/last.pt, renderer.pt, eye.pt, reader.pt, codec.pt and words.json: weights as the bundle rounds them, no optimizer state, no adversary.
A graph holds weights under other names and turned around; which is which shows an export of the same parts with random weights.
"""
import argparse
import json
import re
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .codec import Decoder, Encoder
from .configs import CONFIGS
from .either import graphs
from .enlarger import Enlarger
from .export import SPECIAL, Parts, save_graphs
from .illustrator import Illustrator
from .model import Generator, Size
from .prompting import MEANT, Cells, Prompting, every_word
from .reader import Reader
from .styles import STYLES
from .train_codec import CHANNELS, WIDTH
from .training import save

GRAPHS = ("image_encoder", "prompt_encoder", "denoiser", "encoder", "decoder")


def words_of(bundle):
    words = {}
    for word, i in json.loads((bundle / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"].items():
        words.setdefault(i, word)  # what is read as another word comes after it
    last = max(i for i, word in words.items() if word not in MEANT)  # words that only the prompt encoder hears come after the vocabulary
    return [words[i] for i in range(SPECIAL, last + 1)]


def weights(graph):
    """By name, those of branches included."""
    return {t.name.removesuffix(".half"): numpy_helper.to_array(t) for g in graphs(graph) for t in g.initializer}


def recover(parts, bundle, image_size, canvas):
    """Fills the parts with what the bundle's graphs hold; -> names of parameters that no graph holds."""
    owned = [(f"{kind}.{name}", p) for kind, part in parts._asdict().items() for name, p in part.named_parameters()]
    made = {p: p.detach().clone() for _, p in owned}
    for p in made:
        p.data.normal_(std=0.02)
    with tempfile.TemporaryDirectory() as folder:
        save_graphs(parts, image_size, canvas, Path(folder))
        keys = {}
        for name, p in owned:
            value = p.detach().numpy()
            keys[value.tobytes()] = (p, False)
            if value.ndim == 2:
                keys[np.ascontiguousarray(value.T).tobytes()] = (p, True)
        found = {}
        for graph in GRAPHS:
            kept = weights(onnx.load(bundle / f"{graph}.onnx").graph)
            for name, value in weights(onnx.load(Path(folder) / f"{graph}.onnx").graph).items():
                p, turned = keys.get(value.astype(np.float32).tobytes(), (None, False))
                if p is not None and name in kept:
                    found[p] = torch.from_numpy(kept[name].astype(np.float32).T.copy() if turned else kept[name].astype(np.float32)).reshape(p.shape)
    for p in made:
        p.data.copy_(found.get(p, made[p]))
    return [name for name, p in owned if p not in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bundle", "run"):
        parser.add_argument("--" + name, type=Path, required=True)
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((options.bundle / "mumu.json").read_text(encoding="utf-8"))
    painted, drawn = map(int, re.search(r"\((\d+) and (\d+) steps\)", manifest["description"]).groups())
    words, sizes = words_of(options.bundle), CONFIGS["cpu"]
    generator = Generator(Size(vocabulary=SPECIAL + len(words), **sizes.painter)).eval()
    reader, illustrator = Reader(SPECIAL + len(words), len(STYLES)).eval(), Illustrator(SPECIAL + len(every_word(words)), sizes.renderer).eval()
    encoder, decoder = Encoder(CHANNELS), Decoder(CHANNELS, WIDTH)
    enlarger = Enlarger()
    for p in enlarger.parameters():  # zeros would all be the same bytes
        p.data.normal_(std=0.02)
    prompting = Prompting(generator, reader, illustrator, enlarger, words)
    parts = Parts(generator, Cells(), prompting, encoder, decoder)
    print("fresh:", *recover(parts, options.bundle, manifest["image"]["size"], manifest["canvas"]["width"]))
    (options.run / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    twice = lambda module: {"model": module.state_dict(), "ema": module.state_dict(), "minutes": 0.0, "words": words}
    save(options.run / "last.pt", {**twice(generator), "size": generator.size.as_dict(), "optimizer": {"state": {}}, "names": [], "step": painted})
    save(options.run / "renderer.pt", {**twice(illustrator), "words": every_word(words), "widths": sizes.renderer, "step": drawn})
    save(options.run / "eye.pt", {"eye": illustrator.eye.state_dict()})
    save(options.run / "enlarger.pt", {"enlarger": enlarger.state_dict()})
    save(options.run / "reader.pt", {"words": words, "reader": reader.state_dict()})
    save(options.run / "codec.pt", {"channels": CHANNELS, "width": WIDTH, "encoder": encoder.state_dict(), "decoder": decoder.state_dict()})


if __name__ == "__main__":
    main()
