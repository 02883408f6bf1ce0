"""Makes docs/images/readme.png from the real program: source with its regions, then what the macro makes of it, unretouched.

    mvn -q -DskipTests package && python src/test/python/make_readme_picture.py

Run from the repository's root; needs pillow, numpy, tifffile, roifile.
"""

import subprocess
import tempfile
from pathlib import Path

import roifile
import tifffile
from PIL import Image, ImageDraw

SENTENCES = [
    "a picture of a {man} and his {dog} in an {animated style}",
    "a picture of a {man} and his {dog} in an ink style",
    "a picture of a {man} and his {dog} on a blue background",
]
MACRO = """
Ext.install("mumu.MacroExtensions");
source = Ext.mumuOpen("test-images/park.tif");
%s
"""
STEP = """
selectImage(parseInt(source));
result = Ext.mumuGenerate("seed=2 prompt=[%s]");
Ext.mumuSave("%s");
"""


def generated(folder: Path):
    """One seed for all sentences."""
    files = [folder / f"{i}.png" for i in range(len(SENTENCES))]
    macro = folder / "readme.ijm"
    macro.write_text(MACRO % "".join(STEP % (s, f) for s, f in zip(SENTENCES, files)))
    subprocess.run(
        ["java", "-Djava.awt.headless=true", "-Dplugins.dir=target/imagej", "-jar", "target/imagej/ij.jar", "-batch", str(macro)], check=True
    )
    return [Image.open(file).convert("RGB") for file in files]


def source():
    """The scene with the outlines of its regions in their colours."""
    path = Path("test-images/park.tif")
    with tifffile.TiffFile(path) as tiff:
        picture = Image.fromarray(tiff.asarray())
        overlay = tiff.imagej_metadata["Overlays"]
    draw = ImageDraw.Draw(picture)
    for data in overlay:
        roi = roifile.ImagejRoi.frombytes(data)
        points = [tuple(point) for point in roi.coordinates()]
        draw.line(points + points[:1], fill=tuple(roi.stroke_color[1:]), width=2)
        draw.text((roi.left, roi.bottom + 2), roi.name, fill=(20, 20, 20))
    return picture


def main():
    with tempfile.TemporaryDirectory() as folder:
        pictures = [source()] + generated(Path(folder))
    width = sum(p.width for p in pictures) + 12 * (len(pictures) - 1)
    sheet = Image.new("RGB", (width, max(p.height for p in pictures)), "white")
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + 12
    sheet.save("docs/images/readme.png", optimize=True)


if __name__ == "__main__":
    main()
