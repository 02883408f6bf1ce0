"""The evaluation's own trials as an ImageJ macro, so that the plugin itself can be measured through its macro functions.

    python -m mumu_tiny.macro --art ART --out TRIALS --n 200 --kinds one two by-word
    java -cp ij.jar src/test/java/mumu/TrialImages.java TRIALS      (crops -> images with a named region each)
    java -Djava.awt.headless=true -Dplugins.dir=target/imagej -jar target/imagej/ij.jar -ijpath target/imagej -batch TRIALS/trials.ijm
    python -m mumu_tiny.evaluate --art ART --pictures TRIALS --n 200 --kinds one two by-word

A region in ImageJ is in or out, a sprite's edge is soft: edges differ from the other sampler's by less than a pixel.
"""
import argparse
import re
from pathlib import Path

import numpy as np
from PIL import Image

from .evaluate import Trials
from .scenes import Art


def rgba(crop):
    """[4, S, S] as the encoder sees it -> [S, S, 4] uint8."""
    mask = crop[3:]
    colour = np.where(mask > 0.004, crop[:3] / np.maximum(mask, 0.004), 0)
    return np.concatenate([np.clip(colour * 127.5 + 127.5, 0, 255), mask * 255]).round().astype(np.uint8).transpose(1, 2, 0)


def distinct(prompt):
    """Slots of one name would be one binding: the second of two gets another name."""
    names = re.findall(r"\{([^}]*)\}", prompt)
    if len(set(names)) < len(names):
        head, tail = prompt.rsplit("{" + names[-1] + "}", 1)
        prompt, names = head + "{thing}" + tail, names[:-1] + ["thing"]
    return prompt, names


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def lines(folder, number, trial, seed):
    """The macro's lines for one trial; writes its crops."""
    prompt, names = distinct(trial["prompt"])
    binds = []
    for k, crop in enumerate(trial["crops"]):
        if crop is not None:
            Image.fromarray(rgba(crop)).save(folder / f"{number}-{k}.png")
            binds.append(f"{quoted(names[k])}='{number}-{k}.tif':'r'")
    opened = [f'id{k} = Ext.mumuOpen(folder + "{number}-{k}.tif");' for k in range(len(binds))]
    bind = f"bind=[{';'.join(binds)}] " if binds else ""
    return opened + [f'made = Ext.mumuGenerate("seed={seed} {bind}prompt=[{prompt}]");', f'Ext.mumuSave(folder + "{number}.png");', "shut(made);"] + [
        f"shut(id{k});" for k in range(len(binds))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--art", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--kinds", nargs="+", default=["one", "two"])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    macro = ['Ext.install("mumu.MacroExtensions");', "setBatchMode(true);", f'folder = "{options.out.resolve().as_posix()}/";']
    for kind in options.kinds:
        maker = Trials(Art(options.art, "train" if kind.startswith("text") else "held"), options.seed)
        for i in range(options.n):
            macro += lines(options.out, f"{kind}-{i:04d}", maker.make(kind), i)
    macro += ["function shut(id) {", "  selectImage(parseInt(id));", "  close();", "}"]
    (options.out / "trials.ijm").write_text("\n".join(macro) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
