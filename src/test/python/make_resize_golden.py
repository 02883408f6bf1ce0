"""Writes what diffusers makes of a picture to start from that has not the canvas' size: init.png at other sizes.

    python make_resize_golden.py    # from src/test/python

Pinned: diffusers 0.42.1, Pillow 13.0.0. Colours as its pipelines' image processors resize them, the mask apart, as theirs.
"""
from pathlib import Path

from diffusers.image_processor import VaeImageProcessor
from PIL import Image

GOLDEN = Path(__file__).parents[1] / "resources/golden/diffusers"
SIZES = [(96, 80), (40, 24), (64, 56), (160, 64), (96, 40), (60, 40)]  # the last two down before across


def main():
    init = Image.open(GOLDEN / "init.png")
    for width, height in SIZES:
        resize = lambda picture: VaeImageProcessor().resize(picture, height, width)
        resized = resize(init.convert("RGB"))
        resized.putalpha(resize(init.getchannel("A")))
        resized.save(GOLDEN / f"resized-{width}x{height}.png", optimize=True)


if __name__ == "__main__":
    main()
