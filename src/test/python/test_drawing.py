"""The renderer, the reader and what joins them."""
import numpy as np
import pytest
import torch
from torch import nn

import art as small
from mumu_tiny.codec import principal_components
from mumu_tiny.export import moved
from mumu_tiny.eye import Eye, apart
from mumu_tiny.filters import filtered
from mumu_tiny.illustrator import Illustrator
from mumu_tiny.macro import distinct, quoted
from mumu_tiny.model import CELL_PIXELS, IMAGE, UNK, Generator, Size
from mumu_tiny.prompting import Prompting
from mumu_tiny.scenes import SMALLEST, Art, loosened, vocabulary
from mumu_tiny.sentences import CELLS, EXAMPLE, KINDS, LAYOUT, NOTHING, STYLE_PICTURE, STYLE_WORD, THING, Sentences, more_words
from mumu_tiny.sprites import held_out, read_held_out
from mumu_tiny.styles import ANY, STYLES, synonyms
from mumu_tiny.train_renderer import SETTINGS, Pairs, sketch
from mumu_tiny.variation import VARIATION, Variation


@pytest.fixture
def art(tmp_path):
    small.make(tmp_path)
    return Art(tmp_path)


def pairs(art, seed=1, size=24):
    return Pairs(art, vocabulary(art), seed, size, SETTINGS["kinds"])


def test_the_same_seed_gives_the_same_pairs(art):
    first, again, other = (pairs(art, s)[4] for s in (5, 5, 6))
    assert all(torch.equal(first[k], again[k]) for k in first)
    assert not torch.equal(first["target"], other["target"])


def test_pairs_never_touch_a_held_out_sprite(art):
    touched, pixels = set(), art.pixels

    class Spy:
        def __getitem__(self, i):
            touched.add(int(i))
            return pixels[i]

    art.pixels = Spy()
    made = pairs(art)
    for step in range(20):
        made[step]
    assert len(touched) > 10 and not [i for i in touched if held_out(art.rows[i], read_held_out())]


def test_crops_and_drawings_are_premultiplied(art):
    batch = pairs(art, size=64)[0]
    for name in ("crop", "target"):
        colour, mask = batch[name][:, :3], batch[name][:, 3:]
        assert mask.min() >= 0 and mask.max() <= 1
        assert (colour.abs() <= mask + 1e-3).all()


@pytest.mark.parametrize("name", ["sepia", "grey", "pencil"])
def test_a_filter_keeps_the_shape(name):
    crop = torch.cat([torch.zeros(3, 64, 64), torch.zeros(1, 64, 64)])
    crop[:, 10:50, 10:50] = torch.tensor([0.5, -0.5, 0.2, 1.0])[:, None, None]
    seen = filtered(crop[None], name)[0]
    assert torch.equal(seen[3], crop[3]) and (seen[:3].abs() <= seen[3:] + 1e-6).all()
    assert not torch.equal(seen[:3], crop[:3])


def test_a_sketch_is_dark_lines_without_colour():
    crop = torch.zeros(4, 64, 64)
    crop[:, 20:40, 20:40] = torch.tensor([0.9, -0.9, -0.9, 1.0])[:, None, None]
    seen = sketch(crop, np.random.default_rng(0))
    assert torch.allclose(seen[0], seen[1]) and seen[:3, 20, 25:35].max() < 0 and seen[:3, 30, 30].min() > 0.8 * seen[3, 30, 30]


def test_every_thing_of_a_sentence_has_a_place_and_no_image_is_without_a_kind(art):
    words = sorted(set(vocabulary(art)) | more_words(art))
    sentences, rng = Sentences(art, words), np.random.default_rng(1)
    for _ in range(500):
        tokens = sentences.make(rng)
        assert len(tokens) <= 48
        assert all((t.place >= 0) == (t.kind in (THING, LAYOUT)) for t in tokens)
        assert all(t.kind in (THING, STYLE_PICTURE, LAYOUT, EXAMPLE) for t in tokens if t.id == IMAGE)
        assert all(t.style >= 0 for t in tokens if t.kind == STYLE_WORD)


def test_synonyms_are_single_words_of_trained_things(art):
    assert all(w == w.lower() and " " not in w and c in art.concepts for w, c in synonyms(art).items())


class Told(nn.Module):
    """A reader that has been told what every word is."""

    def __init__(self, kinds, style=0):
        super().__init__()
        self.kinds, self.style_of = kinds, style

    def forward(self, ids):
        m = ids.shape[1]
        kind = torch.nn.functional.one_hot(torch.tensor(self.kinds), KINDS).float()[None]
        style = torch.zeros(1, m, len(STYLES))
        style[..., self.style_of] = 1
        return kind, torch.zeros(1, m, len(CELLS)), style, torch.zeros(1, m, m)


SIZE = Size(vocabulary=12, channels=32, feature=16, words=16, layers=1, prompt=24, width=16, deep=16, blocks=1, heads=2, pointer=8, after=1)


WORDS = ["thing", "dog", "cell", "centre", "a", "red", "on"]


def prompting(kinds, style=0):
    torch.manual_seed(2)
    generator = Generator(SIZE)
    smooth = torch.nn.functional.interpolate(torch.rand(900, 3, 4, 4), size=8, mode="bilinear") * 2 - 1
    generator.set_components(*principal_components(smooth.flatten(1), 32))
    return Prompting(generator.eval(), Told(kinds, style), Illustrator(12).eval(), WORDS).eval(), generator


def encoded(kinds, ids, places, style=0, variety=0.0):
    model, generator = prompting(kinds, style)
    pixels = torch.zeros(len(places), 4, 64, 64)
    pixels[:, :3, 8:56, 8:56] = 0.4
    pixels[:, 3, 8:56, 8:56] = 1
    embeds = generator.image_encoder(pixels)
    with torch.no_grad():
        hidden, mask, *told = model(torch.tensor([ids]), embeds, torch.tensor(places), torch.randn(1, VARIATION), torch.tensor([variety]))
    things.append(told)
    return embeds, hidden, mask, len(ids)


things = []  # boxes, masks and words of every call


def raw(tokens):
    return tokens[..., SIZE.feature:SIZE.content]


def test_a_bound_thing_is_handed_on_as_it_is_when_no_style_is_asked_for():
    embeds, hidden, mask, m = encoded([NOTHING, NOTHING, THING, NOTHING], [1, 6, IMAGE, 7], [2])
    assert torch.equal(raw(hidden[0, m:]), raw(embeds[0])) and hidden.shape[1] == m + 64
    assert mask[0, m:].sum() == 36  # 6 x 6 cells hold something


def test_a_style_word_has_every_bound_thing_drawn_anew():
    embeds, hidden, mask, m = encoded([NOTHING, STYLE_WORD, THING, NOTHING], [1, 6, IMAGE, 7], [2], style=3)
    assert not torch.allclose(raw(hidden[0, m:]), raw(embeds[0]), atol=0.05)


def test_a_filter_word_changes_colours_and_no_shape():
    embeds, hidden, mask, m = encoded([NOTHING, STYLE_WORD, THING, NOTHING], [1, 6, IMAGE, 7], [2], style=STYLES.index("grey"))
    assert torch.allclose(raw(hidden[0, m:])[:, 32:], raw(embeds[0])[:, 32:], atol=1e-4)


def test_a_style_picture_is_never_shown_itself():
    embeds, hidden, mask, m = encoded([NOTHING, THING, NOTHING, STYLE_PICTURE, NOTHING], [1, IMAGE, 6, IMAGE, 7], [1, 3])
    assert mask[0, m:m + 64].sum() > 0 and mask[0, m + 64:].sum() == 0
    assert not torch.allclose(raw(hidden[0, m:m + 64]), raw(embeds[0]), atol=0.05)


def test_a_thing_that_is_only_named_gets_tokens_of_its_own():
    embeds, hidden, mask, m = encoded([NOTHING, THING, NOTHING, THING], [1, IMAGE, 6, 7], [1])
    assert hidden.shape[1] == m + 2 * 64 == mask.shape[1]
    assert torch.equal(raw(hidden[0, m:m + 64]), raw(embeds[0]))


def test_without_any_image_the_hidden_one_stays_hidden():
    embeds, hidden, mask, m = encoded([NOTHING, NOTHING], [1, 2], [0])
    assert mask[0, m:].sum() == 0 and hidden.shape[1] == m + 64


def test_pixels_come_back_from_tokens():
    model, generator = prompting([NOTHING])
    smooth = torch.nn.functional.interpolate(torch.rand(2, 3, 12, 12) * 2 - 1, size=64, mode="bilinear")
    back = model.pixels(generator.image_encoder(torch.cat([smooth, torch.ones(2, 1, 64, 64)], 1)))
    assert torch.equal(back[:, 3], torch.ones(2, 64, 64)) and (back[:, :3] - smooth).abs().mean() < 0.1


def test_rows_of_words_move_with_their_words():
    table = torch.arange(8.0)[:, None].expand(8, 2)
    out = moved(table, ["b", "c", "d"], ["a", "c", "d", "e"], torch.tensor([-1.0, -1.0]))
    assert out[:, 0].tolist() == [0, 1, 2, 3, 4, -1, 6, 7, -1]


def test_trials_as_macros_keep_slots_apart_and_quotes_whole():
    assert distinct("a {person} and a {person} on red") == ("a {person} and a {thing} on red", ["person", "thing"])
    assert distinct("a {dog} and a {cat}") == ("a {dog} and a {cat}", ["dog", "cat"])
    assert quoted("man's hat") == "'man''s hat'"


def test_the_style_that_means_none_is_the_last():
    assert ANY == len(STYLES) - 1 and STYLES[ANY] == "any" and CELL_PIXELS == 64


def test_a_folded_eye_sees_the_same():
    torch.manual_seed(3)
    learning = Eye(learns=True)
    learning(torch.randn(8, 4, 64, 64))  # statistics other than the first ones
    seen = torch.randn(3, 4, 64, 64)
    assert torch.allclose(learning.eval()(seen), learning.folded()(seen), atol=1e-5)


def test_the_eye_finds_a_moved_drawing_nearer_than_another():
    torch.manual_seed(3)
    eye, x = Eye().eval(), torch.randn(4, 4, 16, 16).repeat_interleave(4, 2).repeat_interleave(4, 3)
    near, far = apart(eye.features(x.roll(2, 3)), eye.features(x)), apart(eye.features(x.flip(0)), eye.features(x))
    assert all((a < b).all() for a, b in zip(near, far)) and all((a == 0).all() for a in apart(eye.features(x), eye.features(x)))


def test_boxes_and_masks_are_those_of_the_tokens():
    embeds, hidden, mask, m = encoded([NOTHING, THING, NOTHING, EXAMPLE, NOTHING, THING], [1, IMAGE, 6, IMAGE, 7, 8], [1, 3])
    boxes, masks, words = things[-1]
    first = [8.0 * v for v in CELLS[0]]
    assert boxes.tolist() == [[*first, 64, 64]] * 3 and words.tolist() == [1, -1, 5]
    assert torch.allclose(torch.nn.functional.pixel_unshuffle(masks[:1, None], 8)[0].flatten(1).T, embeds[0, :, SIZE.content - CELL_PIXELS:SIZE.content], atol=1e-5)


def test_variety_shows_a_thing_smaller_in_its_own_square():
    embeds, hidden, mask, m = encoded([NOTHING, THING, NOTHING], [1, IMAGE, 7], [1], variety=1.0)
    boxes, masks, words = things[-1]
    whole = embeds[0, :, -CELL_PIXELS - SIZE.token + SIZE.content:SIZE.content].sum()
    assert 0.2 * whole < masks.sum() < 1.02 * whole and masks.max() <= 1 and words.tolist() == [1]


def varied(variety, free, pictures, cell=(4.0, 4.0), ids=(9,), seed=5):
    variation = Variation(WORDS)
    free = torch.full((len(pictures), 1), float(free))
    chance = variation.chance(torch.randn(1, VARIATION, generator=torch.Generator().manual_seed(seed)), free)
    variety = torch.tensor([variety])
    return variation.poses(pictures, chance, free, variety), variation.places(torch.tensor([cell] * len(pictures)), torch.tensor(ids), chance, variety)


def drawing(mask):
    return torch.cat([0.5 * mask, -0.5 * mask, 0 * mask, mask])[None].repeat(3, 1, 1, 1)


CROSS = torch.zeros(1, 64, 64)
CROSS[:, 30:34, :] = 1
CROSS[:, 10:20, 8:20] = 1


def test_without_variety_nothing_moves():
    poses, places = varied(0.0, 1, drawing(CROSS))
    assert torch.equal(poses, drawing(CROSS)) and places.tolist() == [[4, 4]] * 3


@pytest.mark.parametrize("free", [0, 1])
@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_chance_a_thing_stays_in_its_square_and_on_the_canvas(free, seed):
    poses, places = varied(1.0, free, drawing(CROSS), seed=seed)
    assert places.min() >= 0 and places.max() <= 8 and torch.equal(places, places.round())
    area = poses[:, 3].sum((1, 2)) / CROSS.sum()
    assert (area > 0.5 * SMALLEST ** 2).all() and (area < 1.05).all()
    assert poses[:, 3, [0, -1], :].max() < 1 and poses[:, 3, :, [0, -1]].max() < 1 and poses[:, 3].max() <= 1 + 1e-6
    assert torch.equal(places[0], places[1]) or free, "what has an upright moves together"


def test_a_place_the_sentence_fixes_stays():
    assert varied(1.0, 1, drawing(CROSS), cell=(0.0, 8.0))[1].tolist() == [[0, 8]] * 3
    assert (varied(1.0, 1, drawing(CROSS), cell=(0.0, 4.0))[1][:, 0] == 0).all()
    assert varied(1.0, 1, drawing(CROSS), ids=(5 + WORDS.index("centre"), 9))[1].tolist() == [[4, 4]] * 3


def test_an_empty_crop_stays_empty():
    poses, _ = varied(1.0, 1, torch.zeros(2, 4, 64, 64))
    assert torch.equal(poses, torch.zeros(2, 4, 64, 64))


def test_every_row_and_column_is_as_likely():
    cells = torch.cat([varied(1.0, 1, drawing(CROSS), seed=s)[1] for s in range(300)]).flatten().long()
    counts = torch.bincount(cells, minlength=9)
    assert counts.min() > 0.7 * counts.sum() / 9 and counts.max() < 1.3 * counts.sum() / 9


def test_what_has_no_upright_is_told_by_its_words():
    variation = Variation(WORDS)
    share = torch.tensor([[0, 0.5, 0.5], [1.0, 0, 0]])
    assert variation.any_angle(share, torch.tensor([6, 7, 10])).flatten().tolist() == [1, 0]
    assert variation.any_angle(share, torch.tensor([UNK, 6, 10])).flatten().tolist() == [0, 1]


def test_a_loosened_sprite_stays_whole(art):
    rng = np.random.default_rng(0)
    sprite = np.zeros((64, 64, 4), np.uint8)
    sprite[4:60, 10:50] = 200, 30, 30, 255
    for _ in range(50):
        seen = loosened(rng, sprite)[..., 3] > 127
        assert 0.25 * 0.55 ** 2 < seen.sum() / (56 * 40) < 1.02


def test_the_name_of_a_bound_thing_follows_its_image_without_a_gap():
    model, _ = prompting([NOTHING])
    ids = torch.tensor([1, 9, IMAGE, UNK, 11, 10, 2])  # <bos> a <image> <unk> on red <eos>
    colour = torch.tensor([[0, 0, 0, 0, 0, 1.0, 0]])
    assert model.beside(colour, torch.tensor([2]), ids).tolist() == [[0, 0, 0, 1, 0, 0, 0]]
    ids = torch.tensor([1, IMAGE, IMAGE, 10, 6, 11, 5, 2])  # <bos> <image> <image> red dog on thing <eos>
    name = torch.tensor([[0, 0, 0, 0.5, 0.5, 0, 0, 0]] * 2)
    assert model.beside(name, torch.tensor([1, 2]), ids).tolist() == [[0, 0, 0, 0.5, 0.5, 0, 0, 0]] * 2
    assert model.beside(name, torch.tensor([5]), ids).sum() == 0
