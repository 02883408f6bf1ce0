"""The measure of seeds and outlines."""
import numpy as np

from mumu_tiny.evaluate import ground_of
from mumu_tiny.scenes import COLOURS
from mumu_tiny.vary import compositions, covered, eroded, plainest, spread


def square(colour, size=40):
    sprite = np.zeros((64, 64, 4), np.uint8)
    sprite[12:12 + size, 12:12 + size] = *colour, 255
    return sprite


def test_spread_is_the_mean_difference_of_all_pairs():
    assert abs(spread([np.full((2, 2, 3), v, np.uint8) for v in (0, 10, 40)]) - (10 + 40 + 30) / 3) < 1e-4


def test_what_is_covered_is_the_union_of_what_is_shown():
    boxes = np.array([[0, 0, 64, 64], [32, 64, 64, 64], [64, 0, 64, 64]], np.float32)
    masks = np.zeros((3, 64, 64), np.float32)
    masks[:, :10, :20] = 1
    seen = covered((128, 160), boxes, masks, np.array([3, 7, -1]))
    assert seen.shape == (128, 160) and seen.sum() == 400 and seen[:10, :20].all() and seen[32:42, 64:84].all()


def test_the_plainest_ground_is_far_from_all_colours_of_the_things():
    assert plainest([square((250, 250, 250))]) != "white"
    assert plainest([square((214, 52, 48)), square((60, 110, 215))]) not in ("red", "blue")


def test_compositions_differ_and_hold_both_things():
    pictures = compositions(np.random.default_rng(0), [square((1, 2, 3)), square((9, 8, 7))], 0.0, 128)
    assert spread(pictures) > 10
    assert all((p[44:84, 12:52].round() == (1, 2, 3)).all() and (p[44:84, 76:116].round() == (9, 8, 7)).all() for p in pictures)


def test_an_area_loses_its_rim_but_not_at_the_edge_of_the_picture():
    area = np.zeros((6, 6), bool)
    area[:, 2:5] = True
    assert eroded(area).sum() == 6 and eroded(area)[:, 3].all()


def test_a_ground_is_told_by_its_colour():
    assert [ground_of(np.full((128, 128, 3), COLOURS[name], np.uint8)) for name in COLOURS] == list(COLOURS)
