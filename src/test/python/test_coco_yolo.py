"""docs/examples/coco_yolo.py: what COCO and YOLO read is what the masks show."""
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from skimage.draw import polygon2mask

SCRIPT = Path(__file__).parents[3] / "docs/examples" / "coco_yolo.py"


@pytest.fixture
def folder(tmp_path):
    """Two pictures: a square behind a bar that leaves two pieces of it; nothing."""
    made = tmp_path / "made"
    masks = np.zeros((2, 48, 64), np.uint16)
    masks[0, 4:34, 10:40], masks[0, 14:20] = 1, 2
    for part, pixels in (("images", (masks * 100).astype(np.uint8)), ("masks", masks)):
        (made / part).mkdir(parents=True)
        for i, picture in enumerate(pixels):
            tifffile.imwrite(made / part / f"{i + 1:05d}.tif", picture)
    (made / "boxes.csv").write_text("file,label,class,x,y,width,height\n00001.tif,1,nucleus,10,4,30,30\n00001.tif,2,\"Zelle, groß\",0,14,64,6\n", encoding="utf-8")
    return made


def run(*arguments):
    return subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True)


def decoded(run_lengths):
    height, width = run_lengths["size"]
    values = np.arange(len(run_lengths["counts"])) % 2
    return np.repeat(values, run_lengths["counts"]).reshape(width, height).T


def test_coco_has_every_pixel_and_yolo_the_largest_piece(folder, tmp_path):
    out = tmp_path / "out"
    assert run(folder, out, "--validation", "0.5").returncode == 0
    mask, coco = tifffile.imread(folder / "masks/00001.tif"), json.loads((out / "coco.json").read_text(encoding="utf-8"))
    assert [c["name"] for c in coco["categories"]] == ["Zelle, groß", "nucleus"] and [i["file_name"] for i in coco["images"]] == ["images/00001.png", "images/00002.png"]
    square, bar = coco["annotations"]
    assert (decoded(square["segmentation"]) == (mask == 1)).all() and (decoded(bar["segmentation"]) == (mask == 2)).all()
    assert square["bbox"] == [10, 4, 30, 30] and square["area"] == (mask == 1).sum() and (square["category_id"], bar["category_id"]) == (2, 1)
    (number, *points), (other, *_) = (line.split() for line in (out / "labels/00001.txt").read_text().splitlines())
    seen = polygon2mask((480, 640), np.array(points, float).reshape(-1, 2)[:, ::-1] * (480, 640)).reshape(48, 10, 64, 10).mean((1, 3)) > 0.5
    lower = (mask == 1) & (np.arange(48) >= 20)[:, None]
    assert (number, other) == ("1", "0") and (seen == lower).mean() > 0.99
    assert (out / "labels/00002.txt").read_text() == "" and (np.array(Image.open(out / "images/00001.png")) == mask * 100).all()
    assert (out / "train.txt").read_text() == "./images/00001.png\n" and (out / "val.txt").read_text() == "./images/00002.png\n"
    assert '  0: "Zelle, groß"\n  1: "nucleus"\n' in (out / "data.yaml").read_text(encoding="utf-8")


def test_run_lengths_begin_with_zeros():
    spec = importlib.util.spec_from_file_location("coco_yolo", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for mask in (np.ones((2, 3), bool), np.zeros((2, 3), bool), np.eye(3, dtype=bool)):
        assert (decoded(module.run_lengths(mask)) == mask).all()
    assert module.run_lengths(np.ones((2, 3), bool))["counts"][0] == 0


def test_bad_folders_end_in_a_sentence_and_write_nothing_over(folder, tmp_path):
    ended = run(tmp_path, tmp_path / "out")
    assert ended.returncode == 1 and "has no boxes.csv" in ended.stderr and "Traceback" not in ended.stderr
    assert "is there already" in run(folder, folder).stderr
    assert "from 0 to 1, not 20.0" in run(folder, tmp_path / "out", "--validation", "20").stderr
    (folder / "boxes.csv").write_text("file,label,class,x,y,width,height\n00002.tif,7,nucleus,0,0,1,1\n")
    assert "masks/00002.tif has no 7, which boxes.csv names" in run(folder, tmp_path / "out").stderr
