"""Gives a run new words without losing what it has learned: rows of the embedding move with their words.

    python -m mumu_tiny.grow --run RUN --old RUN/words.json --new NEW.json     (rewrites RUN/last.pt and RUN/words.json)
"""
import argparse
import json
import shutil
from pathlib import Path

import torch

from .export import SPECIAL, moved
from .model import Generator, Size
from .training import save

NAME = "prompt_encoder.embedding.weight"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "old", "new"):
        parser.add_argument("--" + name, type=Path, required=True)
    options = parser.parse_args()
    old, new = (json.loads(p.read_text(encoding="utf-8")) for p in (options.old, options.new))
    state = torch.load(options.run / "last.pt", weights_only=True)
    torch.manual_seed(state["step"])
    state["size"]["vocabulary"] = SPECIAL + len(new)
    generator = Generator(Size(**state["size"]))
    fresh = generator.state_dict()[NAME]
    for kind in ("model", "ema"):
        state[kind][NAME] = moved(state[kind][NAME], old, new, fresh)
    moments = state["optimizer"]["state"][state["names"].index(NAME)]
    for kind in ("exp_avg", "exp_avg_sq"):
        moments[kind] = moved(moments[kind], old, new, torch.zeros_like(fresh))
    shutil.copyfile(options.run / "last.pt", options.run / f"before-grow-{state['step']}.pt")
    state["words"] = new
    save(options.run / "last.pt", state)
    (options.run / "words.json").write_text(json.dumps(new), encoding="utf-8")
    print(f"{len(old)} -> {len(new)} words at step {state['step']}")


if __name__ == "__main__":
    main()
