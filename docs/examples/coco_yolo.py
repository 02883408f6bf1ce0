"""Training data of MUMU for programs that read COCO or YOLO: Detectron2, MMDetection, Ultralytics, FiftyOne.

    python coco_yolo.py FOLDER OUT [--validation 0.2]

FOLDER is what MUMU Make Training Data wrote (images, masks, boxes.csv); it stays as it is. OUT, a new folder, gets

    images            the pictures, as PNG
    labels            a text file each for YOLO: class and outline of each thing, 0 to 1, of what is to be seen its largest piece
    data.yaml         for `yolo segment train data=OUT/data.yaml`, and `yolo detect`
    train.txt, val.txt     which pictures are for what; --validation: the share of the last ones that are for validation
    coco.json         all of them, classes from 1, masks pixel by pixel (run lengths), also of what is to be seen in several pieces

Needs numpy, pillow, tifffile and scikit-image. Measure on real images only: pictures for validation are as synthetic as the others.
"""
import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from skimage.measure import find_contours, label, regionprops


def things(folder):
    """-> {name of a file: its rows} in the order of the table."""
    rows = {}
    with open(folder / "boxes.csv", newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            rows.setdefault(row["file"], []).append(row)
    return rows


def run_lengths(mask):
    """mask [height, width] of truth values -> COCO's uncompressed run lengths, column by column, of zeros first."""
    pixels = mask.T.ravel().astype(np.int8)
    changes = np.flatnonzero(np.diff(pixels, prepend=0)) if pixels.size else np.array([], int)
    return {"size": list(mask.shape), "counts": np.diff(np.concatenate([[0], changes, [pixels.size]])).tolist()}


def outline(mask):
    """mask [height, width] -> the outline of its largest piece, [n, 2] of x and y from 0 to 1."""
    pieces = label(mask)
    largest = max(regionprops(pieces), key=lambda piece: piece.area)
    points = max(find_contours(np.pad(pieces == largest.label, 1), 0.5), key=len)[:-1, ::-1] - 0.5  # of the padded picture; pixels begin half a pixel before their middle
    return (points / mask.shape[::-1]).clip(0, 1)


def converted(folder, out):
    """Writes pictures, labels and coco.json; -> (names of the pictures, classes)."""
    rows = things(folder)
    classes = sorted({row["class"] for found in rows.values() for row in found})
    coco = {"images": [], "annotations": [], "categories": [{"id": i + 1, "name": name} for i, name in enumerate(classes)]}
    for part in ("images", "labels"):
        (out / part).mkdir(parents=True)
    for image, file in enumerate(sorted(path.name for path in (folder / "images").glob("*.tif")), 1):
        mask, name, lines = tifffile.imread(folder / "masks" / file), Path(file).stem, []
        Image.fromarray(tifffile.imread(folder / "images" / file)).save(out / "images" / f"{name}.png")
        coco["images"].append({"id": image, "file_name": f"images/{name}.png", "height": mask.shape[0], "width": mask.shape[1]})
        for row in rows.get(file, []):
            seen, kind = mask == int(row["label"]), classes.index(row["class"])
            if not seen.any():
                sys.exit(f"masks/{file} has no {row['label']}, which boxes.csv names")
            coco["annotations"].append({"id": len(coco["annotations"]) + 1, "image_id": image, "category_id": kind + 1, "iscrowd": 0, "area": int(seen.sum()),
                                        "bbox": [int(row[side]) for side in ("x", "y", "width", "height")], "segmentation": run_lengths(seen)})
            lines.append(" ".join([str(kind), *(f"{x:.6f}" for x in outline(seen).ravel())]) + "\n")
        (out / "labels" / f"{name}.txt").write_text("".join(lines))
    (out / "coco.json").write_text(json.dumps(coco), encoding="utf-8")
    return [image["file_name"] for image in coco["images"]], classes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--validation", type=float, default=0.2)
    options = parser.parse_args()
    if not (options.folder / "boxes.csv").is_file():
        sys.exit(f"{options.folder} is no folder of MUMU Make Training Data: it has no boxes.csv")
    if options.out.exists():
        sys.exit(f"{options.out} is there already; name a new folder")
    if not 0 <= options.validation <= 1:
        sys.exit(f"--validation is a share from 0 to 1, not {options.validation}")
    names, classes = converted(options.folder, options.out)
    kept = len(names) - round(len(names) * options.validation)
    for part, mine in (("train", names[:kept]), ("val", names[kept:])):
        (options.out / f"{part}.txt").write_text("".join(f"./{name}\n" for name in mine))
    listed = "".join(f"  {i}: {json.dumps(name, ensure_ascii=False)}\n" for i, name in enumerate(classes))
    (options.out / "data.yaml").write_text(f"path: {json.dumps(str(options.out.resolve()), ensure_ascii=False)}\ntrain: train.txt\nval: val.txt\nnames:\n{listed}", encoding="utf-8")


if __name__ == "__main__":
    main()
