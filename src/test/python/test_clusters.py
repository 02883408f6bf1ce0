"""Things that touch: which make a cluster, how near they are, and that none is lost."""
import pytest
import torch

from mumu_tiny.clusters import LENGTHS, Clusters
from mumu_tiny.codec import PATCH
from mumu_tiny.overlay import laid
from mumu_tiny.variation import NUMBERS, THINGS

S = 64
CLUSTERS = Clusters(["", "touching", "clustered", "cell"])


def ellipse(height, width, middle=(0.0, 0.0)):
    """[S, S]; half axes and middle in half sides of the square."""
    line = (torch.arange(S) + 0.5) * 2 / S - 1
    return ((((line[:, None] - middle[0]) / height) ** 2 + ((line[None] - middle[1]) / width) ** 2) < 1).float()


def placed(masks, side, canvas, cell, seed=1, variety=1.0):
    """-> first cells, moves."""
    torch.manual_seed(seed)
    return CLUSTERS(torch.tensor(cell, dtype=torch.float32), torch.stack(masks), torch.tensor(side), torch.tensor(canvas), torch.rand(len(masks), NUMBERS),
                    torch.tensor([variety]))


def on_canvas(masks, cell, moved, canvas, side=S):
    """[j, height, width], where each thing is; its square as large as its picture."""
    assert side == S and torch.equal(moved, moved.round())
    moved_masks = torch.stack([m.roll(tuple(int(x) for x in by), (0, 1)) for m, by in zip(masks, moved)])
    pictures = torch.cat([torch.zeros(len(masks), 3, S, S), moved_masks[:, None]], 1)
    return torch.stack([laid(p[None], c[None], *map(torch.tensor, canvas)).whole[3] for p, c in zip(pictures, cell)])


def near(a, b):
    """-> pixels that both have, and the gap between them."""
    ys, xs = (torch.nonzero(x > 0.5).float() for x in (a, b))
    return int((a * b).sum()), float(torch.cdist(ys, xs).min()) - 1


@pytest.mark.parametrize("count", range(1, THINGS + 1))
def test_every_thing_but_a_lonely_one_is_in_a_cluster_of_two_to_six(count):
    for chance in (0.0, 0.3, 0.62, 1.0):
        first, together, middle = CLUSTERS.groups(torch.randperm(count), torch.tensor(chance))
        sizes = together.sum(1)
        assert torch.equal(together, together.T) and torch.equal(middle.sum(1), torch.ones(count)) and len(first) == count
        assert sizes.min() >= min(2, count) and sizes.max() <= max(LENGTHS) + 2


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shapes", [[(0.4, 0.4)] * 2, [(0.3, 0.5), (0.45, 0.2)], [(0.5, 0.2), (0.5, 0.2)], [(0.15, 0.15), (0.5, 0.4)]])
def test_two_touch_whatever_their_shapes_and_wherever_in_their_squares(shapes, seed):
    masks = [ellipse(*shape, middle) for shape, middle in zip(shapes, [(0.1, -0.2), (-0.3, 0.1)])]
    cell, moved = placed(masks, S, (256, 256), [[4, 2], [4, 20]], seed)
    both, gap = near(*on_canvas(masks, cell, moved, (256, 256)))
    assert both <= 20 and gap <= 2.5


def test_the_ones_around_touch_the_one_in_the_middle():
    masks = [ellipse(0.2 + 0.02 * i, 0.4 - 0.03 * i) for i in range(5)]
    cell, moved = placed(masks, S, (320, 320), [[16, 4 * i] for i in range(5)])
    there = on_canvas(masks, cell, moved, (320, 320))
    order = CLUSTERS.order(PATCH * torch.tensor([[16.0, 4 * i] for i in range(5)]), torch.tensor(S), torch.tensor([320, 320]))
    middle = int(order.argmin())
    for i in range(5):
        assert i == middle or near(there[middle], there[i])[1] <= 2.5
    covered = there.sum(0)
    assert (covered > 1.5).sum() < 0.12 * (covered > 0.5).sum()


@pytest.mark.parametrize("count, side, canvas", [(2, 128, (256, 256)), (5, 80, (256, 256)), (12, 64, (256, 256)), (64, 32, (256, 256)), (6, 64, (128, 256)), (3, 64, (128, 128))])
def test_no_square_and_no_thing_leaves_the_canvas(count, side, canvas):
    masks = [ellipse(0.9, 0.9)] * count
    cell, moved = placed(masks, side, canvas, [[(7 * i) % 5, (3 * i) % 9] for i in range(count)])
    assert cell.min() >= 0 and ((cell * PATCH + side) <= torch.tensor(canvas)).all() and torch.equal(cell, cell.round())
    room = 0.1 * side / 2
    assert moved.abs().max() <= room + 1


def test_without_variety_every_seed_puts_them_at_the_same_places():
    masks, cells = [ellipse(0.4, 0.3)] * 9, [[4 * (i // 3), 4 * (i % 3)] for i in range(9)]
    one, other = (placed(masks, S, (256, 256), cells, seed, 0.0) for seed in (1, 2))
    assert all(map(torch.equal, one, other)) and not torch.equal(one[0], placed(masks, S, (256, 256), cells, 1, 1.0)[0])


def test_neighbours_make_a_cluster():
    corners = torch.tensor([[0.0, 0], [0, 200], [64, 0], [64, 200], [130, 0], [130, 200]])
    order = CLUSTERS.order(corners, torch.tensor(64), torch.tensor([256, 256]))
    assert order.tolist() == [0, 2, 1, 3, 5, 4]  # across, and back on the next band


def test_a_thing_of_which_nothing_is_to_be_seen_is_no_obstacle():
    cell, moved = placed([ellipse(0.4, 0.4), torch.zeros(S, S)], S, (256, 256), [[4, 4], [4, 8]])
    assert torch.isfinite(cell).all() and torch.isfinite(moved).all()
