"""Trains the generator; resumes exactly: every batch, noise and time step is a function of (seed, step).

    python -m mumu_tiny.train --art ART --run RUN --codec RUN/codec.pt --vocabulary RUN/words.json

RUN/last.pt is the state (model, EMA, optimizer, step, minutes), RUN/train.log the curve. RUN/settings.json, if present,
changes the learning rate, the mix of records or the end (`{"lr": 5e-4, "mix": {"cross": 0.2}, "decay_from": 9000,
"stop_at": 12000}`); it is read again whenever the file changes.
"""
import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from .codec import PATCH
from .diffusion import STEPS, alphas_cumprod
from .export import load_codec
from .model import Generator, Size
from .scenes import Art, Batches

SETTINGS = {"lr": 1e-3, "warmup": 300, "decay_from": 0, "stop_at": 0, "mix": {}, "ema": 0.9985, "batch": 32}
PROBES = (980, 800, 600, 300)


class Stream(torch.utils.data.IterableDataset):
    """Batches from `start` on; restarted when the mix changes."""

    def __init__(self, batches, start):
        self.batches, self.start = batches, start

    def __iter__(self):
        step = self.start
        while True:
            yield {k: torch.from_numpy(v) for k, v in self.batches[step].items()}
            step += 1


def loader(art, words, seed, settings, start):
    batches = Batches(art, words, seed, settings["batch"], settings["mix"])
    return iter(torch.utils.data.DataLoader(Stream(batches, start), batch_size=None, num_workers=1, prefetch_factor=6))


def read_settings(run):
    file = run / "settings.json"
    return {**SETTINGS, **(json.loads(file.read_text()) if file.exists() else {})}


def rate(settings, step):
    """Warm-up, constant, and a cosine to 2 % between decay_from and stop_at."""
    lr = settings["lr"] * min(1, (step + 1) / settings["warmup"])
    if settings["decay_from"] and settings["stop_at"] > settings["decay_from"]:
        share = (step - settings["decay_from"]) / (settings["stop_at"] - settings["decay_from"])
        share = min(1, max(0, share))
        lr *= 0.02 + 0.98 * (1 + np.cos(np.pi * share)) / 2
    return lr


class Objective:
    """v-prediction with stratified uniform time steps."""

    def __init__(self, encoder):
        bar = alphas_cumprod()
        self.encoder, self.alpha, self.sigma = encoder, bar.sqrt().float(), (1 - bar).sqrt().float()

    def latents(self, pictures):
        with torch.no_grad():
            return self.encoder(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1)

    def __call__(self, generator, batch, random, t=None):
        """-> (loss, mean squared error of x0 per sample)."""
        x0 = self.latents(batch["pictures"])
        n = len(x0)
        if t is None:
            t = ((torch.randperm(n, generator=random) + torch.rand(n, generator=random)) / n * STEPS).long().clamp_max(STEPS - 1)
        noise = torch.randn(x0.shape, generator=random)
        a, s = self.alpha[t].view(-1, 1, 1, 1), self.sigma[t].view(-1, 1, 1, 1)
        with torch.autocast("cpu", torch.bfloat16):
            v = generator(a * x0 + s * noise, t, batch["ids"], batch["crops"].float(), batch["positions"]).float()
        error = (v - (a * noise - s * x0)).square()
        return error.mean(), (error * s * s).mean((1, 2, 3)).detach()


@torch.no_grad()
def probe(generator, objective, batches):
    """x0 error on held-out bound scenes at four noise levels."""
    out = []
    for t in PROBES:
        total = [objective(generator, b, torch.Generator().manual_seed(5), torch.full((len(b["ids"]),), t))[1].mean().item()
                 for b in batches]
        out.append(sum(total) / len(total))
    return out


def save(path, state):
    torch.save(state, str(path) + ".new")
    os.replace(str(path) + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "run", "codec", "vocabulary"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--stop-at", type=int, default=0, help="step to end at, over the settings' own")
    parser.add_argument("--width", type=int, nargs=2, default=(96, 192), help="of a new model: full and half resolution")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)
    words = json.loads(options.vocabulary.read_text(encoding="utf-8"))
    encoder, decoder = load_codec(options.codec)
    objective = Objective(encoder)
    torch.manual_seed(options.seed)
    size = Size(vocabulary=5 + len(words), width=options.width[0], deep=options.width[1])
    last, state = options.run / "last.pt", None
    if last.exists():
        state = torch.load(last, weights_only=True)
        size = Size(**state["size"])
    generator = Generator(size)
    generator.set_components(encoder.weight.flatten(1), decoder.weight.flatten(1).T)
    names = [n for n, p in generator.named_parameters() if p.requires_grad]
    live = [p for p in generator.parameters() if p.requires_grad]
    decay, plain = [p for p in live if p.ndim > 1], [p for p in live if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
                                  1e-3, betas=(0.9, 0.98), fused=True)
    step, minutes = 0, 0.0
    if state:
        generator.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, minutes = state["step"], state["minutes"]
    average = Generator(size)
    average.load_state_dict(state["ema"] if state else generator.state_dict())
    average_live = [dict(average.named_parameters())[n] for n in names]
    art = Art(options.art)
    bound = {"unbound": 0, "style_image": 0, "procedural": 0.1}
    tests = [{k: torch.from_numpy(v) for k, v in Batches(Art(options.art, "held"), words, 99, 24, bound)[i].items()} for i in range(4)]
    file = options.run / "settings.json"
    stamp = file.stat().st_mtime if file.exists() else 0
    settings = read_settings(options.run)
    stream = loader(art, words, options.seed, settings, step)
    log = open(options.run / "train.log", "a", encoding="utf-8")
    losses, saved, shown = [], time.time(), time.time()
    while not (stop := options.stop_at or settings["stop_at"]) or step < stop:
        begin = time.time()
        batch = next(stream)
        random = torch.Generator().manual_seed(options.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = rate(settings, step)
        loss, _ = objective(generator, batch, random)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        keep = min(settings["ema"], (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(average_live, live, 1 - keep)
        losses.append(loss.item())
        step += 1
        minutes += (time.time() - begin) / 60
        if step % 50 == 0:
            line = f"step {step} min {minutes:.1f} loss {np.mean(losses[-50:]):.4f} samples/s {50 * settings['batch'] / (time.time() - shown):.0f}"
            if step % 500 == 0:
                line += " x0@" + "/".join(map(str, PROBES)) + " " + " ".join(f"{e:.3f}" for e in probe(average, objective, tests))
            shown = time.time()
            print(line, flush=True)
            print(line, file=log, flush=True)
        if time.time() - saved > 180 or (stop and step == stop):
            save(last, {"size": size.as_dict(), "model": generator.state_dict(), "ema": average.state_dict(),
                        "optimizer": optimizer.state_dict(), "step": step, "minutes": minutes})
            saved = time.time()
        if step % 20 == 0 and file.exists() and file.stat().st_mtime != stamp:
            stamp, before = file.stat().st_mtime, settings
            settings = read_settings(options.run)
            print(f"step {step} settings {settings}", file=log, flush=True)
            if (settings["mix"], settings["batch"]) != (before["mix"], before["batch"]):
                stream = loader(art, words, options.seed, settings, step)


if __name__ == "__main__":
    main()
