"""What microscopes show, and the words for it."""
import json

import numpy as np
import pytest
import torch

from art import make
from mumu_tiny import tokenizer as tokenizers
from mumu_tiny.export import READ_AS, load_illustrator
from mumu_tiny.illustrator import Illustrator
from mumu_tiny.model import SPECIAL, UNK
from mumu_tiny.prompting import MEANT, every_word, new_words
from mumu_tiny.scenes import COLOURS, Art
from mumu_tiny.specimens import ALSO, SPECIMENS, coloured, drawing
from mumu_tiny.styles import ANY
from mumu_tiny.train_renderer import SETTINGS, Pairs, Studio

WORDS = sorted("a background bacteria black cell crystal dog green nucleus thing object shape two".split())


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_drawing_fills_its_square_and_is_always_the_same(name):
    seen = np.argwhere(drawing(name)[..., 3] > 24)
    assert drawing(name).shape == (64, 64, 4)
    assert np.ptp(seen, 0).max() >= 61
    assert 0.04 < (drawing(name)[..., 3] > 127).mean() < 0.85
    first = drawing(name).copy()
    drawing.cache_clear()
    assert np.array_equal(first, drawing(name))


def test_no_two_look_alike():
    pictures = [np.concatenate([d[..., :3] * (d[..., 3:] / 255), d[..., 3:]], 2) for d in map(drawing, SPECIMENS)]
    assert all(np.abs(a - b).mean() > 10 for i, a in enumerate(pictures) for b in pictures[:i])


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_a_colour_before_its_name_is_its_colour_and_leaves_its_shape(colour):
    shown, mask = coloured("yeast", colour), drawing("yeast")[..., 3]
    assert np.array_equal(shown[..., 3], mask)
    mean, tone = shown[mask > 200][:, :3].mean(0), np.array(COLOURS[colour], float)
    for a in range(3):
        for b in range(3):
            assert mean[a] > mean[b] or tone[a] < tone[b] + 20


def test_new_words_get_ids_of_their_own_and_the_same_meaning_has_the_same_id(tmp_path):
    file = tmp_path / "tokenizer.json"
    tokenizers.build(WORDS).save(str(file))
    tokenizers.append(file, new_words(WORDS))
    tokenizers.read_as(file, READ_AS)
    ids = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    assert len({ids[name] for name in SPECIMENS}) == len(SPECIMENS)
    assert all(ids[word] == ids[name] for word, name in ALSO.items() if word not in WORDS)
    assert all(MEANT[name] == "cell" for name in SPECIMENS)


def test_records_of_specimens_come_from_words_alone(tmp_path):
    make(tmp_path)
    words = every_word(WORDS)
    words += [c for c in COLOURS if c not in words]
    batch = Pairs(Art(tmp_path), words, 3, 24, {"specimen": 1})[0]
    assert not batch["crop"].any()
    assert (batch["style"] == ANY).all()
    assert (batch["words"][:, 0] > UNK).all()
    assert (batch["target"][:, :3].abs() <= batch["target"][:, 3:] + 1e-6).all()


def test_a_renderer_that_gets_new_words_keeps_the_old_ones(tmp_path):
    old = Studio(WORDS, SETTINGS, Narrow, Illustrator(9, Narrow.renderer).eye.state_dict())
    old.step = 7
    old.save(tmp_path / "renderer.pt")
    new = Studio(WORDS + ["yeast", "neuron"], SETTINGS, Narrow, old.model.eye.state_dict())
    new.load(tmp_path / "renderer.pt")
    assert new.step == 7
    for part in ("model", "average"):
        rows = getattr(new, part).words.weight
        assert torch.equal(rows[:SPECIAL + len(WORDS)], getattr(old, part).words.weight)
        assert len(rows) == SPECIAL + len(WORDS) + 2
    with pytest.raises(SystemExit, match="another word list"):
        Studio(["other"] + WORDS, SETTINGS, Narrow, old.model.eye.state_dict()).load(tmp_path / "renderer.pt")


def test_the_bundle_s_rows_are_those_of_what_words_mean(tmp_path):
    make(tmp_path)
    words = every_word(WORDS)
    studio = Studio(words, SETTINGS, Narrow, Illustrator(9, Narrow.renderer).eye.state_dict())
    studio.save(tmp_path / "renderer.pt")
    rows = load_illustrator(tmp_path / "renderer.pt", words, Art(tmp_path))[0].words.weight
    learned, row = studio.average.words.weight, {w: SPECIAL + i for i, w in enumerate(words)}
    assert torch.equal(rows[row["yeast"]], learned[row["yeast"]])
    assert torch.equal(rows[row["nucleus"]], learned[row["nucleus"]])
    assert torch.equal(rows[row["bacteria"]], learned[row["bacterium"]])
    assert torch.equal(rows[row["background"]], learned[UNK])


class Narrow:
    device, renderer = "cpu", (8, 8, 8, 8)
