"""Trains the generator; resumes exactly: every batch, noise and time step is a function of (seed, step).

    python -m mumu_tiny.train --art ART --run RUN --codec RUN/codec.pt --vocabulary RUN/words.json

RUN/last.pt is the state (model, EMA, optimizer, step, minutes), RUN/train.log the curve. RUN/settings.json, if present at
the start, changes the learning rate, the mix of records or the end (`{"lr": 5e-4, "mix": {"cross": 0.2},
"decay_from": 9000, "stop_at": 12000}`). A file RUN/stop makes it save and end: remove it, and start again to go on.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from .configs import CONFIGS, autocast
from .diffusion import STEPS, alphas_cumprod
from .export import load_codec
from .model import Generator, Size
from .scenes import SMALL, Art, Batches
from .training import save

SETTINGS = {"lr": 1e-3, "warmup": 300, "warm_from": 0, "decay_from": 0, "stop_at": 0, "mix": {}, "ema": 0.9985, "batch": 32}
FIRST, NOISY = 0.5, 0.3  # share of samples in the noisiest 30 %: sigma above 7, where grounds are decided
DRIFT = 0.15  # latent units
PROBES = (990, 750, 500, 250)


class Stream(torch.utils.data.IterableDataset):
    """Batches from `start` on."""

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
    """Warm-up (from `warm_from`: where a run begins without its optimizer's state), constant, and a cosine to 2 % between decay_from and stop_at."""
    lr = settings["lr"] * min(1, max(0, (step - settings["warm_from"] + 1) / settings["warmup"]))
    if settings["decay_from"] and settings["stop_at"] > settings["decay_from"]:
        share = (step - settings["decay_from"]) / (settings["stop_at"] - settings["decay_from"])
        share = min(1, max(0, share))
        lr *= 0.02 + 0.98 * (1 + np.cos(np.pi * share)) / 2
    return float(lr)  # a numpy number would not load again


class Objective:
    """v-prediction; time steps stratified, uniform but for a share near pure noise: only there do words decide the ground,
    later the noisy picture shows it."""

    def __init__(self, encoder, device="cpu"):
        bar = alphas_cumprod()
        self.encoder, self.alpha, self.sigma, self.device = encoder.to(device), bar.sqrt().float(), (1 - bar).sqrt().float(), device

    def latents(self, pictures):
        with torch.no_grad():
            return self.encoder(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous()

    def __call__(self, generator, batch, random, t=None):
        """-> (loss, mean squared error of x0 per sample). `random` is the CPU's: the same numbers everywhere."""
        batch = {k: v.to(self.device) for k, v in batch.items()}
        x0 = self.latents(batch["pictures"])
        n = len(x0)
        if t is None:
            u = (torch.randperm(n, generator=random) + torch.rand(n, generator=random)) / n
            u = torch.where(u < FIRST, 1 - NOISY * u / FIRST, (u - FIRST) / (1 - FIRST))
            t = (u * STEPS).long().clamp_max(STEPS - 1)
        draw = lambda shape: torch.randn(shape, generator=random).to(self.device)
        noise = draw(x0.shape)
        a, s = (x[t].view(-1, 1, 1, 1).to(self.device) for x in (self.alpha, self.sigma))
        drift = self.drift(t, generator.training, random).to(self.device)  # as if earlier steps of a sampler had been a little wrong
        weight = s * s / (s * s + (a * drift) ** 2)
        if generator.training:
            noise = noise + a / s * drift * draw(x0.shape)
        with autocast(self.device):
            v = generator(a * x0 + s * noise, t.to(self.device), batch["ids"], batch["crops"].float(), batch["positions"],
                          batch["layouts"], batch["own"].float())
        error = (v.float() - (a * noise - s * x0)).square()
        return (weight * error).mean(), (error * s * s).mean((1, 2, 3)).detach()

    def drift(self, t, training, random):
        """[n, 1, 1, 1] for half of the samples up to DRIFT, else 0: teaches not to take a sampler's mosaic for texture."""
        size = DRIFT * torch.rand(len(t), generator=random) * (torch.rand(len(t), generator=random) < 0.5) * (t >= 30)
        return (size if training else 0 * size).view(-1, 1, 1, 1)


@torch.no_grad()
def probe(generator, objective, batches):
    """x0 error on held-out bound scenes at four noise levels."""
    out = []
    for t in PROBES:
        total = [objective(generator, b, torch.Generator().manual_seed(5), torch.full((len(b["ids"]),), t))[1].mean().item()
                 for b in batches]
        out.append(sum(total) / len(total))
    return out


class Team:
    """Processes of one thread each that share gradients once a step: far better than threads beside other work."""

    def __init__(self, count, numbers):
        context = torch.multiprocessing.get_context("spawn")
        self.count, self.barrier = count, context.Barrier(count)
        self.board = torch.zeros(count, numbers).share_memory_()
        self.ending = torch.zeros(1).share_memory_()

    def average(self, rank, live, ending):
        """Means the gradients; -> whether rank 0 wants this step to be the last."""
        if rank == 0:
            self.ending[0] = ending
        if self.count == 1:
            return ending
        flat = self.board[rank]
        torch.cat([p.grad.flatten() for p in live], out=flat[:sum(p.numel() for p in live)])
        self.barrier.wait()
        mean = self.board.mean(0)
        self.barrier.wait()  # nobody writes before all have read
        at = 0
        for p in live:
            p.grad.copy_(mean[at:at + p.numel()].view_as(p))
            at += p.numel()
        return bool(self.ending[0])


def build(options, words, encoder, decoder):
    """-> (generator, trained parameters by name, saved state or None)."""
    torch.manual_seed(options.seed)
    size, state, last = Size(vocabulary=5 + len(words), **CONFIGS[options.config].painter), None, options.run / "last.pt"
    if last.exists():
        state = torch.load(last, map_location="cpu", weights_only=True)
        size = Size(**state["size"])
        if state.get("words", words) != words:
            raise SystemExit(f"{options.vocabulary} is not the word list that {last} was trained with; see mumu_tiny.grow")
    generator = Generator(size)
    generator.set_components(encoder.weight.flatten(1), decoder.weight.flatten(1).T)
    if state:
        for kind in ("model", "ema"):  # what the saved model lacks begins fresh, from zeros or random numbers
            state[kind] = {**generator.state_dict(), **state[kind]}
        generator.load_state_dict(state["model"])
    return generator, {n: p for n, p in generator.named_parameters() if p.requires_grad}, state


def ordered(named):
    """Names in the optimizer's order: what decays (matrices), the rest, and the bag of words and the ground at large, which are to learn fast."""
    quick = [n for n in named if ".tone." in n or ".wash." in n or ".large." in n]
    slow = [n for n in named if n not in quick]
    return [n for n in slow if named[n].ndim > 1], [n for n in slow if named[n].ndim <= 1], quick


def moments_by_name(state, optimizer, names):
    """The saved optimizer, its moments put where parameters of the same name are now."""
    saved = state["optimizer"]["state"]
    at = {n: i for i, n in enumerate(state["names"])}
    kept = {i: saved[at[n]] for i, n in enumerate(names) if n in at and at[n] in saved}
    return {"state": kept, "param_groups": optimizer.state_dict()["param_groups"]}


def work(rank, options, team):
    torch.set_num_threads(options.threads)
    words = json.loads(options.vocabulary.read_text(encoding="utf-8"))
    encoder, decoder = load_codec(options.codec)
    device = CONFIGS[options.config].device
    objective = Objective(encoder, device)
    generator, named, state = build(options, words, encoder, decoder)
    generator.to(device, memory_format=torch.channels_last)
    live = list(named.values())
    decaying, rest, quick = ordered(named)
    groups = [{"params": [named[n] for n in decaying], "weight_decay": 0.01, "pace": 1.0},
              {"params": [named[n] for n in rest], "weight_decay": 0.0, "pace": 1.0},
              {"params": [named[n] for n in quick], "weight_decay": 0.0, "pace": 6.0}]
    optimizer = torch.optim.AdamW(groups, 1e-3, betas=(0.9, 0.98), fused=True)
    step, minutes = 0, 0.0
    if state:
        optimizer.load_state_dict(moments_by_name(state, optimizer, decaying + rest + quick))
        step, minutes = state["step"], state["minutes"]
    art, settings = Art(options.art), read_settings(options.run)
    share = {**settings, "batch": settings["batch"] // team.count}
    stream = loader(art, words, options.seed + 7919 * rank, share, step)
    if rank == 0:
        diary = Diary(options, generator, state, objective, words)
    stop, ending = options.stop_at or settings["stop_at"], False
    while not ending and not (stop and step >= stop):
        begin, batch = time.time(), next(stream)
        random = torch.Generator().manual_seed((options.seed * 1_000_003 + step) * team.count + rank)
        for group in optimizer.param_groups:
            group["lr"] = rate(settings, step) * group["pace"]
        loss, _ = objective(generator, batch, random)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        ending = team.average(rank, live, rank == 0 and (options.run / "stop").exists())
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        step += 1
        if rank == 0:
            minutes += (time.time() - begin) / 60
            diary.note(step, minutes, loss.item(), len(batch["ids"]) * team.count, named, settings)
            if diary.due() or ending or step == stop:
                diary.save(generator, optimizer, decaying + rest + quick, step, minutes)


class Diary:
    """Rank 0's extra duties: the average of the weights, the log, the checkpoints."""

    def __init__(self, options, generator, state, objective, words):
        self.last, self.objective, self.losses, self.samples, self.words = options.run / "last.pt", objective, [], 0, words
        self.average = Generator(generator.size)
        self.average.load_state_dict(state["ema"] if state else generator.state_dict())
        self.average.to(objective.device).eval()
        self.named = dict(self.average.named_parameters())
        mix = {"unbound": 0, "style_image": 0, "procedural": 0.1, "filter": 0, "ground": 0}
        tests = Batches(Art(options.art, "held"), words, 99, 24, mix, {SMALL: 1.0})
        self.tests = [{k: torch.from_numpy(v) for k, v in tests[i].items()} for i in range(4)]
        self.log = open(options.run / "train.log", "a", encoding="utf-8")
        self.shown = self.saved = time.time()

    def note(self, step, minutes, loss, samples, named, settings):
        keep = min(settings["ema"], (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_([self.named[n] for n in named], list(named.values()), 1 - keep)
        self.losses.append(loss)
        self.samples += samples
        if step % 50:
            return
        speed, self.samples = self.samples / (time.time() - self.shown), 0
        line = f"step {step} min {minutes:.1f} loss {np.mean(self.losses[-50:]):.4f} samples/s {speed:.0f}"
        if step % 1000 == 0:
            line += " x0@" + "/".join(map(str, PROBES)) + " " + " ".join(f"{e:.3f}" for e in probe(self.average, self.objective, self.tests))
        self.shown = time.time()
        print(line, file=self.log, flush=True)

    def due(self):
        return time.time() - self.saved > 180

    def save(self, generator, optimizer, names, step, minutes):
        save(self.last, {"words": self.words, "size": generator.size.as_dict(), "model": generator.state_dict(), "ema": self.average.state_dict(),
                         "optimizer": optimizer.state_dict(), "names": names, "step": step, "minutes": minutes})
        self.saved = time.time()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "run", "codec", "vocabulary"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--config", choices=sorted(CONFIGS), default="cpu")
    parser.add_argument("--ranks", type=int, help="processes; the batch is divided among them; default: the configuration's")
    parser.add_argument("--threads", type=int, default=1, help="per process")
    parser.add_argument("--stop-at", type=int, default=0, help="step to end at, over the settings' own")
    options = parser.parse_args()
    options.ranks = options.ranks or CONFIGS[options.config].ranks
    options.run.mkdir(parents=True, exist_ok=True)
    words = json.loads(options.vocabulary.read_text(encoding="utf-8"))
    _, named, _ = build(options, words, *load_codec(options.codec))
    team = Team(options.ranks, sum(p.numel() for p in named.values()))
    if options.ranks == 1:
        work(0, options, team)
    else:
        torch.multiprocessing.spawn(work, (options, team), nprocs=options.ranks)


if __name__ == "__main__":
    main()
