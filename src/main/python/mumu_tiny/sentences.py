"""Sentences with what every word in them is: what the reader is trained on. No pictures, so there is no end of them.

A sentence is a list of `Token`s. `kind`: what a reader must know of it; `thing`: which thing of the sentence the word names.
"""
import re
from dataclasses import dataclass

from . import procedural
from .model import BOS, EOS, IMAGE, UNK
from .scenes import (COLOURS, FOUR, GROUND_WORDS, ONE, ONE_PLACED, OPENINGS, PERSON, SIDE, SLOTS, STACK, STYLE_BOUND, STYLE_NOUNS,
                     STYLE_PHRASES, THREE, WORD)
from .styles import MORE_STYLES, STYLES, synonyms

NOTHING, THING, STYLE_PICTURE, STYLE_WORD, LAYOUT, EXAMPLE = range(6)  # kinds
KINDS = 6
PLACES = sorted(SLOTS)  # names of where a thing may be
ORDER = {2: [["left", "right"], ["top", "bottom"]], 3: [["top left", "top right", "bottom"]], 4: [["top left", "top right", "bottom left", "bottom right"]]}
LISTS = {1: ["look at my {0}", "there is a {0}", "{0} please", "show me a {0}", "some {0}", "many {0}", "the {0} again"],
         2: ["{0} {1}", "{0} , {1}", "{0} & {1}", "{0} with {1}", "{0} plus {1}", "my {0} and my {1}", "one {0} and one {1}", "the {0} meets the {1}", "a {0} chasing a {1}",
             "a {0} eating a {1}", "a {0} in front of a {1}", "a {0} behind a {1}", "the {0} touches the {1}", "a {0} as well as a {1}", "an {0} and an {1}", "two things : {0} , {1}"],
         3: ["{0} {1} {2}", "{0} , {1} , {2}", "{0} , {1} and {2}", "my {0} , my {1} and my {2}", "a {0} and his {1} and his {2}", "a {0} next to a {1} and a {2}", "a {0} and a {1} with a {2}"],
         4: ["{0} {1} {2} {3}", "{0} , {1} , {2} , {3}", "{0} , {1} , {2} and {3}", "a {0} and his {1} , a {2} and a {3}", "a {0} with a {1} and a {2} with a {3}"]}
FILLERS = ["in the garden", "at night", "in the evening", "under the microscope", "in a dish", "today", "from above", "in close up", "for my paper", "very detailed", "high quality",
           "of good quality", "in the middle of nowhere", "with nice light", "in summer", "for training"]
SKETCHES = ["sketch", "layout", "outline", "drawing"]
SKETCHED = ["with the layout of this {}", "in the layout of this {}", "following this {}", "like this {}", "drawn over this {}"]
TURNS = ["big", "small", "old", "little", "new", "top", "bottom", "left", "right", "flat", "soft", "bold", "classic", "grey", "his", "her", "other"]


AVATAR = re.compile(r"person \d+$")


@dataclass
class Token:
    id: int
    kind: int = NOTHING
    thing: int = -1  # index of the thing that this word names
    style: int = -1
    place: int = -1


def more_words(art):
    """Words beyond those of the pictures' captions."""
    text = list(synonyms(art)) + list(MORE_STYLES) + SKETCHES + [t.format("x") for t in SKETCHED] + TURNS + FILLERS
    text += [re.sub(r"\{\d\}", " ", t) for group in LISTS.values() for t in group]
    return {w for t in text for w in WORD.findall(t)}


class Sentences:
    """make(rng) -> list of Tokens, with <bos> and <eos>."""

    def __init__(self, art, words):
        self.ids = {w: i + 5 for i, w in enumerate(words)}
        self.nouns = [c for c in art.concepts if not AVATAR.match(c)]
        self.synonyms = sorted(synonyms(art))
        self.styles = {s: i for i, s in enumerate(STYLES[:-1]) if s in self.ids}
        self.styles.update({w: STYLES.index(s) for w, s in MORE_STYLES.items() if w in self.ids})
        self.generic = procedural.WORDS + procedural.CELL_WORDS + PERSON

    def word(self, text):
        return [self.ids.get(w, UNK) for w in WORD.findall(text.lower()) if w != "<unk>"] if text != "<unk>" else [UNK]

    def make(self, rng):
        count = int(rng.choice([1, 2, 3, 4], p=[0.4, 0.42, 0.1, 0.08]))
        if count == 1:
            if rng.random() < 0.3:
                template, place = ONE_PLACED[rng.integers(len(ONE_PLACED))]
                places = [place]
            else:
                template, places = ONE[rng.integers(len(ONE))], ["centre"]
        elif count == 2:
            side = rng.random() < 0.7
            options = SIDE if side else STACK
            template, swap = options[rng.integers(len(options))]
            places = ORDER[2][0 if side else 1][::-1 if swap else 1]
        else:
            options = THREE if count == 3 else FOUR
            template, places = options[rng.integers(len(options))], ORDER[count][0]
        if rng.random() < 0.15:
            template, places = LISTS[count][rng.integers(len(LISTS[count]))], ["centre"] if count == 1 else ORDER[count][0]
        if template.startswith("a {") and rng.random() < 0.3:
            template = OPENINGS[rng.integers(len(OPENINGS))] + template
        tokens = []
        room = 4
        for part in re.split(r"(\{\d\})", template):
            if not part.startswith("{"):
                tokens += [Token(i) for i in self.word(part)]
                continue
            n = int(part[1])
            shown = rng.random() < (0.72 if count < 4 else 0.6)
            outlined = count == 1 and not shown and rng.random() < 0.3
            tokens += self.thing(rng, n, places[n], shown, outlined)
            room -= shown
        if count == 1 and outlined:
            tokens = self.outlined(rng, tokens, PLACES.index(places[0]))
            room -= 1
        ground = ground_words(rng)
        pieces = [[Token(i) for i in self.word(ground)]] if ground else []
        if rng.random() < 0.12:
            pieces.append([Token(i) for i in self.word(FILLERS[rng.integers(len(FILLERS))])])
        style = self.style(rng, room)
        if style:
            pieces.insert(0 if rng.random() < 0.25 else len(pieces), style)
        for piece in pieces:
            if rng.random() < 0.25:
                tokens.append(Token(self.ids[","]))
            tokens += piece
        if rng.random() < 0.06:
            tokens = [Token(UNK) if t.id > UNK and t.kind == NOTHING and t.thing < 0 and rng.random() < 0.15 else t for t in tokens]
        if rng.random() < 0.1:
            tokens.append(Token(self.ids["."]))
        return [Token(BOS)] + tokens[:46] + [Token(EOS)]

    def outlined(self, rng, tokens, place):
        """The thing is to fill an outline that a picture shows."""
        name = SKETCHES[rng.integers(len(SKETCHES))] if rng.random() < 0.9 else "<unk>"
        image = [Token(IMAGE, LAYOUT, 0, place=place)] + [Token(i) for i in self.word(name)]
        if rng.random() < 0.25:
            return [Token(i) for i in self.word("a")] + image + [Token(i) for i in self.word("of")] + tokens
        before, after = SKETCHED[rng.integers(len(SKETCHED))].split("{}")
        return tokens + [Token(i) for i in self.word(before)] + image + [Token(i) for i in self.word(after)]

    def thing(self, rng, n, place, shown, outlined=False):
        chance = rng.random()
        pool = self.generic if chance < 0.2 and shown else self.synonyms if chance < 0.4 else self.nouns
        noun = pool[rng.integers(len(pool))]
        ids = self.word(noun)
        if rng.random() < (0.15 if shown else 0.05):
            ids = [UNK] * rng.integers(1, 3)
        before = []
        if rng.random() < 0.15:
            turn = list(COLOURS) + TURNS
            before = self.word(turn[rng.integers(len(turn))])
        place = PLACES.index(place)
        words = [Token(i, thing=n) for i in before + ids]
        if shown:
            extra = [Token(IMAGE, EXAMPLE, n) for _ in range(rng.integers(1, 3))] if rng.random() < 0.06 else []
            if rng.random() < 0.04:
                words = []
            return [Token(IMAGE, THING, n, place=place)] + extra + words
        if any(i != UNK for i in ids) and not outlined:
            words[-1].kind, words[-1].place = THING, place
        return words

    def style(self, rng, room):
        chance = rng.random()
        if chance < 0.38:
            word = list(self.styles)[rng.integers(len(self.styles))]
            text = STYLE_PHRASES[rng.integers(len(STYLE_PHRASES))].replace("{s}", "\0")
            return [t for part in re.split("(\0)", text) for t in ([Token(self.ids[word], STYLE_WORD, style=self.styles[word])] if part == "\0" else [Token(i) for i in self.word(part)])]
        if chance < 0.56 and room > 0:
            phrase = STYLE_BOUND[rng.integers(len(STYLE_BOUND))]
            before, after = phrase.split("{x}")
            names = STYLE_NOUNS + list(self.styles) + ["<unk>"] * 3 + self.nouns[:40]
            name = self.word(names[rng.integers(len(names))])
            style = [Token(i) for i in name]
            if "this" not in phrase and rng.random() < 0.5:
                style += [Token(i) for i in self.word(after)]
                after = ""
            return [Token(i) for i in self.word(before)] + [Token(IMAGE, STYLE_PICTURE)] + style + [Token(i) for i in self.word(after)]
        return []


def ground_words(rng):
    if rng.random() < 0.35:
        return ""
    options = GROUND_WORDS[rng.choice(len(GROUND_WORDS), p=[0.5, 0.1, 0.1, 0.08, 0.08, 0.08, 0.06])]
    a, b = rng.choice(list(COLOURS), 2, replace=False)
    return options[rng.integers(len(options))].format(a=a, b=b)
