"""Endless training records: record(seed, i) is always the same (picture, prompt, crops).

A record is what a captioned picture with regions gives in the plugin: `prompt` with {slots}, one crop
([S, S, 4] float, colour premultiplied around mid-grey) or None per thing, the picture they describe, and where
in the picture each crop is (row and column of its first 8-px cell; `NOWHERE` for a crop that only shows a style).
"""
import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image

from . import procedural
from .model import BOS, EOS, IMAGE, PAD, UNK
from .overlay import COVERED, laid
from .runtime import pixel_values
from .sprites import held_out, read_held_out

CANVAS, OBJECT, CELL = 128, 64, 8
NOWHERE = (-12, -12)
LONGEST = 48  # words of a prompt
COLOURS = {"white": (255, 255, 255), "grey": (160, 160, 160), "black": (0, 0, 0), "red": (214, 52, 48), "orange": (240, 145, 40),
           "yellow": (246, 216, 70), "green": (82, 168, 76), "teal": (40, 160, 160), "blue": (60, 110, 215),
           "purple": (132, 80, 190), "pink": (245, 165, 195), "brown": (140, 95, 60)}
HUELESS = ("white", "grey", "black")
SAID = 0.5  # share of records that say what their ground is
SAID_GROUNDS = (0.28, 0.12, 0.18, 0.18, 0.12, 0.08, 0.04)  # shares of plain, gradient, stripes, checks, dots, hills, cloudy
UNSAID_GROUNDS = (0.75, 0.25, 0, 0, 0, 0, 0)  # what no word asks for is quiet: of what might be anywhere, the painter imagined a mosaic
PATTERN = 32  # pixels of a stripe's width, a check's side, and from dot to dot
SMALLEST = 0.55  # of its square, that a thing may be


class Frame(NamedTuple):
    """Pixels of a canvas and of the square that each thing on it fills."""
    height: int
    width: int
    thing: int

    def room(self):
        """Rows and columns of cells by which a thing can move."""
        return (self.height - self.thing) // CELL, (self.width - self.thing) // CELL

    def tiles(self):
        """First cells of the squares of a thing's size that cover the canvas; none where they do not fit."""
        if self.height % self.thing or self.width % self.thing:
            return []
        return [(row, column) for row in range(0, self.height // CELL, self.thing // CELL) for column in range(0, self.width // CELL, self.thing // CELL)]

    def first(self, place):
        """First cell of a thing whose corner is at `place` of the small canvas."""
        return tuple(int(corner) * room // (CANVAS - OBJECT) for corner, room in zip(place, self.room()))


SMALL = Frame(CANVAS, CANVAS, OBJECT)
FEW = {SMALL: 0.18, Frame(192, 192, 96): 0.07, Frame(256, 256, 128): 0.24, Frame(128, 256, 64): 0.03, Frame(256, 128, 64): 0.03, Frame(192, 256, 96): 0.02,
       Frame(384, 384, 192): 0.05, Frame(512, 512, 256): 0.08, Frame(256, 512, 128): 0.02}
MANY = {Frame(256, 256, 80): 0.04, Frame(256, 256, 64): 0.05, Frame(256, 256, 48): 0.04, Frame(256, 256, 40): 0.03, Frame(256, 256, 32): 0.05,
        Frame(192, 192, 64): 0.02, Frame(192, 192, 48): 0.02, Frame(128, 128, 40): 0.015, Frame(128, 128, 32): 0.015}
MOST = 64  # things of a picture
MIDDLE = (CANVAS - OBJECT) // 2  # where a sentence that says nothing of an axis puts a thing on it, on the small canvas
SLOTS = {"centre": (32, 32), "left": (32, 0), "right": (32, 64), "top": (0, 32), "bottom": (64, 32),
         "top left": (0, 0), "top right": (0, 64), "bottom left": (64, 0), "bottom right": (64, 64)}
ONE = ["a {0}", "a {0}", "a picture of a {0}", "the {0}", "an image of a {0}", "{0}", "a photo of a {0}", "a drawing of a {0}",
       "this {0}", "my {0}", "an image with a {0}", "one {0}"]
OPENINGS = ["a picture of ", "a picture of ", "a picture of ", "an image of ", "a photo of ", "a drawing of "]
ONE_PLACED = [("a {0} on the left", "left"), ("a {0} on the right", "right"), ("a {0} at the top", "top"),
              ("a {0} at the bottom", "bottom"), ("a {0} in the top left corner", "top left"),
              ("a {0} in the top right corner", "top right"), ("a {0} in the bottom left corner", "bottom left"),
              ("a {0} in the bottom right corner", "bottom right"), ("a {0} in the centre", "centre"),
              ("a {0} in the middle", "centre")]
SIDE = [("a {0} and a {1}", 0), ("a {0} and a {1}", 0), ("a {0} and a {1}", 0), ("a picture of a {0} and a {1}", 0), ("a {0} next to a {1}", 0),
        ("a {0} beside a {1}", 0), ("a {0} with a {1}", 0), ("a {0} and his {1}", 0), ("a {0} and his {1}", 0), ("a {0} and her {1}", 0), ("a {0} and the {1}", 0),
        ("a picture of a {0} and his {1}", 0), ("a {0} , a {1}", 0), ("the {0} and the {1}", 0), ("a {0} and another {1}", 0),
        ("a {0} left of a {1}", 0), ("a {0} to the left of a {1}", 0), ("a {0} right of a {1}", 1),
        ("a {0} to the right of a {1}", 1), ("a {0} on the left and a {1} on the right", 0),
        ("a {0} on the right and a {1} on the left", 1), ("{0} and {1}", 0), ("a photo of a {0} near a {1}", 0),
        ("a {0} looking at a {1}", 0), ("a {0} holding a {1}", 0), ("a {0} playing with a {1}", 0)]
STACK = [("a {0} above a {1}", 0), ("a {0} on top of a {1}", 0), ("a {0} on a {1}", 0), ("a {0} over a {1}", 0), ("a {0} riding a {1}", 0),
         ("a {0} sitting on a {1}", 0), ("a {0} below a {1}", 1), ("a {0} under a {1}", 1), ("a {0} beneath a {1}", 1),
         ("a {0} at the top and a {1} at the bottom", 0)]
THREE = ["a {0} , a {1} and a {2}", "a {0} and a {1} and a {2}", "a picture of a {0} , a {1} and a {2}", "a {0} with a {1} and a {2}"]
FOUR = ["a {0} , a {1} , a {2} and a {3}", "a {0} and a {1} and a {2} and a {3}", "a picture of a {0} , a {1} , a {2} and a {3}"]
GROUND_WORDS = [["on a {a} background", "on a plain {a} background", "on {a}"],
                ["on a {a} to {b} gradient", "on a {a} and {b} gradient background"],
                ["on {a} and {b} stripes", "on a {a} and {b} striped background"],
                ["on a {a} and {b} checked background"],
                ["on a {a} background with {b} dots", "on a {a} and {b} dotted background"],
                ["on {b} hills under a {a} sky", "in front of {b} hills and a {a} sky"],
                ["on a {a} and {b} texture"]]  # per kind of ground
GROUND_BOUND = ["on a {background}", "on a {background}", "on the {background}", "on this {background}", "on {background}", "with this {background}", "in front of a {background}"]
PERSON = ["person", "man", "woman", "face", "boy", "girl", "portrait", "head", "person"]
STYLE_PHRASES = ["in {s} style", "in a {s} style", "{s} style", "drawn in {s} style", "in the {s} style", "in an {s} style"]
STYLE_BOUND = ["in a {x} style", "in an {x} style", "in the style of this {x}", "in {x} style", "in the {x} style"]
COUNTED = ["two {0}", "two {0}", "a picture of two {0}", "an image of two {0}", "a photo of two {0}", "many {0}", "the two {0}"]  # any number above one is read as "two"
COUNTED_WITH = ["two {0} and two {1}", "two {0} and a {1}", "a {0} and two {1}", "two {0} with two {1}", "two {0} , two {1}"]
STYLE_NOUNS = ["style", "picture", "image", "thing", "drawing"]
# shares: of things that are only named, of procedural things, of records with a style image among those with room for one,
# of records seen through a filter, with smaller and turned things, with things somewhere else where the sentence allows it,
# of steps whose records have a ground that is shown by a picture
MIX = {"unbound": 0.15, "procedural": 0.3, "style_image": 0.1, "filter": 0.05, "loose": 0.4, "moved": 0.6, "ground": 0.15}
WORD = re.compile(r"<image>|\w+|[^\w\s]")


class Art:
    """Sprites in memory with the index by concept and style. `part`: train, or held (never trained on)."""

    def __init__(self, folder, part="train"):
        rows = json.loads((Path(folder) / "sprites.json").read_text())
        self.pixels = np.load(Path(folder) / "sprites.npy", mmap_mode="r")
        self.large = np.load(Path(folder) / "large.npy", mmap_mode="r")  # the same with twice as many pixels
        held = read_held_out()
        self.rows = rows
        self.chosen = [i for i, r in enumerate(rows) if held_out(r, held) == (part == "held")]
        if part == "held":  # whole concepts and people only: cells are another measure
            self.chosen = [i for i in self.chosen if rows[i]["concept"] in held["concepts"] | held["people"]]
        self.styles, self.concepts = {}, {}
        for i in self.chosen:
            self.styles.setdefault(rows[i]["style"], []).append(i)
            self.concepts.setdefault(rows[i]["concept"], {})[rows[i]["style"]] = i
        self.common = [s for s in self.styles if s in ("3d", "gradient", "flat", "outline", "soft", "bold", "cartoon", "classic", "ink")]
        self.people = [s for s in self.styles if s not in self.common]


def vocabulary(art):
    """Every word that a record may hold."""
    text = [t for group in (ONE, THREE, FOUR, STYLE_PHRASES, STYLE_BOUND, STYLE_NOUNS, PERSON) for t in group]
    text += [t for t, _ in ONE_PLACED + SIDE + STACK]
    text += [art.rows[i]["concept"] for i in art.chosen if art.rows[i]["group"] != "avatar"]
    text += list(art.styles) + list(FILTERS) + procedural.WORDS + procedural.CELL_WORDS + list(COLOURS)
    text += ["sketch gray vintage background plain striped checked dotted hills gradient from to in front of sky stripes and with animated style . ! ? ' \" : ;"]
    return sorted({w for t in text for w in WORD.findall(re.sub(r"\{\w\}", " ", t).lower())})


def tint(rng, name):
    """Near the colour; of what has no hue, lighter or darker only."""
    shift = rng.normal(0, 7, 1 if name in HUELESS else 3)
    return np.clip(np.array(COLOURS[name], np.float32) + shift, 0, 255)


def background(rng, frame=SMALL):
    """-> ([height, width, 3] float 0..255, words or ''). Stripes, checks and dots are of one size and at the same places of every canvas:
    what is a matter of place alone is learned clean."""
    unit = min(frame.height, frame.width)
    row, column = np.mgrid[0:frame.height, 0:frame.width].astype(np.float32) / unit
    names = list(COLOURS)
    a = names[rng.integers(len(names))]
    b = names[(names.index(a) + rng.integers(1, len(names))) % len(names)]
    said = rng.random() < SAID
    if not said and rng.random() < 0.5:
        a = "white"
    one, two = tint(rng, a), tint(rng, b)
    kind = rng.choice(7, p=SAID_GROUNDS if said else UNSAID_GROUNDS) if said or a != "white" else 0
    if kind in (2, 3) and one.sum() < two.sum():
        one, two = two, one  # the first is the lighter one, whichever is named first
    if kind == 0:
        field = np.zeros_like(row)
    elif kind == 1:
        field = (row / row.max(), column / column.max())[rng.integers(2)]
    elif kind == 2:
        field = np.floor(column * unit / PATTERN) % 2
    elif kind == 3:
        field = (np.floor(row * unit / PATTERN) + np.floor(column * unit / PATTERN)) % 2
    elif kind == 4:
        n = unit / PATTERN
        field = np.clip((0.32 - np.hypot(row * n % 1 - 0.5, column * n % 1 - 0.5)) * PATTERN, 0, 1)
    elif kind == 5:
        hill = 0.62 * row.max() + 0.08 * np.sin(column * rng.uniform(3, 9) + rng.uniform(0, 6))
        field = np.clip((row - hill) * unit, 0, 1)
    else:
        side = max(frame.height, frame.width)
        tile = Image.fromarray(procedural.cloud(rng, 1.8)).resize((side, side), Image.Resampling.BILINEAR)
        field = np.asarray(tile)[:frame.height, :frame.width]
    picture = one + (two - one) * field[..., None]
    words = GROUND_WORDS[kind]
    return picture, (words[rng.integers(len(words))].format(a=a, b=b) if said else "")


def scenery(rng, frame, sprites):
    """A ground that no words say: what a picture of one may show [height, width, 3] float. sprites [n, 64, 64, 4]."""
    side = max(frame.height, frame.width)
    chance = rng.random()
    if chance < 0.35:
        picture = background(rng, frame)[0]
    elif chance < 0.75:
        field = np.asarray(Image.fromarray(procedural.cloud(rng, rng.uniform(1, 2.2))).resize((side, side), Image.Resampling.BICUBIC))[:frame.height, :frame.width, None]
        one, two = (tint(rng, name) for name in rng.choice(list(COLOURS), 2))
        picture = one + (two - one) * field
    else:
        row = sprites[rng.integers(len(sprites))]
        whole = np.asarray(Image.fromarray(row).convert("RGB").resize((side, side), Image.Resampling.BICUBIC), np.float32)
        picture = whole[:frame.height, :frame.width]
    grain = rng.normal(0, 1, picture.shape[:2] + (1 if rng.random() < 0.6 else 3,)) * rng.uniform(0, 22) * (rng.random() < 0.7)
    return np.clip(picture + grain, 0, 255).astype(np.float32)


def vary(rng, sprite):
    """Mirror, turn the hue, change light: the same for crop and target, so that the crop says what no word says."""
    if rng.random() < 0.5:
        sprite = sprite[:, ::-1]
    if rng.random() < 0.12:
        sprite = np.rot90(sprite, rng.integers(1, 4))
    turn, light = rng.random() < 0.28, rng.random() < 0.2
    if not turn and not light:
        return sprite
    rgb = sprite[..., :3].astype(np.float32)
    if turn:
        rgb = rgb @ hue_matrix(rng.uniform(0.5, 5.8))
    if light:
        rgb = (rgb - 128) * rng.uniform(-0.9, 1.2) + rng.uniform(90, 170)
    return np.concatenate([np.clip(rgb, 0, 255).astype(np.uint8), sprite[..., 3:]], 2)


def loosened(rng, sprite):
    """Smaller, turned, and somewhere in its square: what the plugin's `variety` does to a crop."""
    angle, small = rng.uniform(-0.3, 0.3) if rng.random() < 0.5 else rng.uniform(-np.pi, np.pi), rng.uniform(SMALLEST, 1)
    seen = np.argwhere(sprite[..., 3] > 24)[:, ::-1] - (OBJECT - 1) / 2  # x, y from the middle
    if not len(seen):
        return sprite
    c, s = np.cos(angle), np.sin(angle)
    turned = seen @ np.array([[c, s], [-s, c]])
    low, high = turned.min(0), turned.max(0)
    scale = small * min(1, (OBJECT - 1) / (high - low).max())
    room = (OBJECT - 1 - scale * (high - low)) / 2
    x, y = rng.uniform(-room, room) - scale * (low + high) / 2 + (OBJECT - 1) / 2
    inverse = np.array([[c, s], [-s, c]]) / scale
    matrix = np.hstack([inverse, (OBJECT - 1) / 2 - inverse @ np.array([[x], [y]])]).flatten()
    image = Image.fromarray(sprite).convert("RGBa").transform((OBJECT, OBJECT), Image.Transform.AFFINE, tuple(matrix), Image.Resampling.BILINEAR)
    return np.asarray(image.convert("RGBA"))


def hue_matrix(angle):
    c, s = np.cos(angle), np.sin(angle)
    third, root = (1 - c) / 3, np.sqrt(1 / 3) * s
    m = np.full((3, 3), third) + c * np.eye(3)
    m += root * np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]])
    return m.astype(np.float32)


def sized(sprite, size):
    """A sprite [64, 64, 4] in a square of another size."""
    if size == OBJECT:
        return sprite
    image = Image.fromarray(np.ascontiguousarray(sprite)).convert("RGBa")
    return np.asarray(image.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=3).convert("RGBA"))


def grey(picture):
    return picture @ np.array([0.3, 0.59, 0.11], np.float32)[:, None]  # [h, w, 1]


def pencil(picture):
    """Colour dodge of the grey picture by its blurred negative: dark lines where it changes."""
    light = grey(picture)[..., 0]
    around = np.pad(light, 2, mode="edge")
    height, width = light.shape
    blurred = sum(around[i:i + height, j:j + width] for i in range(5) for j in range(5)) / 25
    line = np.clip(light * 255 / np.maximum(blurred, 1), 0, 255)
    return np.repeat(np.clip((line - 128) * 1.6 + 52 + 0.25 * light, 0, 255)[..., None], 3, 2)


FILTERS = {"sepia": lambda p: np.clip(grey(p) * np.array([1.07, 0.86, 0.62], np.float32) + 12, 0, 255),
           "grey": lambda p: np.repeat(grey(p), 3, 2), "pencil": pencil, "negative": lambda p: 255 - p}


def paste(picture, sprite, row, column):
    alpha = sprite[..., 3:].astype(np.float32) / 255
    area = picture[row:row + len(sprite), column:column + len(sprite)]
    area += (sprite[..., :3] - area) * alpha


def moved(rng, places, frame=SMALL):
    """Corners [(row, column)] of the small canvas -> first cells. A sentence that puts a thing in the middle of an axis says nothing of
    that axis: there it is anywhere."""
    draw = lambda: [rng.integers(0, room + 1) for room in frame.room()]
    shared = draw() if rng.random() < 0.5 else None
    return [tuple(int(any_) if corner == MIDDLE else cell for corner, cell, any_ in zip(place, frame.first(place), draw() if shared is None else shared))
            for place in places]


def scattered(rng, count, frame):
    """First cells of many things: in the squares of a grid, a little off them, or anywhere."""
    rows, columns = frame.room()
    down, across = frame.height // frame.thing, frame.width // frame.thing
    if rng.random() < 0.4 or count > down * across:
        return [(int(rng.integers(0, rows + 1)), int(rng.integers(0, columns + 1))) for _ in range(count)]
    off = rng.integers(0, 4)
    out = []
    for at in rng.permutation(down * across)[:count]:
        first = at // across * rows / max(1, down - 1), at % across * columns / max(1, across - 1)
        out.append(tuple(int(np.clip(round(f) + rng.integers(-off, off + 1), 0, room)) for f, room in zip(first, (rows, columns))))
    return out


class Scenes:
    def __init__(self, art, seed, mix=None):
        self.art, self.seed, self.mix = art, seed, {**MIX, **(mix or {})}

    def subject(self, rng, style=None):
        """-> (sprite, noun, whether the noun names it)."""
        art = self.art
        if rng.random() < self.mix["procedural"]:
            inner = None
            if rng.random() < 0.3:
                inner = art.pixels[art.chosen[rng.integers(len(art.chosen))]]
            return *procedural.thing(rng, inner), False
        if style is None:
            style = art.people[rng.integers(len(art.people))] if rng.random() < 0.15 else art.common[rng.integers(len(art.common))]
        index = art.styles[style][rng.integers(len(art.styles[style]))]
        row, sprite = art.rows[index], art.pixels[index]
        if row["group"] == "avatar":
            return vary(rng, sprite), PERSON[rng.integers(len(PERSON))], False
        return vary(rng, sprite), row["concept"], True

    def sentence(self, rng, count):
        """-> (template, [(row, column)])."""
        text, places = self.scene(rng, count)
        if text.startswith("a {") and rng.random() < 0.3:
            text = OPENINGS[rng.integers(len(OPENINGS))] + text
        return text, places

    def scene(self, rng, count):
        """-> (template, [(row, column)]), without an opening that says nothing of the scene."""
        if count == 1:
            if rng.random() < 0.25:
                text, place = ONE_PLACED[rng.integers(len(ONE_PLACED))]
                return text, [SLOTS[place]]
            return ONE[rng.integers(len(ONE))], [SLOTS["centre"]]
        if count == 2:
            if rng.random() < 0.75:
                text, swap = SIDE[rng.integers(len(SIDE))]
                places = [SLOTS["left"], SLOTS["right"]]
            else:
                text, swap = STACK[rng.integers(len(STACK))]
                places = [SLOTS["top"], SLOTS["bottom"]]
            return text, places[::-1] if swap else places
        if count == 3:
            return THREE[rng.integers(len(THREE))], [SLOTS["top left"], SLOTS["top right"], SLOTS["bottom"]]
        return FOUR[rng.integers(len(FOUR))], [SLOTS[s] for s in ("top left", "top right", "bottom left", "bottom right")]

    def record(self, index, images=2, frame=SMALL, grounded=False):
        """-> dict(picture [height, width, 3] uint8, prompt, crops, bound, places, slots); `images` crops. Of one that is not bound the crop
        stands for what the renderer makes of its words. A style image is given and shows nothing of itself. `slots`: of each crop the
        {slot} it stands at. grounded: what the ground looks like is shown, not said; its crops, the tiles of the whole picture, come
        after the others."""
        rng = np.random.default_rng([self.seed, index])
        record = self.crowd(rng, images, frame, grounded) if frame in MANY else self.few(rng, images, frame, grounded)
        if grounded:
            tiles = frame.tiles()
            record["crops"] = record["crops"] + [cut(record["picture"], CELL * row, CELL * column, frame.thing) for row, column in tiles]
            record["places"] = record["places"] + tiles
            record["slots"] = record["slots"] + len(tiles) * [len(record["bound"])]
            record["bound"] = record["bound"] + [False]
        return record

    def ground(self, rng, frame, shown):
        """-> (picture, writable, words)."""
        if not shown:
            picture, words = background(rng, frame)
            return np.ascontiguousarray(picture), words
        return scenery(rng, frame, self.art.pixels), GROUND_BOUND[rng.integers(len(GROUND_BOUND))]

    def few(self, rng, images, frame, grounded):
        """A record with up to four things, of which the sentence says where each is."""
        with_style = images > 1 and not grounded and rng.random() < self.mix["style_image"]
        count = images - with_style
        style = self.art.common[rng.integers(len(self.art.common))] if rng.random() < 0.6 else None
        text, corners = self.sentence(rng, count)
        picture, ground = self.ground(rng, frame, grounded)
        subjects = [self.subject(rng, style) for _ in range(count)]
        if rng.random() < self.mix["loose"]:
            subjects = [(loosened(rng, np.ascontiguousarray(sprite)), *rest) for sprite, *rest in subjects]
        subjects = [(sized(sprite, frame.thing), *rest) for sprite, *rest in subjects]
        places = moved(rng, corners, frame) if rng.random() < self.mix["moved"] else [frame.first(corner) for corner in corners]
        for (sprite, _, _), (row, column) in zip(subjects, places):
            paste(picture, sprite, CELL * row, CELL * column)
        crops, nouns, bound = [], [], []
        for (sprite, noun, nameable), (row, column) in zip(subjects, places):
            bound.append(not nameable or rng.random() >= self.mix["unbound"])
            crops.append(self.crop(rng, sprite, picture, CELL * row, CELL * column) if bound[-1] else pixel_values(sprite))
            nouns.append(self.noun(rng, noun, bound[-1]))
        parts = [text.format(*("{" + n + "}" for n in nouns)), ground]
        if with_style and style:
            reference = self.art.styles[style][rng.integers(len(self.art.styles[style]))]
            crops.append(pixel_values(sized(self.art.pixels[reference], frame.thing)))
            bound.append(True)
            places = places + [NOWHERE]
            phrase = STYLE_BOUND[rng.integers(len(STYLE_BOUND))]
            word = STYLE_NOUNS[rng.integers(len(STYLE_NOUNS))] if "this" in phrase else (style if rng.random() < 0.5 else "animated")
            parts.append(phrase.replace("{x} style", "{" + word + " style}").replace("{x}", "{" + word + "}"))
        elif rng.random() < self.mix["filter"]:
            name = list(FILTERS)[rng.integers(len(FILTERS))]
            picture = FILTERS[name](picture)
            crops = [through(FILTERS[name], crop) for crop in crops]
            parts.append(STYLE_PHRASES[rng.integers(len(STYLE_PHRASES))].replace("{s}", name))
        elif rng.random() < 0.3:  # what style the things are in is not the painter's business: the word is to change nothing
            names = self.art.common + ["animated"]
            parts.append(STYLE_PHRASES[rng.integers(len(STYLE_PHRASES))].replace("{s}", names[rng.integers(len(names))]))
        joined = (" " if rng.random() < 0.7 else " , ").join(p for p in parts if p)
        return {"picture": picture.round().astype(np.uint8), "prompt": joined, "crops": crops, "bound": bound, "places": places,
                "slots": list(range(len(crops)))}

    def crowd(self, rng, count, frame, grounded):
        """A record with many things of one or two words, which may hide parts of each other; later ones are in front."""
        words = 1 if rng.random() < 0.7 else 2
        text = (COUNTED if words == 1 else COUNTED_WITH)[rng.integers(len(COUNTED if words == 1 else COUNTED_WITH))]
        slots = sorted(rng.integers(0, words, count).tolist())
        slots[-1] = words - 1
        slots[0] = 0
        picture, ground = self.ground(rng, frame, grounded)
        alike = [self.subject(rng) for _ in range(words)]
        differ = rng.random() < 0.6
        crops, places = [], scattered(rng, count, frame)
        for slot, (row, column) in zip(slots, places):
            sprite = self.subject(rng)[0] if differ else alike[slot][0]
            if rng.random() < 0.7:
                sprite = loosened(rng, np.ascontiguousarray(sprite))
            sprite = sized(sprite, frame.thing)
            paste(picture, sprite, CELL * row, CELL * column)
            crops.append(pixel_values(sprite))
        nouns = [self.noun(rng, noun, True) for _, noun, _ in alike]
        joined = " ".join(p for p in (text.format(*("{" + n + "}" for n in nouns)), ground) if p)
        return {"picture": picture.round().astype(np.uint8), "prompt": joined, "crops": crops, "bound": [True] * words, "places": places, "slots": slots}

    def noun(self, rng, noun, bound):
        if bound and rng.random() < 0.12:
            noun = procedural.WORDS[rng.integers(3)]
        elif bound and rng.random() < 0.12:
            noun = "<unk>"
        if rng.random() < 0.06:
            noun = ("<unk> ", "big ", "small ", list(COLOURS)[rng.integers(len(COLOURS))] + " ")[rng.integers(4)] + noun
        return noun

    def crop(self, rng, sprite, picture, row, column):
        """The region as the plugin cuts it: along the outline, or as a box on what is around it."""
        if rng.random() < 0.85:
            return pixel_values(sprite)
        seen = sprite[..., 3] > 24
        rows, columns = np.where(seen.any(1))[0], np.where(seen.any(0))[0]
        size = len(sprite)
        box = np.zeros((size, size, 1), np.float32)
        box[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1] = 255
        return pixel_values(np.concatenate([picture[row:row + size, column:column + size], box], 2))


def cut(picture, row, column, size):
    """A whole square of a picture as a crop."""
    square = picture[row:row + size, column:column + size]
    return pixel_values(np.concatenate([square, np.full((size, size, 1), 255, np.uint8)], 2))


def through(lens, crop):
    """A crop as a filter of whole pictures shows it."""
    size = crop.shape[1]
    whole = np.full((2 * size, 2 * size, 3), 255, np.float32)
    mask = crop[3:].transpose(1, 2, 0)
    whole[:size, :size] = (crop[:3].transpose(1, 2, 0) + 1 - mask) * 127.5 + 127.5 * mask  # on white
    seen = lens(whole)[:size, :size] / 127.5 - 1
    return np.concatenate([(seen * mask).transpose(2, 0, 1), crop[3:]]).astype(np.float32)


class Words:
    """Prompt -> ids, as the bundle's tokenizer does, without its overhead."""

    def __init__(self, words):
        self.ids = {w: i + 5 for i, w in enumerate(words)}
        self.ids["<unk>"] = UNK

    def encode(self, prompt, bound):
        """-> ids, one position per slot: of its <image> id, or of the last word of one that is not bound."""
        ids, slot, where = [BOS], 0, []
        for part in re.split(r"(\{[^}]*\})", prompt.lower()):
            inside = part.startswith("{")
            if inside:
                if bound[slot]:
                    where.append(len(ids))
                    ids.append(IMAGE)
                part = part[1:-1]
            ids += [self.ids.get(w, UNK) for w in re.findall(r"<unk>|\w+|[^\w\s]+", part)]
            if inside:
                if not bound[slot]:
                    where.append(len(ids) - 1)
                slot += 1
        return ids + [EOS], where


class Batches:
    """batch(step): always the same arrays for the same seed, step and mix; hence exact resume. All records of a batch have one frame and
    as many crops; both are a step's own, whatever the seed, so that processes that wait for each other have the same work."""

    SHARES = {1: 0.44, 2: 0.44, 3: 0.07, 4: 0.05}

    def __init__(self, art, words, seed, size, mix=None, frames=None):
        """size: records on the small canvas; on larger ones as many as have its cells."""
        self.scenes, self.words, self.seed, self.size, self.frames = Scenes(art, seed, mix), Words(words), seed, size, frames or {**FEW, **MANY}

    def __getitem__(self, step):
        of_step, rng = np.random.default_rng([step, 2]), np.random.default_rng([self.seed, step, 1])
        frame = list(self.frames)[of_step.choice(len(self.frames), p=list(self.frames.values()))]
        fit = (frame.height // frame.thing) * (frame.width // frame.thing)
        images = int(of_step.integers(5, max(16, fit) + 1) if frame in MANY else of_step.choice(list(self.SHARES), p=list(self.SHARES.values())))
        grounded = bool(frame.tiles()) and of_step.random() < self.scenes.mix["ground"]
        records = max(2, self.size * CANVAS * CANVAS // (frame.height * frame.width))
        pictures, rows, crops, places, layouts, own = [], [], [], [], [], []
        for i in range(records):
            record = self.scenes.record(step * self.size + i, images, frame, grounded)
            given, bound, prompt, slots = self.drop(rng, record)
            ids, where = self.words.encode(prompt, bound)
            blank = images + grounded * len(frame.tiles()) - len(given)
            cells = record["places"][:len(given)] + [NOWHERE] * blank
            squares = np.stack(given + [np.zeros((4, frame.thing, frame.thing), np.float32)] * blank)
            squares[:images], seen = overlaid(squares[:images], cells[:images], frame)
            if grounded and given:
                squares[:images] = [cut(record["picture"], CELL * row, CELL * column, frame.thing) for row, column in cells[:images]]
            if grounded:
                seen = np.concatenate([seen, left(seen, cells, frame) * bool(given)])
            layouts.append(cells)
            crops.append(squares)
            own.append(seen)
            places.append([where[s] if where[s] < LONGEST else 0 for s in slots] + [0] * blank)
            rows.append(ids[:LONGEST])
            pictures.append(record["picture"])
        ids = np.full((records, max(map(len, rows))), PAD, np.int64)
        for i, row in enumerate(rows):
            ids[i, :len(row)] = row
        return {"pictures": np.stack(pictures), "ids": ids, "crops": np.concatenate(crops).astype(np.float16),
                "positions": np.array(places, np.int64).reshape(-1), "layouts": np.array(layouts, np.float32), "own": np.stack(own)}

    def drop(self, rng, record):
        """For classifier-free guidance: nothing at all in 10 %, images without words in 4 %. -> (crops, bound, prompt, slots)."""
        crops, bound, slots = record["crops"], record["bound"], record["slots"]
        chance = rng.random()
        if chance < 0.1:
            return [], [], "", []
        if chance < 0.14 and all(bound):
            return crops, bound, " ".join("{}" for _ in bound), slots
        return crops, bound, record["prompt"], slots


def left(own, cells, frame):
    """own [things, T], cells of the things, then of the tiles -> which cells of the tiles are nobody's own [tiles, T]."""
    side = frame.thing // CELL
    taken = np.zeros((frame.height // CELL, frame.width // CELL), np.float16)
    for mine, (row, column) in zip(own.reshape(-1, side, side), cells):
        if row >= 0:
            area = taken[row:row + side, column:column + side]
            np.maximum(area, mine, out=area)
    return np.stack([1 - taken[row:row + side, column:column + side].reshape(-1) for row, column in frame.tiles()])


def overlaid(crops, cells, frame):
    """crops [k, 4, S, S] -> what is seen in their squares and which cells are their own [k, T]; crops that show a style stay as they are."""
    k = len(crops)
    if frame not in MANY:  # nothing hides anything
        covered = crops[:, 3].reshape(k, frame.thing // CELL, CELL, -1, CELL).max((2, 4)) > COVERED
        return crops, (covered.reshape(k, -1) & (np.array(cells)[:, :1] >= 0)).astype(np.float16)
    all_ = laid(torch.from_numpy(crops).float(), torch.tensor(cells), frame.height, frame.width)
    return all_.squares.numpy(), all_.own.numpy().astype(np.float16)
