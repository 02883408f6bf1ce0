"""Measures a model: held-out subjects picked out of 20 by their pixels, with a shuffled-reference control.

    python -m mumu_tiny.evaluate --art ART --bundle BUNDLE --n 200 --sheet sheet.png

Kinds: one, two (bound subjects), thing (procedural regions), shuffled (another crop is given than the one asked for: the
control), text and text-two (trained subjects, no crop), by-word, by-image, oracle (another style asked for; oracle: the crop has it already).
The judge lays each of 20 candidates on the ground that the picture shows and takes the one nearest in pixels
at the subject's place: that measures copying; the ideal picture itself is judged as `ceiling`. Crops have 128 px, pictures the bundle's
own size; they are looked at as 128 x 128 px, each the mean of those it covers. With --judge, a classifier (see `judge`)
also names subject and style: the measure of everything that is not a copy.
"""
import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from . import procedural
from .arrangement import MARGIN
from .runtime import Bundle, pixel_values
from .judge import STYLE_NAMES, class_of, load, look
from .scenes import CANVAS, COLOURS, OBJECT, SLOTS, Art
from .sentences import AVATAR

CANDIDATES = 20
SHOWN = {"one": 8, "two": 16, "thing": 8}  # first trials of each kind on the sheet, not chosen
GROUNDS = ["white", "grey", "red", "blue", "green", "yellow", "pink", "teal"]


class BundleSampler:
    """The bundle through ONNX Runtime, one picture at a time, as the plugin runs it."""

    def __init__(self, folder, side=None, threads=2):
        self.bundle = Bundle(folder, threads)
        self.size = (side, side) if side else self.bundle.size()

    def __call__(self, prompts, crops, seeds, steps=None, guidance=None):
        return [self.bundle.sample(p, c, s, steps=steps, guidance=guidance, size=self.size) for p, c, s in zip(prompts, crops, seeds)]


class PictureFolder:
    """Pictures that something else has made of the same trials, see `macro`: KIND-NUMBER.png."""

    def __init__(self, folder, kind):
        self.folder, self.kind = folder, kind

    def __call__(self, prompts, crops, seeds, steps=None, guidance=None):
        return [np.asarray(Image.open(self.folder / f"{self.kind}-{s:04d}.png").convert("RGB")) for s in seeds]


def lay(sprite, ground):
    """[64, 64, 4] on a colour -> float [64, 64, 3]."""
    alpha = sprite[..., 3:].astype(np.float32) / 255
    return sprite[..., :3] * alpha + np.asarray(ground, np.float32) * (1 - alpha)


def pick(picture, place, candidates):
    """Index of the candidate nearest to the picture at its place."""
    row, column = place
    seen = picture[row:row + OBJECT, column:column + OBJECT].astype(np.float32)
    edge = np.concatenate([picture[:4].reshape(-1, 3), picture[-4:].reshape(-1, 3)])
    ground = np.median(edge, 0)
    return int(np.argmin([np.square(seen - lay(c, ground)).mean() for c in candidates]))


def ground_of(picture):
    """Name of the colour nearest to what most of the top of a picture has."""
    seen = np.median(picture[:20].reshape(-1, 3), 0)
    return min(COLOURS, key=lambda name: np.square(seen - COLOURS[name]).sum())


def interval(hits, n):
    """Wilson, 95 %."""
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


class Trials:
    """Subjects, candidates and grounds, all from one seed."""

    def __init__(self, art, seed):
        self.art, self.rng = art, np.random.default_rng(seed)
        self.concepts = sorted(art.concepts)

    def sprites(self, count):
        """`count` sprites of different concepts: pixels, names and crops."""
        names = [self.concepts[i] for i in self.rng.choice(len(self.concepts), count, replace=False)]
        chosen = [sorted(self.art.concepts[n].items()) for n in names]
        rows = [c[self.rng.integers(len(c))][1] for c in chosen]
        return [np.array(self.art.pixels[i]) for i in rows], names, [self.crop(i) for i in rows]

    def crop(self, row):
        return pixel_values(self.art.large[row])

    def things(self, count):
        made = [procedural.thing(self.rng) for _ in range(count)]
        return [m[0] for m in made], [m[1] for m in made], [pixel_values(m[0].repeat(2, 0).repeat(2, 1)) for m in made]

    def named(self, count):
        """Names of `count` different things that have one."""
        names = [n for n in self.concepts if not AVATAR.match(n)]
        return [names[i] for i in self.rng.choice(len(names), count, replace=False)]

    def from_words(self, kind):
        """Trained things without a crop: one, or an unseen pair."""
        names, ground = self.named(CANDIDATES), GROUNDS[self.rng.integers(len(GROUNDS))]
        flat = lambda n: self.art.concepts[n].get("flat", next(iter(self.art.concepts[n].values())))
        two = kind == "text-two"
        things = f"{{{names[0]}}} and a {{{names[1]}}}" if two else f"{{{names[0]}}}"
        return {"prompt": f"a {things} on a {ground} background", "crops": [None, None] if two else [None], "true": [0, 1] if two else [0],
                "given": [0, 1] if two else [0], "places": [SLOTS[p] for p in (("left", "right") if two else ("centre",))],
                "candidates": [np.array(self.art.pixels[flat(n)]) for n in names], "ground": ground, "names": names}

    def restyled(self, kind):
        """A held-out subject, its crop in one style, another style asked for; the candidates are all its styles."""
        while True:
            known = self.art.concepts[self.concepts[self.rng.integers(len(self.concepts))]]
            styles = sorted(s for s in known if s in self.art.common)
            if len({class_of(s) for s in styles}) >= 4:
                break
        source, target = self.rng.choice(len(styles), 2, replace=False)
        while class_of(styles[source]) == class_of(styles[target]):
            source, target = self.rng.choice(len(styles), 2, replace=False)
        candidates = [np.array(self.art.pixels[known[s]]) for s in styles]
        ground, noun = GROUNDS[self.rng.integers(len(GROUNDS))], self.art.rows[known[styles[0]]]["concept"]
        shown = target if kind == "oracle" else source
        crops, how = [self.crop(known[styles[shown]])], f"in {styles[target]} style"
        if kind == "by-image":
            others = self.art.styles[styles[target]]
            crops.append(self.crop(others[self.rng.integers(len(others))]))
            how = "in the style of this {picture}"
        classes = [class_of(s) for s in styles]
        others = [n for n in self.named(CANDIDATES) if n != noun][:CANDIDATES - 1]
        return {"prompt": f"a {{{noun}}} on a {ground} background {how}", "crops": crops, "names": [noun] + others, "given": [int(shown)], "source": classes[source],
                "true": [int(target)], "classes": classes, "places": [SLOTS["centre"]], "candidates": candidates, "ground": ground}

    def make(self, kind):
        """-> dict(prompt, crops, given and true (candidate per slot), places, candidates, ground)."""
        if kind in ("by-word", "by-image", "oracle"):
            return self.restyled(kind)
        if kind in ("text", "text-two"):
            return self.from_words(kind)
        candidates, names, crops = self.things(CANDIDATES) if kind == "thing" else self.sprites(CANDIDATES)
        ground = GROUNDS[self.rng.integers(len(GROUNDS))]
        noun = lambda i: "person" if names[i].startswith("person ") else names[i]
        if kind == "two":
            prompt, places, true = f"a {{{noun(0)}}} and a {{{noun(1)}}} on a {ground} background", ["left", "right"], [0, 1]
        else:
            prompt, places, true = f"a {{{noun(0)}}} on a {ground} background", ["centre"], [0]
        given = [t + 2 for t in true] if kind == "shuffled" else true
        return {"prompt": prompt, "crops": [crops[g] for g in given], "true": true, "given": given,
                "places": [SLOTS[p] for p in places], "candidates": candidates, "ground": ground, "names": [] if kind == "thing" else names}


def reduced(picture, things=1):
    """A square picture as 128 x 128 px; of one that shows two things only what is within their margin, so that they are where one expects them."""
    if things == 2:
        picture = picture[MARGIN // 2:-MARGIN - MARGIN // 2, MARGIN:-MARGIN]  # NB: their rows begin with a cell, half a cell above the middle
    return np.asarray(Image.fromarray(picture).resize((CANVAS, CANVAS), Image.Resampling.BOX))


def ideal(trial):
    picture = np.tile(np.array(COLOURS[trial["ground"]], np.float32), (CANVAS, CANVAS, 1))
    for (row, column), g in zip(trial["places"], trial["given"]):
        picture[row:row + OBJECT, column:column + OBJECT] = lay(trial["candidates"][g], COLOURS[trial["ground"]])
    return picture.round().astype(np.uint8)


def flaws(trial, picture):
    """(error inside objects, error on the ring of 5 px around them, speckle on the far ground); mean absolute, 0..255."""
    area = np.zeros((CANVAS, CANVAS), bool)
    for (row, column), g in zip(trial["places"], trial["given"]):
        area[row:row + OBJECT, column:column + OBJECT] |= trial["candidates"][g][..., 3] > 24
    ring = area.copy()
    for _ in range(5):
        grown = np.pad(ring, 1)
        ring = grown[:-2, 1:-1] | grown[2:, 1:-1] | grown[1:-1, :-2] | grown[1:-1, 2:] | ring
    far = ~ring
    ring &= ~area
    image = picture.astype(np.float32)
    ground = np.median(image[far], 0)
    error = np.abs(image - ideal(trial)).mean(2)
    return error[area].mean(), np.abs(image[ring] - ground).mean(), np.abs(image[far] - ground).mean()


class Critic:
    """The independent judge's view of trials: which of the 20 named things, which of the seven styles."""

    def __init__(self, file):
        self.judge, names = load(file)
        self.index = {n: i for i, n in enumerate(names)}

    def report(self, kind, trials, pictures):
        seen = [look(self.judge, [p[r:r + OBJECT, c:c + OBJECT] for r, c in t["places"]]) for t, p in zip(trials, pictures)]
        lines = [f"{kind:9s} judge:"]
        judged = [(t, s) for t, s in zip(trials, seen) if t.get("names") and all(n in self.index for n in t["names"])]
        if judged:
            picks = [[int(s[0][k, [self.index[n] for n in t["names"]]].argmax()) for k in range(len(t["places"]))] for t, s in judged]
            wanted = [t["true"] if "classes" not in t else [0] for t, _ in judged]
            lines.append(share("subject", sum(p == w for p, w in zip(picks, wanted)), len(judged)))
        if "classes" in trials[0]:
            told = [STYLE_NAMES[int(s[1][0].argmax())] for s in seen]
            lines.append(share("style", sum(a == t["classes"][t["true"][0]] for a, t in zip(told, trials)), len(trials)))
            lines.append(share("crop's own style", sum(a == t["source"] for a, t in zip(told, trials)), len(trials)))
            by = {name: [a == name for a, t in zip(told, trials) if t["classes"][t["true"][0]] == name] for name in STYLE_NAMES}
            lines.append("asked for " + " ".join(f"{n} {np.mean(v):.2f}" for n, v in by.items() if v))
        print("  ".join(lines), flush=True)


def share(name, hits, n):
    low, high = interval(hits, n)
    return f"{name} {hits / n:.3f} [{low:.3f}, {high:.3f}] of {n}"


def sheet(trials, pictures, path, columns=8):
    """Crops above, result below, the prompt's ground kept."""
    side = pictures[0].shape[0]
    rows, half = (len(trials) + columns - 1) // columns, side // 2
    page = np.full((rows * (side + half + 12) + 4, columns * (side + 8) + 4, 3), 70, np.uint8)
    for n, (trial, picture) in enumerate(zip(trials, pictures)):
        y, x = n // columns * (side + half + 12) + 4, n % columns * (side + 8) + 4
        page[y + half + 4:y + half + 4 + side, x:x + side] = picture
        for i, g in enumerate(trial["given"] if trial["crops"][0] is not None else []):
            crop = Image.fromarray(lay(trial["candidates"][g], (128, 128, 128)).astype(np.uint8)).resize((half, half))
            page[y:y + half, x + half * i:x + half * (i + 1)] = np.asarray(crop)
    Image.fromarray(page).quantize(256).save(path, optimize=True)


def measure(sampler, art, kind, n, seed, steps, guidance, chunk=20):
    """-> (trials, pictures, the same reduced, picks, seconds)."""
    maker = Trials(art, seed)
    trials, pictures = [maker.make(kind) for _ in range(n)], []
    begin = time.time()
    for i in range(0, n, chunk):
        part = trials[i:i + chunk]
        pictures += sampler([t["prompt"] for t in part], [t["crops"] for t in part], list(range(i, i + len(part))), steps, guidance)
    seconds = time.time() - begin
    small = [reduced(p, len(t["places"])) for t, p in zip(trials, pictures)]
    picks = [[pick(p, place, t["candidates"]) for place in t["places"]] for t, p in zip(trials, small)]
    return trials, pictures, small, picks, seconds


def report(kind, trials, pictures, picks, seconds):
    n = len(trials)
    print(share(f"{kind:9s} ground asked for", sum(ground_of(p) == t["ground"] for t, p in zip(trials, pictures)), n), flush=True)
    if "classes" in trials[0]:
        styled = [(t["classes"][p[0]], t) for t, p in zip(trials, picks)]
        hits, stayed = (sum(c == t[k] if k == "source" else c == t["classes"][t["true"][0]] for c, t in styled) for k in ("true", "source"))
        low, high = interval(hits, n)
        print(f"{kind:9s} n {n}  style of 7 {hits / n:.3f} [{low:.3f}, {high:.3f}]  crop's own style {stayed / n:.3f}", flush=True)
        return
    hits = sum(p == t["true"] for t, p in zip(trials, picks))
    ceiling = sum([pick(ideal(t), place, t["candidates"]) for place in t["places"]] == t["given"] for t in trials) / n
    low, high = interval(hits, n)
    inside, ring, far = np.mean([flaws(t, p) for t, p in zip(trials, pictures)], 0)
    line = f"{kind:9s} n {n}  picked {hits / n:.3f} [{low:.3f}, {high:.3f}]  ceiling {ceiling:.3f}"
    if kind == "two":
        each = np.mean([[a == b for a, b in zip(p, t["true"])] for t, p in zip(trials, picks)])
        line += f"  each {each:.3f}  swapped {sum(p == t['true'][::-1] for t, p in zip(trials, picks)) / n:.3f}"
    print(line + f"  error inside {inside:.1f} halo {ring:.1f} ground {far:.1f}  {seconds / n:.2f} s each", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bundle", "pictures", "sheet", "judge"):
        parser.add_argument("--" + name, type=Path)
    parser.add_argument("--art", type=Path, required=True)
    parser.add_argument("--n", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--steps", type=int, help="default: the bundle's own")
    parser.add_argument("--guidance", type=float, help="default: the bundle's own")
    parser.add_argument("--size", type=int, help="side of the pictures in px, default: the bundle's own")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=Path, help="folder for the pictures, KIND-NUMBER.png: to look at them again with --pictures")
    parser.add_argument("--kinds", nargs="+", default=["one", "two", "shuffled", "thing"])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = None
    if options.bundle:
        model = BundleSampler(options.bundle, options.size, options.threads)
    critic = Critic(options.judge) if options.judge else None
    art, shown = Art(options.art, "held"), ([], [])
    for kind in options.kinds:
        part = Art(options.art) if kind.startswith("text") else art
        sampler = PictureFolder(options.pictures, kind) if options.pictures else model
        trials, pictures, small, picks, seconds = measure(sampler, part, kind, options.n, options.seed, options.steps, options.guidance)
        report(kind, trials, small, picks, seconds)
        if options.save:
            options.save.mkdir(parents=True, exist_ok=True)
            for i, picture in enumerate(pictures):
                Image.fromarray(picture).save(options.save / f"{kind}-{i:04d}.png")
        if critic and kind not in ("thing", "shuffled"):
            critic.report(kind, trials, small)
        if kind not in ("shuffled", "oracle"):
            shown[0].extend(trials[:SHOWN.get(kind, 8)])
            shown[1].extend(pictures[:SHOWN.get(kind, 8)])
    if options.sheet:
        sheet(*shown, options.sheet)


if __name__ == "__main__":
    main()
