"""The styles that can be asked for, and words that mean a thing or a style that has another name."""
import json
from pathlib import Path

DRAWN = ("3d", "gradient", "flat", "outline", "soft", "bold", "cartoon", "classic", "ink")
LINED = ("outline", "ink")  # by arithmetic, see `lines`
PAINTED = tuple(s for s in DRAWN if s not in LINED)  # by the renderer
CLASSES = {"3d": 0, "gradient": 0, "flat": 0, "outline": 1, "soft": 2, "bold": 3, "cartoon": 4, "classic": 5, "ink": 6}  # those three are nearly the same pictures
FILTERS = ("sepia", "grey", "pencil")
STYLES = DRAWN + FILTERS + ("any",)  # any: no style is asked for and no crop shows one
LOOKS = ("any", "3d", "gradient")  # what is drawn from words alone without a style is drawn in one of these, as `variety` allows
ANY = len(STYLES) - 1
# words of styles beyond their own names; only words that say nothing else
MORE_STYLES = {"animated": "cartoon", "animation": "cartoon", "comic": "bold", "emoji": "soft", "line": "outline", "lineart": "outline", "outlined": "outline",
               "contour": "outline", "inked": "ink", "monochrome": "ink", "gray": "grey", "vintage": "sepia", "grayscale": "grey", "plastic": "3d", "clay": "3d"}
SYNONYMS = Path(__file__).parent.parent / "synonyms.json"


def synonyms(art):
    """{word: the concept of the art that it means}; only of concepts that are trained on."""
    table = json.loads(SYNONYMS.read_text(encoding="utf-8"))
    return {w: c for w, c in table.items() if c in art.concepts}
