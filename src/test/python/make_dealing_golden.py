"""Writes src/test/resources/golden/dealing.json: which of their images the places of random sentences' slots show with variety
above 0 (torch 2.15.0), by the rules of docs/model-bundle.md, "Numbers" and "Variation"; null where a number is refused."""
import json
import random
import re
from pathlib import Path

import torch

NUMBERS = {"one": 1, "two": 2, "2": 2, "three": 3, "five": 5, "5": 5, "six": 6, "twelve": 12, "12": 12, "twenty": 20, "20": 20, "thirty": 30, "forty": 40,
           "fifty": 50, "sixty": 60, "60": 60, "64": 64}
MOST = 64
BEFORE = ["a", "one", "two", "2", "Three", "six", "twelve", "12", "the two,", "sixteen", "on", "a six-two", "", "64", "60", "Twenty", "a twenty-one", "twenty five",
          "Forty-Five", "fifty - two", "thirty  six", "20 5", "twenty 5", "20-five", "thirty--six", "thirty, six", "twelve-five", "five twenty", "two forty-three",
          "fifty twenty", "twenty-five six", "sixty-four", "sixty-three", "sixty-five", "Sixty six", "sixty 5"]
SLOTS = ["x", "y", "z", "two"]


class TooMany(Exception):
    """Two words together ask for more than any model shows."""


def spoken(word):
    """What a word of letters alone says."""
    return NUMBERS.get(word, 0) if word.isalpha() else 0


def number(parts, slot):
    """How many things the slot's place shows: by the last word of the nearest part before that is more than spaces, or the last two."""
    text = next((text for text, _ in reversed(parts[:slot]) if text.strip()), "").lower()
    pair = re.search(r"(?<!\w)(\w+)(?:\s+|\s*-\s*)(\w+)\s*\Z", text)
    if pair and spoken(pair[1]) in (20, 30, 40, 50, 60) and 1 <= spoken(pair[2]) <= 9:
        if spoken(pair[1]) + spoken(pair[2]) > MOST:
            raise TooMany
        return spoken(pair[1]) + spoken(pair[2])
    word = re.search(r"(\w+)\s*\Z", text)
    return NUMBERS.get(word[1], 1) if word else 1


def deal(parts, images, seed):
    """Place by place indices of images; parts are (text, is it a slot), images the slot of each."""
    generator = torch.Generator("cpu").manual_seed(seed)
    shown = [[] for _ in parts]
    for slot in dict.fromkeys(text for text, is_slot in parts if is_slot):
        own = [i for i, name in enumerate(images) if name == slot]
        deck = []
        for place, (text, is_slot) in enumerate(parts):
            if not own or not is_slot or text != slot:
                continue
            while len(shown[place]) < min(number(parts, place), len(own)):
                if not deck:
                    deck = [own[i] for i in torch.randperm(len(own), generator=generator).tolist()]
                image = next(i for i in deck if i not in shown[place])
                deck.remove(image)
                shown[place].append(image)
    return shown


def shown(parts, images, seed):
    """As `deal`; None where a number is too large, be its slot bound or not."""
    try:
        for place, (_, is_slot) in enumerate(parts):
            if is_slot:
                number(parts, place)
        return deal(parts, images, seed)
    except TooMany:
        return None


def main():
    chance = random.Random(5)
    cases = []
    for _ in range(300):
        parts = []
        for _ in range(chance.randint(1, 6)):
            word = chance.choice(BEFORE)
            parts += [(f" {word} " if word else " ", False), (chance.choice(SLOTS), True)]
        images = [chance.choice(SLOTS) for _ in range(chance.choice([0, 2, 14, 30, 100]))]
        seed = chance.choice([0, 1, 42, 4294967295, chance.randrange(2**32)])
        prompt = "".join("{" + text + "}" if is_slot else text for text, is_slot in parts)
        cases.append({"prompt": prompt, "images": images, "seed": seed, "shown": shown(parts, images, seed)})
    Path("src/test/resources/golden/dealing.json").write_text(
        json.dumps({"numbers": NUMBERS, "most": MOST, "cases": cases}).replace('{"prompt"', '\n{"prompt"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
