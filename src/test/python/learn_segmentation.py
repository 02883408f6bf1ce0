"""Whether a segmentation learns from MUMU's training pictures: StarDist, trained on pictures made from five nuclei, judged on real microscopy.

    python learn_segmentation.py IMAGEJ FOLDER [--ways all paste boxes mumu] [--seeds 0 1 2] [--steps 500] [--options "scale=1"]

IMAGEJ is target/imagej. Needs a Python of its own with stardist and tensorflow-cpu (tried: 0.9.2, 2.21.0); nothing of mumu_tiny. The image is the
fluorescence micrograph with labelled nuclei that StarDist's package brings along (img2d.tif, mask2d.tif, 512 x 512; from BBBC038, CC0); it is read
from there and not copied. The left half is for learning, the right half is seen by nothing before the network is judged. A seed chooses five whole
nuclei of the left half, the network's first weights and its batches. Ways to learn:

    all    every nucleus of the left half (what five are compared with)
    boxes  the left half, the five labelled; what is further than six pixels from them is left out of the loss
    paste  the five, cut out, turned and mirrored, pasted at random places on three empty pieces of the left half, continued by mirroring
    mumu   MUMU Make Training Data from the same five and the same three pieces, by headless ImageJ; with ground=image in the options from every nucleus
           of the left half, on the left half without them

All have the same small network, steps and augmentation (quarter turns, mirrors, brightness, noise). Prints a line per run: F1 and accuracy (StarDist's
"average precision": tp / (tp + fp + fn)) at IoU 0.5 and 0.7 and the CPU seconds, and at the end the mean of each way. Pictures and predictions stay in FOLDER.
"""
import argparse
import importlib.util
import os
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf
import tifffile
from csbdeep.utils import normalize
from scipy import ndimage
from skimage.measure import regionprops
from stardist.matching import matching
from stardist.models import Config2D, StarDist2D

EXAMPLES = 5
PIECES = 3
MARGIN = 6  # pixels of ground around nuclei
SOLID = 0.93  # share of its convex hull: whole nuclei, not what is to be seen of one behind others
SIZE, COUNT, FEWEST, MOST = 256, 24, 12, 40  # of pictures; things in a picture, unless the options say other numbers
PROBABILITY, OVERLAP = 0.5, 0.4  # StarDist's thresholds before they are tuned
LIMITS = (0.5, 0.7)


def halves():
    """-> image and labels of the left half, and of the right half."""
    folder = Path(importlib.util.find_spec("stardist").submodule_search_locations[0]) / "data/images"
    image, labels = tifffile.imread(folder / "img2d.tif"), tifffile.imread(folder / "mask2d.tif")
    middle = image.shape[1] // 2
    return (image[:, :middle], labels[:, :middle].astype(np.uint16)), (image[:, middle:], labels[:, middle:].astype(np.uint16))


def chosen(labels, seed):
    """The numbers of five whole nuclei that touch no border."""
    inside = [r.label for r in regionprops(labels) if r.area >= 100 and r.solidity >= SOLID
              and min(r.bbox[:2]) > 0 and r.bbox[2] < labels.shape[0] and r.bbox[3] < labels.shape[1]]
    return sorted(int(n) for n in np.random.default_rng(seed).choice(inside, EXAMPLES, replace=False))


def pieces(labels):
    """The largest empty rectangles, as x, y, width, height."""
    free, found = ~ndimage.binary_dilation(labels > 0, iterations=MARGIN), []
    for _ in range(PIECES):
        total = np.pad(free.astype(int).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        best = (0,)
        for high in range(24, 100, 4):
            for wide in range(24, 100, 4):
                here = total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide]
                ys, xs = np.nonzero(here == high * wide)
                if len(ys) and high * wide > best[0]:
                    best = (high * wide, int(xs[0]), int(ys[0]), wide, high)
        found.append(best[1:])
        free[best[2]:best[2] + best[4], best[1]:best[1] + best[3]] = False
    return found


def every(image, labels, seed):
    return [image], [labels]


def boxes(image, labels, seed):
    own = np.where(np.isin(labels, chosen(labels, seed)), labels, 0).astype(np.int32)
    own[~ndimage.binary_dilation(own > 0, iterations=MARGIN)] = -1  # StarDist: no loss
    return [image], [own]


def ground(image, piece, rng):
    x, y, wide, high = piece
    whole = np.pad(image[y:y + high, x:x + wide], ((0, SIZE), (0, SIZE)), "symmetric")
    top, left = rng.integers(0, high), rng.integers(0, wide)
    return whole[top:top + SIZE, left:left + SIZE].astype(np.float32)


def turned(cell, mask, rng):
    angle = rng.uniform(0, 360)
    if rng.random() < 0.5:
        cell, mask = cell[:, ::-1], mask[:, ::-1]
    cell = np.where(mask, cell, cell[mask].mean())  # no dark rim comes in
    return ndimage.rotate(cell, angle, order=1, mode="nearest"), ndimage.rotate(mask.astype(np.float32), angle, order=1) > 0.5


def paste(image, labels, seed):
    rng, cells, pictures, masks = np.random.default_rng(100 + seed), [], [], []
    for number in chosen(labels, seed):
        box = ndimage.find_objects((labels == number).astype(np.uint8))[0]
        cells.append((image[box].astype(np.float32), labels[box] == number))
    room = pieces(labels)
    for _ in range(COUNT):
        picture, mask = ground(image, room[rng.integers(PIECES)], rng), np.zeros((SIZE, SIZE), np.uint16)
        for number in range(1, 1 + rng.integers(FEWEST, MOST + 1)):
            cell, shape = turned(*cells[rng.integers(EXAMPLES)], rng)
            for _ in range(20):
                y, x = (rng.integers(0, SIZE - side) for side in shape.shape)
                there = np.s_[y:y + shape.shape[0], x:x + shape.shape[1]]
                if (mask[there][shape] > 0).mean() < 0.2:
                    picture[there][shape], mask[there][shape] = cell[shape], number
                    break
        pictures.append(picture)
        masks.append(mask)
    return pictures, masks


def macro(folder, out, labels, seed, options):
    if "ground=image" in options:
        bind, room = f"nucleus={folder}/labels.tif:label*", []
    else:
        bind = "nucleus=" + "+".join(f"{folder}/labels.tif:label {n}" for n in chosen(labels, seed)) + "; background=empty*"
        room = [f'makeRectangle({x}, {y}, {wide}, {high}); Roi.setName("empty"); Overlay.addSelection; Roi.remove;' for x, y, wide, high in pieces(labels)]
    options += "" if "most=" in options else f" fewest={FEWEST} most={MOST}"
    text = f"count={COUNT} seed=1 width={SIZE} height={SIZE} {options} folder=[{out}] bind=[{bind}]"
    return "\n".join(['Ext.install("mumu.MacroExtensions");', f'Ext.mumuOpen("{folder}/image.tif");', *room,
                      f'made = Ext.mumuTrainingData("{text}");', 'print("DONE " + made);'])


def mumu(image, labels, seed, home, folder, options):
    folder.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(folder / "image.tif", image)
    tifffile.imwrite(folder / "labels.tif", labels)
    out = folder / f"pictures-{seed}"
    (folder / f"{seed}.ijm").write_text(macro(folder, out, labels, seed, options), encoding="ascii")
    said = subprocess.run(["java", "-Djava.awt.headless=true", f"-Dplugins.dir={home}", f"-Duser.home={folder}", "-jar", str(home / "ij.jar"), "-batch",
                           str(folder / f"{seed}.ijm")], capture_output=True, text=True).stdout
    if f"DONE {COUNT}\n" not in said:
        raise SystemExit(f"no pictures:\n{said}")
    files = sorted((out / "images").glob("*.tif"))
    return [tifffile.imread(f) for f in files], [tifffile.imread(out / "masks" / f.name) for f in files]


def augmenter(seed):
    rng = np.random.default_rng(seed)

    def augment(x, y):
        turns = rng.integers(4)
        x, y = np.rot90(x, turns), np.rot90(y, turns)
        if rng.random() < 0.5:
            x, y = x[::-1], y[::-1]
        x = x * rng.uniform(0.6, 2) + rng.uniform(-0.2, 0.2)
        return (x + 0.02 * rng.uniform(0, 1) * rng.normal(0, 1, x.shape)).astype(np.float32), y
    return augment


def trained(pictures, masks, seed, steps):
    pictures = [normalize(p, 1, 99.8) for p in pictures]
    tf.keras.utils.set_random_seed(seed)
    kept = len(pictures) // 10  # StarDist wants some to validate on; nothing is chosen by them
    validation = (pictures[-kept:], masks[-kept:]) if kept else (pictures, [np.maximum(m, 0) for m in masks])
    learned = (pictures[:-kept], masks[:-kept]) if kept else (pictures, masks)
    config = Config2D(n_rays=32, grid=(4, 4), n_channel_in=1, unet_n_depth=2, unet_n_filter_base=16, net_conv_after_unet=64, train_patch_size=(96, 96),
                      train_batch_size=4, train_epochs=1, train_steps_per_epoch=steps, train_learning_rate=1e-3, train_tensorboard=False,
                      train_shape_completion=False)
    model = StarDist2D(config, name="network", basedir=tempfile.mkdtemp())
    radii = [np.sqrt((m == n).sum() / np.pi) for m in learned[1][:3] for n in np.unique(m) if n > 0]
    last = model.keras_model.get_layer("dist")  # begins at the size of the nuclei, so that few steps are enough
    last.set_weights([last.get_weights()[0], np.full_like(last.get_weights()[1], 0.8 * np.mean(radii))])
    model.train(*learned, validation_data=validation, augmenter=augmenter(seed))
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("imagej", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ways", nargs="+", default=["all", "paste", "boxes", "mumu"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--options", default="scale=1", help="more options of MUMU Make Training Data")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    left, (right, truth) = halves()
    made = {"all": every, "boxes": boxes, "paste": paste, "mumu": lambda *a: mumu(*a, options.imagej.resolve(), folder, options.options)}
    for way in options.ways:
        scores = []
        for seed in options.seeds:
            pictures, masks = made[way](*left, seed)
            begin = time.process_time()
            model = trained(pictures, masks, seed, options.steps)
            seen, _ = model.predict_instances(normalize(right, 1, 99.8), prob_thresh=PROBABILITY, nms_thresh=OVERLAP)
            tifffile.imwrite(folder / f"{way}-{seed}.tif", seen.astype(np.uint16))
            found = [matching(truth, seen, thresh=limit) for limit in LIMITS]
            scores.append([value for f in found for value in (f.f1, f.accuracy)])
            print(way, seed, *(f"{value:.3f}" for value in scores[-1]), f"found {found[0].n_pred} of {found[0].n_true}, {time.process_time() - begin:.0f} s", flush=True)
        print(way, "mean", *(f"{value:.3f}" for value in np.mean(scores, 0)), "from", *(f"{value:.3f}" for value in np.min(scores, 0)),
              "to", *(f"{value:.3f}" for value in np.max(scores, 0)), flush=True)


if __name__ == "__main__":
    main()
