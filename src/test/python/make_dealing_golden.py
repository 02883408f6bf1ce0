"""Writes src/test/resources/golden/dealing.json: which of their images the places of random sentences' slots show with variety
above 0 (torch 2.15.0), by the rule of docs/model-bundle.md, "Variation"."""
import json
import random
import re
from pathlib import Path

import torch

NUMBERS = {"two": 2, "2": 2, "three": 3, "six": 6, "twelve": 12, "12": 12}
BEFORE = ["a", "two", "2", "Three", "six", "twelve", "12", "the two,", "sixteen", "on", "a six-two", ""]
SLOTS = ["x", "y", "z", "two"]


def number(parts, slot):
    """How many things the slot's place shows: by the last word of the nearest part before that is more than spaces."""
    for text, _ in reversed(parts[:slot]):
        if text.strip():
            word = re.search(r"(\w+)\s*\Z", text)
            return NUMBERS.get(word.group(1).lower(), 1) if word else 1
    return 1


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


def main():
    chance = random.Random(5)
    cases = []
    for _ in range(200):
        parts = []
        for _ in range(chance.randint(1, 6)):
            word = chance.choice(BEFORE)
            parts += [(f" {word} " if word else " ", False), (chance.choice(SLOTS), True)]
        images = [chance.choice(SLOTS) for _ in range(chance.randint(0, 14))]
        seed = chance.choice([0, 1, 42, 4294967295, chance.randrange(2**32)])
        prompt = "".join("{" + text + "}" if is_slot else text for text, is_slot in parts)
        cases.append({"prompt": prompt, "images": images, "seed": seed, "shown": deal(parts, images, seed)})
    Path("src/test/resources/golden/dealing.json").write_text(
        json.dumps({"numbers": NUMBERS, "cases": cases}).replace('{"prompt"', '\n{"prompt"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
