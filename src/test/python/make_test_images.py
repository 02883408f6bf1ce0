"""Makes test-images/*.tif: small scenes with named ROIs in their overlay, as ImageJ itself would save them.

    python make_test_images.py --art ART --out test-images

ART is the folder of the art packages (`node_modules` below it, made by the training scripts' fetch step).
Needs scikit-image 0.26.0 (its wheel holds the photographs), pillow, numpy, tifffile, roifile, and node with sharp in ART.
Credits and licences are in test-images/CREDITS.md.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import roifile
import tifffile
from PIL import Image, ImageDraw

RENDER = """
const fs = require('fs'), sharp = require('sharp');
const [json, name, size, out] = process.argv.slice(1);
const set = JSON.parse(fs.readFileSync(json)), icon = set.icons[name];
const w = icon.width || set.width || 16, h = icon.height || set.height || 16;
sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}" height="${size}" viewBox="${icon.left || 0} ${icon.top || 0} ${w} ${h}">${icon.body}</svg>`))
  .png().toFile(out);
"""


def sprite(art: Path, package: str, name: str, size: int) -> Image.Image:
    """RGBA picture of one icon, size x size px."""
    out = art / f"test-{name}-{size}.png"
    icons = art / "node_modules" / "@iconify-json" / package / "icons.json"
    subprocess.run(["node", "-e", RENDER, str(icons), name, str(size), str(out)], cwd=art, check=True)
    return Image.open(out).convert("RGBA")


def polygon(name: str, points, colour="#00ffffff") -> roifile.ImagejRoi:
    roi = roifile.ImagejRoi.frompoints(np.asarray(points, dtype=np.float32), name=name)
    roi.roitype = roifile.ROI_TYPE.POLYGON
    return coloured(roi, colour)


def box(name: str, left: int, top: int, right: int, bottom: int, kind=roifile.ROI_TYPE.RECT, colour="#00ffffff"):
    roi = roifile.ImagejRoi.frompoints(np.asarray([[left, top], [right, bottom]], dtype=np.float32), name=name)
    roi.roitype, roi.left, roi.top, roi.right, roi.bottom = kind, left, top, right, bottom
    roi.n_coordinates, roi.integer_coordinates, roi.subpixel_coordinates = 0, None, None
    roi.options = roifile.ROI_OPTIONS(0)
    return coloured(roi, colour)


def coloured(roi, colour: str):
    """Stroke colour as #RRGGBBAA; Okabe-Ito colours can be told apart by colour-blind users."""
    r, g, b, a = (int(colour[i : i + 2], 16) for i in (1, 3, 5, 7))
    roi.stroke_color = bytes([a, r, g, b])
    roi.stroke_width = 2
    # ImageJ draws the name beside each region of the overlay.
    roi.options |= roifile.ROI_OPTIONS.OVERLAY_LABELS | roifile.ROI_OPTIONS.OVERLAY_NAMES
    return roi


def outline(alpha: np.ndarray, left: int, top: int, step: int = 3):
    """Polygon around the largest opaque part of a sprite, in scene pixels."""
    from skimage import measure

    padded = np.pad(alpha.astype(float) / 255, 1)
    contour = max(measure.find_contours(padded, 0.5), key=len)[::step]
    return [(left + x - 1, top + y - 1) for y, x in contour]


def samples() -> Path:
    """Folder of the photographs in scikit-image's wheel."""
    import skimage

    return Path(skimage.__file__).parent / "data"


def save(path: Path, pixels: np.ndarray, rois):
    tifffile.imwrite(path, pixels, imagej=True, metadata={"Overlays": [roi.tobytes() for roi in rois]})
    print(path, pixels.shape, [roi.name for roi in rois], path.stat().st_size)


ORANGE, SKY, GREEN = "#e69f00ff", "#56b4e9ff", "#009e73ff"


def park(art: Path, out: Path):
    """A drawn scene: the man and his dog of the quick start, and a balloon that shows its drawing style."""
    width, height = 400, 260
    scene = Image.new("RGB", (width, height), "#bfe3f5")
    draw = ImageDraw.Draw(scene)
    draw.ellipse((-120, 150, 260, 420), fill="#9ccf7a")
    draw.ellipse((140, 165, 560, 460), fill="#86c06a")
    draw.rectangle((0, 225, width, height), fill="#d9c7a0")
    rois = []
    things = [
        ("fluent-emoji", "man-walking-facing-right", "man", 150, (40, 92), ORANGE),
        ("fluent-emoji", "dog", "dog", 110, (190, 134), SKY),
        ("fluent-emoji", "balloon", "animated style", 96, (292, 10), GREEN),
    ]
    for package, icon, name, size, (left, top), colour in things:
        picture = sprite(art, package, icon, size)
        scene.paste(picture, (left, top), picture)
        rois.append(polygon(name, outline(np.asarray(picture)[..., 3], left, top), colour))
    save(out / "park.tif", np.asarray(scene), rois)


def photographs(out: Path):
    """Two photographs side by side: a woman, her rocket and a cat."""
    data = samples()
    astronaut = Image.open(data / "astronaut.png").convert("RGB").crop((0, 0, 512, 300)).resize((410, 240), Image.LANCZOS)
    cat = Image.open(data / "chelsea.png").convert("RGB").resize((361, 240), Image.LANCZOS)
    scene = Image.new("RGB", (410 + 361, 240))
    scene.paste(astronaut, (0, 0))
    scene.paste(cat, (410, 0))
    s = 0.8
    woman = [(175, 20), (215, 10), (262, 22), (296, 50), (305, 95), (285, 125), (272, 150), (300, 200), (302, 232),
             (335, 250), (357, 299), (30, 299), (60, 240), (112, 218), (105, 190), (116, 160), (140, 146), (182, 140), (182, 128), (156, 105), (152, 60)]
    rocket = [(400, 5), (413, 0), (434, 0), (442, 45), (452, 55), (455, 130), (452, 175), (472, 190), (470, 224), (455, 230),
              (372, 224), (352, 215), (385, 165), (388, 60)]
    face = [(35, 0), (395, 0), (372, 40), (382, 110), (368, 160), (345, 210), (300, 270), (230, 299), (150, 290), (60, 230), (30, 120)]
    rois = [
        polygon("woman", [(x * s, y * s) for x, y in woman], ORANGE),
        polygon("rocket", [(x * s, y * s) for x, y in rocket], SKY),
        polygon("cat", [(410 + x * s, y * s) for x, y in face], GREEN),
    ]
    save(out / "photographs.tif", np.asarray(scene), rois)


def cell(out: Path):
    """8-bit phase image of one cell, its ROI an oval."""
    data = samples()
    pixels = np.asarray(Image.open(data / "cell.png").convert("L"))[220:520, 250:550]
    rois = [box("cell", 112, 87, 246, 221, roifile.ROI_TYPE.OVAL, ORANGE)]
    save(out / "cell.tif", pixels, rois)


def tissue(out: Path):
    """Stained colon tissue in colour: a gland and a piece of the ground between glands."""
    data = samples()
    pixels = np.asarray(Image.open(data / "ihc.png").convert("RGB"))[212:512, 200:512]
    gland = [(85, 96), (112, 92), (140, 100), (165, 130), (178, 165), (176, 220), (160, 270), (140, 299), (112, 296),
             (92, 275), (70, 245), (57, 205), (54, 160), (64, 130)]
    rois = [polygon("gland", gland, ORANGE), box("stroma", 190, 104, 254, 168, colour=SKY)]
    save(out / "tissue.tif", np.ascontiguousarray(pixels), rois)


def nuclei(out: Path, count: int = 12, side: int = 300):
    """8-bit fluorescence of nuclei, simulated: bodies with chromatin texture, blurred, with camera noise. Each has its ROI."""
    rng = np.random.default_rng(5)
    light, rois, centres = np.full((side, side), 9.0), [], []
    rows, columns = np.mgrid[:side, :side].astype(float)
    while len(centres) < count:
        x, y = rng.uniform(34, side - 34, 2)
        if any(np.hypot(x - a, y - b) < 62 for a, b in centres):
            continue
        centres.append((x, y))
        long, short, turn = rng.uniform(19, 27), rng.uniform(14, 19), rng.uniform(0, np.pi)
        bumps = rng.normal(0, [0.06, 0.03, 0.02]), rng.uniform(0, 2 * np.pi, 3)
        radius = lambda angle: long * short / np.hypot(short * np.cos(angle - turn), long * np.sin(angle - turn)) * (
            1 + sum(a * np.cos((k + 2) * angle + p) for k, (a, p) in enumerate(zip(*bumps))))
        distance, angle = np.hypot(columns - x, rows - y), np.arctan2(rows - y, columns - x)
        inside = np.clip((radius(angle) - distance) / 2 + 0.5, 0, 1)
        chromatin = smooth(rng.standard_normal((side, side)), 2.5)
        chromatin = np.clip(0.62 + 0.16 * chromatin / chromatin.std(), 0.15, 1.1)
        for _ in range(rng.integers(1, 4)):  # nucleoli stay dark
            r, a = rng.uniform(0, 0.5) * short, rng.uniform(0, 2 * np.pi)
            chromatin *= 1 - 0.55 * np.exp(-((columns - x - r * np.cos(a)) ** 2 + (rows - y - r * np.sin(a)) ** 2) / rng.uniform(8, 22))
        light += rng.uniform(110, 215) * inside * chromatin
        around = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        edge = radius(around) + 1
        rois.append(polygon("nucleus", np.stack([x + edge * np.cos(around) + 0.5, y + edge * np.sin(around) + 0.5], 1), SKY))
    light = smooth(light, 1.1)
    seen = rng.poisson(light) * 0.7 + light * 0.3 + rng.normal(0, 1.5, light.shape)
    save(out / "nuclei.tif", np.clip(seen, 0, 255).round().astype(np.uint8), rois)


def smooth(field: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur, standard deviation in px; the picture repeats at its edges."""
    frequency = np.hypot(np.fft.fftfreq(field.shape[0])[:, None], np.fft.rfftfreq(field.shape[1])[None])
    return np.fft.irfft2(np.fft.rfft2(field) * np.exp(-2 * (np.pi * sigma * frequency) ** 2), field.shape)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--art", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    park(options.art, options.out)
    photographs(options.out)
    cell(options.out)
    tissue(options.out)
    nuclei(options.out)


if __name__ == "__main__":
    main()
