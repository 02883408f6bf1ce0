import numpy as np
import pytest

import art as small
from mumu_tiny.model import IMAGE, UNK
from mumu_tiny.scenes import CELL, FEW, MANY, NOWHERE, Art, Batches, Frame, Scenes, Words, moved, scattered, vocabulary
from mumu_tiny.sprites import held_out, read_held_out, split


@pytest.fixture
def folder(tmp_path):
    small.make(tmp_path)
    return tmp_path


def test_held_out_subjects_cells_and_people_are_never_in_training(folder):
    train, held = Art(folder), read_held_out()
    assert train.chosen and len(train.chosen) < len(train.rows)
    for i in train.chosen:
        row = train.rows[i]
        assert row["concept"] not in held["concepts"] | held["people"]
        assert (row["concept"], row["style"]) not in held["cells"]


def test_training_records_never_touch_a_held_out_sprite(folder):
    train = Art(folder)
    touched, pixels = set(), train.pixels

    class Spy:
        def __getitem__(self, i):
            touched.add(int(i))
            return pixels[i]

    train.pixels = Spy()
    scenes = Scenes(train, 1, {"unbound": 0.4, "style_image": 0.3})
    for i in range(300):
        scenes.record(i, 1 + i % 4)
    assert len(touched) > 20
    assert not [i for i in touched if held_out(train.rows[i], read_held_out())]


def test_the_held_out_list_is_about_as_large_as_promised_and_frozen():
    held = read_held_out()
    assert 40 <= len(held["concepts"]) <= 80 and 5 <= len(held["people"]) <= 30 and 700 <= len(held["cells"]) <= 1100
    assert not {c for c, _ in held["cells"]} & held["concepts"]
    rows = [{"concept": c, "style": "flat", "group": "x"} for c in held["concepts"]]
    assert set(split(rows)["concepts"]) == held["concepts"]  # the rule that made it still makes it


def test_the_same_seed_gives_the_same_batch(folder):
    train = Art(folder)
    words = vocabulary(train)
    first, again, other = (Batches(train, words, s, 4)[9] for s in (5, 5, 6))
    assert all((first[k] == again[k]).all() for k in first)
    assert first["pictures"].tobytes() != other["pictures"].tobytes()


def test_a_cut_out_crop_is_the_very_object_of_the_picture(folder):
    scenes = Scenes(Art(folder), 3, {"procedural": 0, "unbound": 0, "style_image": 0, "moved": 0})
    exact = 0
    for i in range(60):
        record = scenes.record(i, 1)
        crop, = record["crops"]
        solid = crop[3] == 1
        colour = ((crop[:3] + 1) * 127.5).transpose(1, 2, 0)[solid]
        views = [record["picture"][r:r + 64, c:c + 64][solid] for r in (0, 32, 64) for c in (0, 32, 64)]
        exact += any(np.abs(v - colour).max() < 2 for v in views if v.shape == colour.shape)
    assert exact > 45  # the rest are boxes that show other ground


def test_a_thing_moves_only_where_the_sentence_puts_it_in_the_middle():
    rng = np.random.default_rng(1)
    found = [moved(rng, [(32, 0), (0, 64), (32, 32)]) for _ in range(200)]
    assert {p[0][1] for p in found} == {0} and {p[1] for p in found} == {(0, 8)}
    for axis in ({p[0][0] for p in found}, {p[2][0] for p in found}, {p[2][1] for p in found}):
        assert axis == set(range(9))


def test_a_place_is_the_same_share_of_any_canvas():
    assert [Frame(128, 256, 64).first(corner) for corner in ((0, 64), (32, 32), (64, 0))] == [(0, 24), (4, 12), (8, 0)]


@pytest.mark.parametrize("frame", MANY)
def test_many_things_stand_on_the_canvas_and_seldom_at_one_place(frame):
    rng = np.random.default_rng(1)
    for count in range(5, 17):
        for _ in range(20):
            cells = np.array(scattered(rng, count, frame))
            assert cells.shape == (count, 2) and cells.min() >= 0 and (CELL * cells.max(0) + frame.thing <= (frame.height, frame.width)).all()
            assert len({tuple(c) for c in cells}) > count / 3


@pytest.fixture
def crowds(folder):
    train = Art(folder)
    return Batches(train, vocabulary(train), 5, 32, {"ground": 0}, {Frame(256, 256, 64): 1.0})


def test_a_batch_of_many_things_tells_of_each_its_word_its_place_and_its_cells(crowds):
    batch = crowds[0]
    records, count = batch["layouts"].shape[:2]
    assert records == 8 and 5 <= count <= 16 and batch["pictures"].shape == (8, 256, 256, 3)
    assert batch["crops"].shape == (8 * count, 4, 64, 64) and batch["own"].shape == (8, count, 64)
    for ids, positions, cells, own in zip(batch["ids"], batch["positions"].reshape(records, count), batch["layouts"].astype(int), batch["own"]):
        if (cells == NOWHERE).all():  # as if nothing had been asked for
            assert (ids[positions] != IMAGE).all() and not own.any()
            continue
        owners = np.zeros((32, 32))
        for (row, column), mine in zip(cells, own.reshape(count, 8, 8)):
            owners[row:row + 8, column:column + 8] += mine
        assert (ids[positions] == IMAGE).all() and len(set(positions)) <= 2 and owners.max() == 1


def test_each_square_of_many_things_shows_what_the_picture_shows_there(crowds):
    batch, seen = crowds[1], 0
    count = batch["layouts"].shape[1]
    for picture, crops, cells in zip(batch["pictures"], batch["crops"].reshape(-1, count, 4, 64, 64), CELL * batch["layouts"].astype(int)):
        for crop, (row, column) in zip(crops, cells):
            solid = crop[3] > 0.999
            colour = picture[max(row, 0):row + 64, max(column, 0):column + 64].astype(np.float32) / 127.5 - 1
            assert not solid.any() or np.abs(colour[solid] - crop[:3].transpose(1, 2, 0)[solid]).max() < 0.02
            seen += solid.sum()
    assert seen > 10_000


def test_records_of_a_step_are_of_one_size_whatever_the_seed(folder):
    train = Art(folder)
    words, shapes = vocabulary(train), set()
    for step in range(12):
        one, other = (Batches(train, words, seed, 8)[step] for seed in (3, 4))
        assert all(one[k].shape == other[k].shape for k in one if k != "ids") and one["pictures"].tobytes() != other["pictures"].tobytes()
        shapes.add(one["crops"].shape[1:] + one["layouts"].shape[1:])
    assert len(shapes) > 5 and abs(sum({**FEW, **MANY}.values()) - 1) < 1e-9


@pytest.mark.parametrize("prompt", ["", "{}", "{{}", "}{", "<image> <bos> {<image>}", "ünïcödé {猫} 🐈", "{a}" * 3, "a" * 5000])
def test_hostile_captions_never_make_an_image_token_that_has_no_image(prompt):
    ids, where = Words(["a", "cat"]).encode(prompt, [False] * 10)
    assert IMAGE not in ids and all(place < len(ids) for place in where)
    assert all(0 <= i < 7 for i in ids)


def test_unknown_words_become_one_trained_id():
    ids, where = Words(["a"]).encode("a {zorgl}", [True])
    assert ids[where[0]] == IMAGE and ids[where[0] + 1] == UNK
