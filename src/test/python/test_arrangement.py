"""How many things a picture shows, how large, where, and which is in front."""
import pytest
import torch

from mumu_tiny.arrangement import Arrangement
from mumu_tiny.overlay import laid
from mumu_tiny.sentences import PLACES
from mumu_tiny.variation import NUMBERS, THINGS

CANVASES = [(n, n) for n in range(128, 257, 16)] + [(128, 256), (256, 128), (144, 240), (208, 176), (256, 192)]


def thing(colour, rows=slice(0, 16), columns=slice(0, 16), mask=1.0, size=16):
    """[4, size, size], one colour on a part of its square."""
    picture = torch.zeros(4, size, size)
    picture[:3, rows, columns], picture[3, rows, columns] = colour * mask, mask
    return picture


def seen(cells, *pictures, canvas=(48, 64)):
    return laid(torch.stack(pictures), torch.tensor(cells, dtype=torch.float32), *map(torch.tensor, canvas))


def test_things_beside_each_other_are_copied_as_they_are():
    pictures = torch.rand(3, 4, 16, 16)
    squares, masks, own, *_ = seen([[0, 0], [0, 2], [4, 6]], *pictures)
    assert torch.equal(squares, pictures) and torch.equal(masks, pictures[:, 3]) and own.tolist() == [[1] * 4] * 3


def test_a_cell_in_which_nothing_is_drawn_is_nobodys():
    _, _, own, *_ = seen([[1, 1]], thing(0.5, rows=slice(0, 8)))
    assert own.tolist() == [[1, 1, 0, 0]]


def test_what_is_in_front_hides_what_is_behind():
    squares, masks, own, *_ = seen([[0, 0], [1, 1]], thing(0.5), thing(-0.5))
    assert own.tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert torch.equal(masks[1], torch.ones(16, 16)) and masks[0, 8:, 8:].max() < 0.001 and masks[0, :8].min() == 1
    assert torch.allclose(squares[0, :3, 8:, 8:], torch.tensor(-0.5), atol=0.001) and squares[0, 0, :8].unique().tolist() == [0.5]
    assert torch.equal(squares[1], thing(-0.5)) or torch.allclose(squares[1], thing(-0.5), atol=0.001)


def test_a_cell_that_two_cover_is_the_front_ones_and_its_square_shows_both():
    squares, masks, own, *_ = seen([[0, 0], [0, 1]], thing(0.5), thing(-0.5, columns=slice(0, 4)))  # the front one covers half of a cell
    assert own.tolist() == [[1, 0, 1, 0], [1, 0, 1, 0]]
    assert torch.allclose(squares[1, 0, 0, :8], torch.tensor([-0.5] * 4 + [0.5] * 4), atol=0.001) and squares[1, 3, :, :8].min() > 0.999
    assert torch.allclose(squares[0, 0, 0, 8:], torch.tensor([-0.5] * 4 + [0.5] * 4), atol=0.001)


def test_a_thing_that_is_wholly_hidden_has_no_cell():
    _, masks, own, *_ = seen([[2, 2], [2, 2]], thing(0.5), thing(-0.5))
    assert own.tolist() == [[0] * 4, [1] * 4] and masks[0].max() < 0.001


@pytest.mark.parametrize("solid", [False, True])
def test_a_pixel_is_seen_once(solid):
    torch.manual_seed(4)
    cells = torch.stack([torch.randint(0, 5, (16,)), torch.randint(0, 7, (16,))], 1)
    pictures = torch.rand(16, 4, 16, 16)
    pictures[:, 3] = pictures[:, 3].round() if solid else pictures[:, 3]
    squares, masks, own, *_ = seen(cells.tolist(), *pictures)
    whole, owners = torch.zeros(48, 64), torch.zeros(6, 8)
    for (row, column), mask, mine in zip(cells.tolist(), masks, own.unflatten(1, (2, 2))):
        whole[8 * row:8 * row + 16, 8 * column:8 * column + 16] += mask
        owners[row:row + 2, column:column + 2] += mine
    assert whole.max() <= 1 + 2e-4 and owners.max() == 1
    for (row, column), square in zip(cells.tolist(), squares):
        assert torch.allclose(square[3], whole[8 * row:8 * row + 16, 8 * column:8 * column + 16], atol=1e-5)


def test_behind_what_is_half_clear_half_is_seen():
    squares, masks, *_ = seen([[0, 0], [0, 0]], thing(0.8), thing(-0.4, mask=0.5))
    assert torch.allclose(masks[0], torch.tensor(0.5)) and torch.allclose(squares[0, 0], torch.tensor(0.8 * 0.5 - 0.4 * 0.5))


def test_outside_of_the_canvas_nothing_is_seen():
    squares, masks, own, *_ = seen([[-1, 0], [5, 7], [-12, -12]], thing(0.5), thing(0.5), thing(0.5))
    assert own.tolist() == [[0, 0, 1, 1], [1, 0, 0, 0], [0] * 4]
    assert masks[0, :8].max() == 0 and masks[1, 8:].max() == 0 and masks[2].max() == squares[2].abs().max() == 0


ARRANGEMENT = Arrangement([""])


def arranged(count, canvas, variety=0.0, seed=0, place="bottom", many=True, free=1.0):
    """-> (first cells [count, 2], side in px)."""
    canvas = torch.tensor(canvas)
    side = ARRANGEMENT.side(torch.tensor(count), canvas)
    chance = torch.rand(count, NUMBERS, generator=torch.Generator().manual_seed(seed))
    place = torch.full((count,), PLACES.index(place))
    return ARRANGEMENT.places(place, torch.tensor(many), torch.tensor(False), canvas, side, chance, torch.tensor([variety]), torch.tensor(free)), int(side)


@pytest.mark.parametrize("canvas", CANVASES)
def test_up_to_sixty_four_things_stand_beside_each_other_on_any_canvas(canvas):
    for count in range(1, THINGS + 1):
        cells, side = arranged(count, canvas)
        assert side % 8 == 0 and 2 * side <= min(canvas)
        assert torch.equal(cells, cells.round()) and cells.min() >= 0 and (8 * cells + side <= torch.tensor(canvas)).all()
        apart = (cells[:, None] - cells).abs().amax(2) + side * torch.eye(count)
        assert 8 * apart.min() >= side, f"{count} things"
        assert torch.equal(cells, arranged(count, canvas, seed=1)[0]), "without variety nothing is left to chance"


@pytest.mark.parametrize("canvas", [(128, 128), (256, 256), (128, 256), (208, 176)])
def test_with_variety_things_stand_elsewhere_and_on_the_canvas(canvas):
    for count in range(1, THINGS + 1):
        for seed in range(8):
            cells, side = arranged(count, canvas, 1.0, seed)
            assert torch.equal(cells, cells.round()) and cells.min() >= 0 and (8 * cells + side <= torch.tensor(canvas)).all()
            assert torch.equal(cells, arranged(count, canvas, 1.0, seed)[0])
    assert len({tuple(arranged(7, canvas, 1.0, seed)[0].flatten().tolist()) for seed in range(8)}) == 8


@pytest.mark.parametrize("count, sides", [(1, 128), (2, 120), (3, 120), (4, 120), (5, 80), (9, 80), (10, 64), (16, 64), (25, 48), (36, 40), (64, 32)])
def test_the_more_things_the_smaller_they_are(count, sides):
    assert arranged(count, (256, 256))[1] == sides


def test_four_things_of_a_list_are_quarters():
    cells, side = arranged(4, (256, 256))
    assert side == 120 and cells.tolist() == [[1, 1], [1, 16], [16, 1], [16, 16]]


@pytest.mark.parametrize("canvas", CANVASES)
def test_a_few_things_keep_a_margin(canvas):
    for count in range(1, 5):
        for place in PLACES:
            for many in (False, True):
                cells, side = arranged(count, canvas, place=place, many=many)
                assert cells.min() >= 1 and (8 * cells + side + 8 <= torch.tensor(canvas)).all()


def test_a_place_that_the_sentence_fixes_stays():
    assert arranged(1, (128, 128), 1.0, place="top right", many=False)[0].tolist() == [[1, 7]]
    lefts = torch.cat([arranged(1, (128, 128), 1.0, seed, "left", False)[0] for seed in range(30)])
    assert lefts[:, 1].unique().tolist() == [1] and len(lefts[:, 0].unique()) > 4
    assert arranged(1, (128, 128), 1.0, place="centre", many=False, free=0.0)[0].tolist() == [[4, 4]]


def test_every_row_and_column_is_as_likely():
    cells = torch.cat([arranged(1, (128, 128), 1.0, seed, "centre", False)[0] for seed in range(900)]).flatten().long()
    counts = torch.bincount(cells, minlength=9)
    assert counts.min() > 0.7 * counts.sum() / 9 and counts.max() < 1.3 * counts.sum() / 9


def shown(begins, rank, run, count, visible):
    base, there = ARRANGEMENT.things(*map(torch.tensor, (begins, rank, run, count, visible)))
    return base.tolist(), there.tolist()


def test_the_images_of_a_counted_word_are_dealt_in_turn():
    assert shown([2, 2], [0, 1], [2, 2], [5, 5], [True, True]) == ([0, 1, 0, 1, 0], [True] * 5)
    assert shown([2, 2, 2], [0, 1, 2], [3, 3, 3], [2, 2, 2], [True] * 3) == ([0, 1], [True] * 2)


def test_things_come_in_the_order_of_the_sentence():
    assert shown([6, 2, 4], [0, 0, 0], [1, 1, 1], [1, 2, 1], [True] * 3)[0] == [1, 1, 2, 0]


def test_more_things_than_there_may_be_are_cut():
    assert shown([2, 5], [0, 0], [1, 1], [40, 40], [True, True])[0] == [0] * 40 + [1] * 24


def test_of_nothing_there_is_one_that_is_none():
    assert shown([2, 5], [0, 0], [1, 1], [3, 1], [False, False]) == ([0], [False])
    assert shown([2, 5], [0, 0], [1, 1], [1, 1], [False, True]) == ([1], [True])
