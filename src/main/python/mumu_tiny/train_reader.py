"""Trains the reader on endless sentences: minutes.

    python -m mumu_tiny.train_reader --art ART --run RUN --vocabulary RUN/words.json --steps 6000
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from .model import PAD
from .reader import Reader
from .scenes import Art
from .sentences import NOTHING, Sentences
from .styles import STYLES
from .training import pace, save


class Pages(torch.utils.data.IterableDataset):
    """Batches of sentences from `start` on; the same for the same seed."""

    def __init__(self, sentences, seed, size, start=0):
        self.sentences, self.seed, self.size, self.start = sentences, seed, size, start

    def __getitem__(self, step):
        rng = np.random.default_rng([self.seed, step, 3])
        pages = [self.sentences.make(rng) for _ in range(self.size)]
        longest = max(map(len, pages))
        fields = {f: np.full((self.size, longest), fill, np.int64) for f, fill in (("id", PAD), ("kind", NOTHING), ("thing", -1), ("style", -1), ("place", -1))}
        for i, page in enumerate(pages):
            for f, table in fields.items():
                table[i, :len(page)] = [getattr(t, f) for t in page]
        return {f: torch.from_numpy(t) for f, t in fields.items()}

    def __iter__(self):
        step = self.start
        while True:
            yield self[step]
            step += 1


def names(batch):
    """[b, m, m]: for a word that has a place, the shares of the words that name its thing; and where there are any."""
    placed = batch["place"] >= 0
    same = (batch["thing"][:, :, None] == batch["thing"][:, None]) & (batch["id"] > 4)[:, None] & placed[:, :, None]
    count = same.sum(2)
    return same / count.clamp_min(1)[..., None], count > 0


def losses(reader, batch):
    kind, place, style, named = reader(batch["id"])
    flat = lambda logits, truth: F.cross_entropy(logits.flatten(0, 1), truth.flatten(), ignore_index=-1)
    truth, there = names(batch)
    wrong = -(truth * named.log_softmax(2)).sum(2)
    seen = batch["id"] != PAD
    kinds = F.cross_entropy(kind.flatten(0, 1), batch["kind"].flatten(), reduction="none")[seen.flatten()].mean()
    return 4 * kinds, flat(place, batch["place"]), flat(style, batch["style"]), (wrong * there).sum() / there.sum().clamp_min(1)


@torch.no_grad()
def measure(reader, batch):
    """Shares of sentences whose every kind, every place, every style is right."""
    kind, place, style, _ = reader(batch["id"])
    right = lambda logits, truth, where: ((logits.argmax(2) == truth) | ~where).all(1).float().mean().item()
    return right(kind, batch["kind"], batch["id"] != PAD), right(place, batch["place"], batch["place"] >= 0), right(style, batch["style"], batch["style"] >= 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "run", "vocabulary"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    options = parser.parse_args()
    torch.set_num_threads(1)
    words = json.loads(options.vocabulary.read_text(encoding="utf-8"))
    torch.manual_seed(1)
    reader = Reader(5 + len(words), len(STYLES))
    pages = Pages(Sentences(Art(options.art), words), 1, 128)
    tests = Pages(Sentences(Art(options.art), words), 2, 1000)[0]
    stream = iter(torch.utils.data.DataLoader(pages, batch_size=None, num_workers=1))
    optimizer = torch.optim.AdamW(reader.parameters(), 1e-3, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    begin = time.time()
    for step in range(options.steps):
        pace(optimizer, step, options.steps, 1.5e-3, warmup=200)
        parts = losses(reader, next(stream))
        optimizer.zero_grad()
        sum(parts).backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 250 == 0:
            reader.eval()
            print(step + 1, f"min {(time.time() - begin) / 60:.1f}", " ".join(f"{p.item():.4f}" for p in parts), "right kinds/places/styles", *(f"{m:.4f}" for m in measure(reader, tests)), flush=True)
            reader.train()
            save(options.run / "reader.pt", {"words": words, "reader": reader.state_dict()})


if __name__ == "__main__":
    main()
