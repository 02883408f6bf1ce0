"""Trains the renderer on its own: pairs of drawings of one thing in two styles (the second painted), things from their words, what microscopes show, sketches,
and things of no kind in the styles' manners.

    python -m mumu_tiny.train_renderer --art ART --run RUN --vocabulary RUN/words.json

RUN/renderer.pt is the state, RUN/renderer.log the curve, RUN/renderer.png the newest sample sheet (held-out things).
RUN/renderer.json, if present at the start, changes SETTINGS. Resumes to the step; RUN/stop-renderer makes it save and end.
RUN/teacher.pt, if present, is a renderer that is learned from in place of the artists, see `teacher`.
"""
import argparse
import copy
import json
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

from . import procedural
from .alike import Pairings
from .configs import CONFIGS, autocast
from .eye import apart
from .illustrator import Illustrator
from .model import UNK
from .prompting import every_word
from .restyled import restyled
from .runtime import premultiplied, within
from .scenes import COLOURS, WORD, Art, hue_matrix
from .specimens import SPECIMENS, coloured, drawing
from .styles import ANY, CLASSES, DRAWN, LINED, PAINTED, STYLES, synonyms
from .teacher import Teacher
from .train import Team, rate
from .training import save

SETTINGS = {"batch": 32, "lr": 1e-3, "warmup": 300, "decay_from": 0, "stop_at": 0, "ema": 0.998, "seen": 0.1, "strokes": 0.2, "named": 0.05, "edges": 0.5,
            "adversary": 0.0, "adversary_from": 0, "adversary_lr": 4e-4, "tell": 0.1, "alike": 2, "louder": 1.5, "views": 3, "strangers": 2.0, "hue": 2.0,
            "kinds": {"cross": 0.45, "same": 0.05, "text": 0.27, "sketch": 0.05, "specimen": 0.08, "restyled": 0.1}}
MAX_WORDS = 5
STYLED = 0.75  # share of the drawings from words that are to be in a certain style, one of these
IMAGINED = ("flat", "soft", "cartoon")  # three artists' that have nearly all things
GREY = 0.4  # share of the cells and cut-outs that are as most micrographs are
RECOLOURED = 0.35  # share of the drawings to be drawn in another style that have other colours than their artists gave them
LIFELIKE = 0.5  # share of the strangers that are like photographs of what drawings show
LIT = ("3d", "gradient", "soft", "bold")  # the styles of those drawings, beside all of people
UNNAMED = 0.8  # share of the drawings to be drawn in another style whose thing has no name
SHARES = [(s in PAINTED) * (0.5 if s in ("3d", "gradient", "flat") else 1.0) for s in DRAWN]  # of what is drawn anew: those three look nearly the same
CLASS_OF = torch.tensor([CLASSES.get(s, len(CLASSES)) for s in STYLES])
SCALES = {1: 0.5, 4: 1.0, 8: 1.0}


class Adversary(nn.Module):
    """Tells drawings of a style from the renderer's and from those of other styles, patch by patch. Strangers in the manner of a style are a
    kind of their own."""

    def __init__(self, widths=(32, 64, 128)):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        a, b, c = widths
        self.body = nn.Sequential(norm(nn.Conv2d(4, a, 4, 2, 1)), nn.LeakyReLU(0.2), norm(nn.Conv2d(a, b, 4, 2, 1)), nn.LeakyReLU(0.2),
                                  norm(nn.Conv2d(b, c, 4, 2, 1)), nn.LeakyReLU(0.2), norm(nn.Conv2d(c, c, 3, 1, 1)), nn.LeakyReLU(0.2))
        self.out = norm(nn.Conv2d(c, 1, 1))
        self.styles = nn.Embedding(2 * len(STYLES), c)
        nn.init.normal_(self.styles.weight, std=0.1)
        self.tell = nn.Linear(c, len(STYLES))

    def forward(self, x, style, stranger):
        """-> (how real each patch looks in that style [n, 8, 8], logits of the styles [n, styles])."""
        h = self.body(x)
        kind = self.styles(style + len(STYLES) * stranger)
        return self.out(h)[:, 0] + (h * kind[:, :, None, None]).mean(1), self.tell(h.mean((2, 3)))


def contour(x):
    """Where a drawing [4, s, s] changes, 0..1 [1, s, s]."""
    mask = x[3:]
    laid = (x[:3] + (1 - mask)).mean(0, keepdim=True)
    blurred = F.avg_pool2d(laid[None], 3, 1, 1)[0]
    rows, columns = torch.zeros_like(blurred), torch.zeros_like(blurred)
    rows[:, 1:-1] = blurred[:, 2:] - blurred[:, :-2]
    columns[:, :, 1:-1] = blurred[:, :, 2:] - blurred[:, :, :-2]
    edge_mask = torch.zeros_like(mask)
    edge_mask[:, 1:-1, 1:-1] = (mask[:, 2:, 1:-1] - mask[:, :-2, 1:-1]).abs() + (mask[:, 1:-1, 2:] - mask[:, 1:-1, :-2]).abs()
    return ((rows.square() + columns.square()).sqrt() * 2.5 + edge_mask * 0.7 - 0.25).clamp(0, 1)


def sketch(x, rng):
    """The outline of a drawing: dark lines where it changes, on white paper or on its own white silhouette."""
    mask, line = x[3:], contour(x)
    paper = torch.ones_like(mask) if rng.random() < 0.5 else torch.maximum(mask, line)
    return torch.cat([(1 - 2 * line).expand(3, -1, -1) * paper, paper])


AS_IT_IS = torch.eye(3)


class Lesson(NamedTuple):
    """crop and target [4, s, s], the style asked for, ids of words; the crop as its artist drew it, the same by arithmetic if that can be (else
    zeros), and the matrix [3, 3] by which `crop` and `target` have other colours than those; whether the target is no artist's."""
    crop: torch.Tensor
    target: torch.Tensor
    style: int
    words: list
    clean: torch.Tensor
    computed: torch.Tensor
    turn: torch.Tensor = AS_IT_IS
    stranger: bool = False


class Pairs:
    """pairs[step]: always the same arrays for the same seed and step. "stranger": whether it is drawn by arithmetic; "artist": the style, of
    what an artist has drawn in it: what imitates a style teaches nobody to tell it."""

    def __init__(self, art, words, seed, size, kinds, alike=0):
        """alike: see `alike.Pairings`."""
        self.art, self.seed, self.size = art, seed, size
        self.pairings = Pairings(art, alike)
        self.kinds, self.shares = list(kinds), np.array(list(kinds.values())) / sum(kinds.values())
        self.ids = {w: i + 5 for i, w in enumerate(words)}
        self.names = [c for c in art.concepts if any(s in PAINTED for s in art.concepts[c])]
        self.codes = {c: [self.ids.get(w, UNK) for w in WORD.findall(c.lower())][:MAX_WORDS] for c in self.names}
        self.drawn = {c: {s: i for s, i in art.concepts[c].items() if s in PAINTED} for c in self.names}
        called = {}
        for word, concept in synonyms(art).items():
            if word in self.ids:
                called.setdefault(concept, []).append([self.ids[word]])
        self.called = called
        self.manners = [s for s in PAINTED if s in art.styles]
        self.lit = [s for s in LIT + tuple(art.people) if s in art.styles]
        self.thing = [[self.ids[w]] for w in procedural.WORDS[:3]] + [[UNK]]

    def anything(self, rng):
        """A name that says nothing of what it names."""
        return self.thing[rng.integers(len(self.thing))]

    def said(self, rng, index):
        """What the thing of a drawing is called: as the plugin asks for bound things to be drawn anew, "thing", or sometimes its name."""
        name = self.art.rows[index]["concept"]
        return self.anything(rng) if rng.random() < UNNAMED else self.codes[name]

    def pair(self, rng, kind):
        """-> (index of crop or None, index of target, style, words)."""
        name = self.names[rng.integers(len(self.names))]
        known = self.drawn[name]
        target = list(known)[rng.integers(len(known))]
        style, words = STYLES.index(target), self.codes[name]
        if name in self.called and rng.random() < 0.3:
            words = self.called[name][rng.integers(len(self.called[name]))]
        if kind == "text":
            imagined = [s for s in IMAGINED if s in known]
            if imagined and rng.random() < STYLED:
                target = imagined[rng.integers(len(imagined))]
                return None, known[target], STYLES.index(target), words
            target = next((s for s in ("flat", "gradient", "soft", "cartoon") if s in known), target)
            return None, known[target], ANY, words  # in a style that is drawn anew
        if rng.random() < 0.35:
            words = self.anything(rng)
        if kind == "sketch" and rng.random() < 0.4 and "flat" in known:
            return known["flat"], known["flat"], ANY, self.codes[name]
        return known[target], known[target], style, words

    def __getitem__(self, step):
        rng = np.random.default_rng([self.seed, step, 7])
        lessons, shown, by_picture = [], [], []
        for kind in rng.choice(self.kinds, self.size, p=self.shares):
            lesson = self.drawing(rng, kind)
            reference, style = lesson.target, lesson.style
            if style != ANY:
                pool = self.art.styles[STYLES[style]]
                reference = premultiplied(np.array(self.art.pixels[pool[rng.integers(len(pool))]])[None])[0]
            lessons.append(lesson)
            shown.append(reference)
            by_picture.append(float(style != ANY and rng.random() < 0.4))
        styles, strangers = (torch.tensor([getattr(x, name) for x in lessons]) for name in ("style", "stranger"))
        pictures = {name: torch.stack([getattr(x, name) for x in lessons]) for name in ("crop", "target", "clean", "computed", "turn")}
        words = torch.tensor([x.words + [-1] * (MAX_WORDS - len(x.words)) for x in lessons])
        return {**pictures, "style": styles, "words": words, "shown": torch.stack(shown),
                "by_picture": torch.tensor(by_picture), "stranger": strangers, "artist": styles.masked_fill(strangers, ANY)}

    def specimen(self, rng):
        """What a microscope shows, from its name or from a colour and its name; these have no style."""
        name = SPECIMENS[rng.integers(len(SPECIMENS))]
        said, picture = [name], drawing(name)
        if rng.random() < 0.5:
            colour = list(COLOURS)[rng.integers(len(COLOURS))]
            said, picture = [colour, name], coloured(name, colour)
        target = premultiplied(picture[None].copy())[0]
        nothing = torch.zeros_like(target)
        return Lesson(nothing, target, ANY, [self.ids[w] for w in said], nothing, nothing)

    def stranger(self, rng):
        """A cell, or what looks like a photograph or its part, and what it would be in a style. NB: cut-outs of flat colours look like icons, and
        took the styles from them."""
        if rng.random() < LIFELIKE:
            pool = self.art.styles[self.lit[rng.integers(len(self.lit))]]
            thing, noun = procedural.lifelike(rng, np.array(self.art.pixels[pool[rng.integers(len(pool))]])), "thing"
        else:
            thing, noun = procedural.stranger(rng)
        if rng.random() < GREY:
            thing = procedural.grey(thing)
        shares = np.array([SHARES[DRAWN.index(s)] for s in self.manners])
        style = self.manners[rng.choice(len(shares), p=shares / shares.sum())]
        crop, target = premultiplied(np.stack([thing, restyled(thing, style)]))
        words = self.anything(rng) if rng.random() < UNNAMED else [self.ids.get(noun, UNK)]
        return Lesson(self.photographed(rng, crop), target, STYLES.index(style), words, crop, target, stranger=True)

    def drawing(self, rng, kind):
        if kind == "specimen":
            return self.specimen(rng)
        if kind == "restyled":
            return self.stranger(rng)
        mirrored, computed = False, None
        if kind == "cross":
            source, goal, mirrored, style = self.pairings.draw(rng, SHARES)
            words = self.said(rng, goal)
            if self.art.rows[source]["style"] not in LINED:
                computed = restyled(np.array(self.art.pixels[source]), STYLES[style])
        else:
            source, goal, style, words = self.pair(rng, kind)
        target = premultiplied(np.array(self.art.pixels[goal])[None])[0]
        crop = torch.zeros_like(target) if source is None else premultiplied(np.array(self.art.pixels[source])[None])[0]
        computed = torch.zeros_like(target) if computed is None else premultiplied(computed[None])[0]
        if mirrored:
            crop, computed = crop.flip(2), computed.flip(2)
        if rng.random() < 0.5 and source is not None:
            target, crop, computed = target.flip(2), crop.flip(2), computed.flip(2)
        clean, turn = crop, AS_IT_IS
        if kind == "cross" and self.art.rows[source]["style"] not in LINED and rng.random() < RECOLOURED:
            turn = torch.from_numpy(hue_matrix(rng.uniform(0.5, 5.8)))
            if rng.random() < GREY:  # less of any hue, down to none
                turn = torch.lerp(turn, torch.full_like(turn, 1 / 3), rng.uniform(0.5, 1))
            target, crop = (torch.cat([torch.einsum("chw,cd->dhw", x[:3], turn).clamp(-1, 1), x[3:]]) for x in (target, crop))
        if kind == "sketch":
            crop = clean = sketch(crop, rng)
        elif source is not None:
            crop = self.photographed(rng, self.disguised(rng, crop))
        return Lesson(crop, target, style, words, clean, computed, turn)

    def disguised(self, rng, crop):
        """Sometimes as another hand would have drawn it, or a camera seen it: with contours, in few colours, blurred, with grain. What users bind
        is in none of the nine styles."""
        chance = rng.random()
        if chance < 0.15:
            line = F.max_pool2d(contour(crop)[None], 3, 1, 1)[0] if rng.random() < 0.5 else contour(crop)
            line = line * (crop[3:] > 0.02) * rng.uniform(0.6, 1)
            crop = torch.cat([crop[:3] * (1 - line) - line * crop[3:] * rng.uniform(0.7, 1), crop[3:]])
        elif chance < 0.25:
            levels = rng.uniform(1.5, 4)
            crop = torch.cat([(crop[:3] * levels).round() / levels * (crop[3:] > 0.5), crop[3:]])
            crop[:3] = within(crop[:3], crop[3:])
        elif chance < 0.35:
            crop = F.avg_pool2d(F.pad(crop[None], (1, 1, 1, 1), mode="replicate"), 3, 1)[0]
        elif chance < 0.45:
            grain = torch.from_numpy(rng.normal(0, rng.uniform(0.02, 0.15), crop.shape[1:]).astype(np.float32)) * crop[3:]
            crop = torch.cat([within(crop[:3] + grain, crop[3:]), crop[3:]])
        return crop

    def photographed(self, rng, crop):
        """Sometimes other light, and sometimes a box with what is behind the thing, as a user draws it."""
        if rng.random() < 0.25:
            crop = torch.cat([(crop[:3] * rng.uniform(0.6, 1.15) + crop[3:] * rng.uniform(-0.25, 0.25)).clamp(-1, 1), crop[3:]])
            crop[:3] = within(crop[:3], crop[3:])
        if rng.random() < 0.12:
            ground = torch.from_numpy(procedural.texture(rng).clip(0, 1)).permute(2, 0, 1).float() * 2 - 1 if rng.random() < 0.5 else \
                torch.from_numpy(procedural.colour(rng)).float()[:, None, None] * 2 - 1
            crop = torch.cat([crop[:3] + (1 - crop[3:]) * ground, torch.ones_like(crop[3:])])
        return crop


class Stream(torch.utils.data.IterableDataset):
    def __init__(self, pairs, start):
        self.pairs, self.start = pairs, start

    def __iter__(self):
        torch.set_num_threads(1)
        step = self.start
        while True:
            yield self.pairs[step]
            step += 1


def distance(drawn, target):
    """Mean absolute error per pixel, per cell of 4 x 4 and of 8 x 8: colours right even where an edge is elsewhere. Per sample."""
    error = drawn - target
    return sum(weight * (F.avg_pool2d(error, n) if n > 1 else error).abs().mean((1, 2, 3)) for n, weight in SCALES.items())


def tint(drawn, target):
    """Mean absolute error of how far red, green and blue are from their mean, per cell of 8 x 8: what is grey stays grey. Per sample."""
    error = F.avg_pool2d(drawn[:, :3] - target[:, :3], 8)
    return (error - error.mean(1, keepdim=True)).abs().mean((1, 2, 3))


def roughness(drawn, target):
    """Mean absolute error of the differences between neighbouring pixels. Of an edge that nobody can know where it is the best guess is
    none, and of grain too. Per sample."""
    error = drawn - target
    return (error[:, :, 1:] - error[:, :, :-1]).abs().mean((1, 2, 3)) + (error[..., 1:] - error[..., :-1]).abs().mean((1, 2, 3))


def sheet(model, batch, path):
    """Columns: crop, drawn, target."""
    with torch.no_grad():
        drawn = model(batch)
    rows = []
    for x in (batch["crop"], drawn, batch["target"]):
        laid = x[:, :3] + 0.55 * (1 - x[:, 3:])
        rows.append(((laid.clamp(-1, 1) + 1) * 127.5).byte().permute(0, 2, 3, 1).numpy())
    n = len(rows[0])
    strips = [np.concatenate([np.concatenate(list(r[i:i + 16]), 1) for r in rows], 0) for i in range(0, n - n % 16, 16)]
    Image.fromarray(np.concatenate(strips, 0)).save(path)


class Studio:
    """The illustrator, its adversary and their optimizers: one step of both, saved and loaded together."""

    def __init__(self, words, settings, config, eye):
        """eye: the state of `eye.Eye`."""
        torch.manual_seed(5)
        self.words, self.settings, self.config = words, settings, config
        self.model, self.average = (Illustrator(5 + len(words), config.renderer).to(config.device) for _ in range(2))
        self.model.eye.load_state_dict(eye)
        self.teacher = None
        self.adversary = Adversary().to(config.device)
        self.average.load_state_dict(self.model.state_dict())
        self.live, self.against = [p for p in self.model.parameters() if p.requires_grad], list(self.adversary.parameters())
        tables = [self.model.words.weight, self.model.styles.weight]  # a word is seen rarely: it has to learn fast
        decaying, rest = ([p for p in self.live if all(p is not t for t in tables) and (p.ndim > 1) == large] for large in (True, False))
        groups = [{"params": decaying, "weight_decay": 0.01, "pace": 1.0}, {"params": rest, "weight_decay": 0.0, "pace": 1.0},
                  {"params": tables, "weight_decay": 0.0, "pace": 6.0}]
        self.optimizer = torch.optim.AdamW(groups, 1e-3, betas=(0.9, 0.98), fused=True)
        self.rival = torch.optim.AdamW(self.against, 4e-4, betas=(0.5, 0.98), weight_decay=0.0, fused=True)
        self.saved = {"model": self.model, "ema": self.average, "adversary": self.adversary, "optimizer": self.optimizer, "rival": self.rival}
        self.step, self.minutes = 0, 0.0

    def load(self, file):
        state = torch.load(file, map_location="cpu", weights_only=True)
        known = len(state["words"])
        if state["words"] != self.words[:known]:
            raise SystemExit(f"{file} was trained with another word list")
        if known < len(self.words):  # new words at its end
            for part in ("model", "ema"):
                table = state[part]["words.weight"]
                state[part]["words.weight"] = torch.cat([table, self.saved[part].words.weight.detach()[len(table):]])
            state.pop("optimizer", None)
        for name, part in self.saved.items():
            if name in state:
                part.load_state_dict(state[name])
        self.step, self.minutes = state["step"], state["minutes"]

    def save(self, file):
        state = {name: part.state_dict() for name, part in self.saved.items()}
        save(file, {"words": self.words, "widths": self.config.renderer, **state, "step": self.step, "minutes": self.minutes})

    def pace(self):
        settings, step = self.settings, self.step
        lr = rate(settings, step)
        for group in self.optimizer.param_groups:
            group["lr"] = lr * group["pace"]
        for group in self.rival.param_groups:
            group["lr"] = settings["adversary_lr"] * lr / settings["lr"]

    def gradients(self, batch):
        """-> (distance in pixels, as the eye sees it, of the strokes, what the eye does not recognise of the style, how the adversary was
        fooled, what it failed to tell)."""
        self.optimizer.zero_grad(set_to_none=False)
        self.rival.zero_grad(set_to_none=False)
        with autocast(self.config.device):
            if self.teacher:
                batch["target"] = self.teacher(batch)
            drawn = self.model(batch)
            off = distance(drawn.float(), batch["target"]) + self.settings["edges"] * roughness(drawn.float(), batch["target"])
            loss = (off * (1 + (self.settings["strangers"] - 1) * batch["stranger"])).mean()
            loss = loss + self.settings["hue"] * (tint(drawn.float(), batch["target"]) * batch["stranger"]).mean()
            drawn, batch["target"] = self.moved(drawn, batch["target"])
            seen, strokes, named = self.seen(drawn, batch)
        fooled = caught = torch.zeros((), device=loss.device)
        if self.settings["adversary"]:
            fooled = self.fooled(drawn, batch)
            caught = self.caught(drawn.detach(), batch)
            caught.backward()
        weight = self.settings["adversary"] * (self.step >= self.settings["adversary_from"])
        (loss + self.settings["seen"] * seen + self.settings["strokes"] * strokes + self.settings["named"] * named + weight * fooled).backward()
        for p in self.live + self.against:
            if p.grad is None:
                p.grad = torch.zeros_like(p)
        return tuple(x.item() for x in (loss, seen, strokes, named, fooled, caught))

    def moved(self, *pictures):
        """By 0 to 3 px, the same for all: what looks at every second pixel must not find a grid that suits it."""
        shift = torch.randint(0, 4, (2,)).tolist()
        return (p.roll(shift, (2, 3)) for p in pictures)

    def seen(self, drawn, batch):
        """The eye's two distances, see `eye.apart`, and its error of telling the style that was asked for, where the target itself shows it."""
        eye, style = self.model.eye, batch["artist"]
        with torch.no_grad():
            goal = eye.features(batch["target"])
            shows = (eye.told(goal).argmax(1) == style).float()
        mine = eye.features(drawn)
        here, anywhere = apart(mine, goal)
        missed = F.cross_entropy(eye.told(mine).float(), style.clamp_max(len(DRAWN) - 1), reduction="none")
        return here.mean(), anywhere.mean(), (missed * shows).sum() / shows.sum().clamp_min(1)

    def fooled(self, drawn, batch):
        self.adversary.requires_grad_(False)
        with autocast(self.config.device):
            verdict, told = self.adversary(drawn, batch["style"], batch["stranger"])
        self.adversary.requires_grad_(True)
        missed = self.told(told, batch)
        return -(verdict.float().mean((1, 2))).mean() + self.settings["tell"] * missed

    def told(self, logits, batch):
        """Error of telling the style of drawings, where one was asked for."""
        asked = (batch["artist"] != ANY).float()
        return (F.cross_entropy(logits.float(), batch["artist"], reduction="none") * asked).sum() / asked.sum().clamp_min(1)

    def caught(self, drawn, batch):
        with autocast(self.config.device):
            shown = torch.cat([batch["target"], drawn.float(), batch["target"].roll(1, 0)])
            shown = shown + 0.04 * torch.randn_like(shown)
            verdict, told = self.adversary(shown, batch["style"].repeat(3), batch["stranger"].repeat(3))
        real, fake, wrong = verdict.float().chunk(3)
        style, stranger = batch["style"], batch["stranger"]
        kinds = CLASS_OF.to(drawn.device)[style] + len(STYLES) * stranger
        other = (kinds != kinds.roll(1)) & (style != ANY) & (style.roll(1) != ANY)
        lies = F.relu(1 + fake) + 0.5 * F.relu(1 + wrong) * other[:, None, None]
        return ((F.relu(1 - real) + lies).mean((1, 2))).mean() + self.told(told[:len(real)], batch)

    def move(self):
        nn.utils.clip_grad_norm_(self.live, 1.0)
        self.optimizer.step()
        if self.settings["adversary"]:
            self.rival.step()
        self.step += 1

    def remember(self):
        keep = min(self.settings["ema"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_([p for p in self.average.parameters() if p.requires_grad], self.live, 1 - keep)


class Log:
    """Rank 0's curve and sample sheets."""

    def __init__(self, options, art, words):
        self.sheet = options.run / "renderer.png"
        self.cross = Pairs(Art(options.art, "held"), words, 99, 48, {"cross": 1})[0]
        self.text = Pairs(art, words, 98, 16, {"text": 1, "specimen": 1})[0]
        self.file = open(options.run / "renderer.log", "a", encoding="utf-8")
        self.losses, self.shown = [], time.time()

    def note(self, studio, losses):
        self.losses.append(losses)
        if studio.step % 50:
            return
        loss, seen, strokes, named, fooled, caught = np.mean(self.losses[-50:], 0)
        speed = 50 * studio.settings["batch"] / (time.time() - self.shown)
        line = f"step {studio.step} min {studio.minutes:.1f} loss {loss:.4f} seen {seen:.3f} strokes {strokes:.3f} named {named:.3f} fooled {fooled:.3f} caught {caught:.3f} samples/s {speed:.0f}"
        if studio.step % 500 == 0:
            line += self.probe(studio.average)
        self.shown = time.time()
        print(line, file=self.file, flush=True)

    @torch.no_grad()
    def probe(self, model):
        model = copy.deepcopy(model).cpu().eval()
        cross, text = (distance(model(b), b["target"]).mean() for b in (self.cross, self.text))
        kept = distance(self.cross["crop"], self.cross["target"]).mean()
        sheet(model, {k: torch.cat([self.cross[k], self.text[k]]) for k in self.cross}, self.sheet)
        return f" held-out cross {cross:.4f} (crop itself {kept:.4f}) text {text:.4f}"


def work(rank, options, team):
    torch.set_num_threads(1)
    words = every_word(json.loads(options.vocabulary.read_text(encoding="utf-8")))
    settings = {**SETTINGS, **(json.loads(options.settings.read_text()) if options.settings.exists() else {})}
    config = CONFIGS[options.config]
    studio = Studio(words, settings, config, torch.load(options.run / "eye.pt", map_location="cpu", weights_only=True)["eye"])
    file = options.run / "renderer.pt"
    if file.exists():
        studio.load(file)
    if (options.run / "teacher.pt").exists():
        studio.teacher = Teacher(options.run / "teacher.pt", words, config.device, settings["louder"], settings["views"])
    for part in (studio.model, studio.adversary):
        part.to(memory_format=torch.channels_last)
    art = Art(options.art)
    pairs = Pairs(art, words, 11 + 7919 * rank, settings["batch"] // team.count, settings["kinds"], settings["alike"])
    stream = iter(torch.utils.data.DataLoader(Stream(pairs, studio.step), batch_size=None, num_workers=1, prefetch_factor=4))
    log = Log(options, art, words) if rank == 0 else None
    ending, saved = False, time.time()
    while not ending and not (settings["stop_at"] and studio.step >= settings["stop_at"]):
        begin, batch = time.time(), next(stream)
        studio.pace()
        batch = {k: v.to(config.device) for k, v in batch.items()}
        losses = studio.gradients({k: v.contiguous(memory_format=torch.channels_last) if v.ndim == 4 else v for k, v in batch.items()})
        ending = team.average(rank, studio.live + studio.against, rank == 0 and (options.run / "stop-renderer").exists())
        studio.move()
        if rank == 0:
            studio.minutes += (time.time() - begin) / 60
            studio.remember()
            log.note(studio, losses)
            if time.time() - saved > 180 or ending or studio.step == settings["stop_at"]:
                studio.save(file)
                saved = time.time()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("art", "run", "vocabulary"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--config", choices=sorted(CONFIGS), default="cpu")
    parser.add_argument("--ranks", type=int, help="processes; default: the configuration's")
    options = parser.parse_args()
    options.ranks = options.ranks or CONFIGS[options.config].ranks
    options.settings = options.run / "renderer.json"
    options.run.mkdir(parents=True, exist_ok=True)
    words = every_word(json.loads(options.vocabulary.read_text(encoding="utf-8")))
    count = sum(p.numel() for m in (Illustrator(5 + len(words), CONFIGS[options.config].renderer), Adversary()) for p in m.parameters())
    team = Team(options.ranks, count)
    if options.ranks == 1:
        work(0, options, team)
    else:
        torch.multiprocessing.spawn(work, (options, team), nprocs=options.ranks)


if __name__ == "__main__":
    main()
