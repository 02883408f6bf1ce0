"""The bundle's prompt encoder, with a reader that has been told what every word is."""
from collections import namedtuple
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from mumu_tiny.clusters import SAID as TOUCH, WORDS as TOUCHING
from mumu_tiny.codec import Decoder, Encoder, principal_components, set_components
from mumu_tiny.counting import COUNTS, HYPHEN, SAID, Counting
from mumu_tiny.enlarger import Enlarger
from mumu_tiny.export import CANVAS, Parts, save_bundle
from mumu_tiny.ground import SURE, SURFACES, Ground
from mumu_tiny.illustrator import Illustrator
from mumu_tiny.lines import lined
from mumu_tiny.model import IMAGE, SPECIAL, TONE, WAVES, Generator, Size, places
from mumu_tiny.overlay import COVERED
from mumu_tiny.prompting import CROP, Cells, Prompting, every_word, new_words
from mumu_tiny.reader import Reader
from mumu_tiny.runtime import Bundle, noise_of, pixel_values
from mumu_tiny.sentences import EXAMPLE, KINDS, LAYOUT, NOTHING, PLACES, STYLE_PICTURE, STYLE_WORD, THING
from mumu_tiny.styles import ANY, DRAWN, LINED, LOOKS, STYLES
from mumu_tiny.tokenizer import SPECIAL as MARKS
from mumu_tiny.variation import THINGS, VARIATION
from mumu_tiny.warm import words_of

WORDS = sorted("a and background behind beside cell centre clover dog flat four front grass in leaf of on one red style the thing two white".split())
ALL = MARKS + every_word(WORDS)
SIZE = Size(vocabulary=SPECIAL + len(WORDS), channels=32, feature=16, words=16, layers=1, prompt=48, width=16, deep=16, blocks=1, heads=2, pointer=8, after=1)
NAMES = {"thing": THING, "style": STYLE_PICTURE, "word": STYLE_WORD, "layout": LAYOUT, "example": EXAMPLE}
WIDE = (272, 272)  # two things beside each other have their own 128 px
Result = namedtuple("Result", "embeds hidden mask boxes masks words")


class Told(nn.Module):
    """Knows the kind of every word that it reads, at which place which thing is, and which words name it: if nobody says so, itself or
    what follows an image."""

    def __init__(self, kinds, style, places, names):
        super().__init__()
        self.kinds, self.style, self.places, self.named = kinds, style, places, names

    def forward(self, ids):
        m = len(self.kinds)
        assert ids.shape == (1, m)
        kind = nn.functional.one_hot(torch.tensor(self.kinds), KINDS).float()
        place, style, names = torch.zeros(m, len(PLACES)), torch.zeros(m, len(STYLES)), 10 * torch.eye(m)
        style[:, self.style] = 1
        images = ids[0, :-1] == IMAGE
        names[:-1][images] = names[1:][images]
        for at, name in self.places.items():
            place[at, PLACES.index(name)] = 1
        for at, words in self.named.items():
            names[at] = 10 * torch.isin(torch.arange(m), torch.tensor(words))
        return kind[None], place[None], style[None], names[None]


def parts(reader=None):
    torch.manual_seed(2)
    generator, encoder, decoder = Generator(SIZE), Encoder(32), Decoder(32, 16)
    smooth = nn.functional.interpolate(torch.rand(900, 3, 4, 4), size=8, mode="bilinear") * 2 - 1
    components = principal_components(smooth.flatten(1), 32)
    generator.set_components(*components)
    set_components(encoder, decoder, *components)
    prompting = Prompting(generator, reader, Illustrator(len(ALL), (8, 8, 8, 8)), Enlarger(), WORDS)
    return Parts(generator.eval(), Cells(), prompting.eval(), encoder, decoder)


same = cache(parts)  # of which only the reader changes


def squares(count):
    """Crops of one colour each: 0.1, 0.2, …"""
    pixels = torch.zeros(count, 4, CROP, CROP)
    pixels[:, :3, 16:112, 16:112] = 0.1 * torch.arange(1, count + 1)[:, None, None, None]
    pixels[:, 3, 16:112, 16:112] = 1
    return pixels


def encoded(sentence, style=0, places=None, names=None, weights=None, canvas=(256, 256), variety=0.0):
    """sentence: words and <image>s, with their kind as in "<image>=thing dog"; an image without a kind must not be read, nor words that say that
    things touch, but before "a"."""
    words, unread = [w.split("=") for w in f"<bos> {sentence} <eos>".split()], ("<image>", *TOUCHING)
    ids = torch.tensor([[ALL.index(w[0]) for w in words]])
    kinds = [NAMES[w[1]] if w[1:] else NOTHING for w, after in zip(words, words[1:] + [[]]) if w[1:] or w[0] not in unread or after == ["a"]]
    model = same()
    model.prompting.reader = Told(kinds, style, places or {}, names or {})
    at = torch.nonzero(ids[0] == IMAGE)[:, 0]
    embeds = model.images(squares(len(at))) if len(at) else torch.zeros(1, 256, 256)
    at = at if len(at) else torch.zeros(1, dtype=torch.long)
    with torch.no_grad():
        hidden, mask, *things = model.prompting(ids, embeds, at, torch.tensor(weights or [1.0] * len(at)), torch.tensor(canvas),
                                                torch.randn(1, VARIATION), torch.tensor([variety]))
    return Result(model.generator.image_encoder.content(squares(max(1, len(at)))), hidden[0], mask[0], *things), ids.shape[1]


def raw(tokens):
    """Latent and mask."""
    return tokens[..., SIZE.feature:SIZE.content]


def whole(seen, image=0):
    """Latent and mask of the cells of an image that hold something."""
    cells = raw(seen.embeds[image])
    return cells[cells[:, 32:].amax(1) > COVERED]


def at(tokens, row, column):
    """The token that is meant for a cell of the canvas."""
    here = tokens[:, SIZE.content:-TONE - 1] @ places(torch.tensor([row, column]).float())
    assert here.max() > 2 * WAVES - 0.01
    return tokens[here.argmax()]


def alike(a, b):
    return a.shape == b.shape and torch.allclose(a, b, atol=0.05)


def boxes(sentence, **how):
    """-> (words of the things, their squares)."""
    result, _ = encoded(sentence, **how)
    return result.words.tolist(), result.boxes.tolist()


def test_a_bound_thing_is_handed_on_as_it_is_when_no_style_is_asked_for():
    seen, m = encoded("a <image>=thing dog")
    assert seen.hidden.shape[0] == m + 144 and seen.mask[m:].tolist() == [1] * 144  # 12 x 12 cells hold something
    assert torch.allclose(raw(seen.hidden[m:]), whole(seen), atol=1e-6)


def test_a_style_word_has_every_bound_thing_drawn_anew():
    seen, m = encoded("a <image>=thing dog flat=word style", style=3)
    assert not alike(raw(seen.hidden[m:]), whole(seen))


def rendered(sentence, **how):
    """What goes through the renderer, crops and codes; in PyTorch always twice, in a bundle the first time where that is needed."""
    renderer, seen = same().prompting.illustrator.renderer, []
    watch = renderer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[:2]))
    try:
        encoded(sentence, **how)
    finally:
        watch.remove()
    return seen


def test_words_in_a_style_are_drawn_by_their_words_and_then_as_what_is_bound():
    (first, said), (crops, codes) = rendered("a dog=thing and a <image>=thing cell flat=word style", style=STYLES.index("bold"))
    words = same().prompting.illustrator.words.weight
    anything = words[same().prompting.anything]
    assert first[1].abs().max() == 0 and first[0].abs().max() > 0  # the bound thing comes first
    assert torch.allclose(said[1], words[ALL.index("dog")])
    assert crops[1].abs().max() > 0 and torch.equal(crops[0], first[0])
    assert torch.allclose(codes, anything.expand(2, -1))
    crops, codes = rendered("a dog=thing")[-1]  # without a style once
    assert crops.abs().max() == 0 and torch.allclose(codes, words[ALL.index("dog")][None])


def test_lines_are_drawn_of_all_pixels_of_what_is_bound_and_of_what_words_alone_look_like():
    for ink, style in enumerate(LINED):
        seen, m = encoded("a <image>=thing dog flat=word style", style=STYLES.index(style))
        wanted = same().images(lined(squares(1), torch.tensor(bool(ink))))
        cells = raw(same().generator.image_encoder.content(F.pixel_shuffle(wanted.transpose(1, 2).unflatten(2, (16, 16)), 8)))[0]
        assert torch.allclose(raw(seen.hidden[m:]), cells[cells[:, 32:].amax(1) > COVERED], atol=1e-5)
    crops, codes = rendered("a dog=thing flat=word style", style=STYLES.index("ink"))[-1]
    assert crops.abs().max() == 0 and torch.allclose(codes, same().prompting.illustrator.words.weight[ALL.index("dog")][None])


def test_a_wish_is_shared_by_all_words_and_pictures_that_tell_a_style():
    prompting, none = same().prompting, torch.tensor([False])
    word = torch.tensor([ANY, STYLES.index("ink"), STYLES.index("bold"), STYLES.index("sepia")])
    wish = prompting.wish(word, squares(1)[..., ::2, ::2], none)
    assert wish[DRAWN.index("ink")] == wish[DRAWN.index("bold")] == 0.5 and wish.sum() == 1
    assert prompting.wish(word[:1], squares(1)[..., ::2, ::2], none).sum() == 0
    shown = prompting.wish(word[:2], squares(1)[..., ::2, ::2], ~none)
    assert abs(shown.sum() - 1) < 1e-5 and shown[DRAWN.index("ink")] > 0.5 and (shown > 0).all()


def test_with_variety_what_has_only_words_looks_different_from_seed_to_seed():
    looks = lambda variety: torch.stack([same().prompting.looks(torch.tensor([False, True, True]), torch.randn(1, VARIATION), torch.tensor([variety])) for _ in range(99)])
    assert looks(0.0).unique().tolist() == looks(1.0)[:, 0].unique().tolist() == [ANY]
    every = sorted(STYLES.index(s) for s in LOOKS)
    assert looks(1.0)[:, 1].unique().tolist() == looks(1.0)[:, 2].unique().tolist() == every
    assert (looks(1.0)[:, 1] != looks(1.0)[:, 2]).any() and set(looks(0.5).unique().tolist()) < set(every)


def test_a_filter_word_changes_colours_and_no_shape():
    seen, m = encoded("a <image>=thing dog flat=word style", style=STYLES.index("sepia"))
    assert torch.allclose(raw(seen.hidden[m:])[:, 32:], whole(seen)[:, 32:], atol=1e-4)
    assert not torch.allclose(raw(seen.hidden[m:])[:, :32], whole(seen)[:, :32], atol=0.05)


def test_the_painter_hears_of_no_filter_that_it_has_not_learned():
    tones = [encoded("a <image>=thing dog flat=word style", style=STYLES.index(name))[0].hidden[4, -TONE:] for name in ("sepia", "flat")]
    assert torch.equal(*tones) and torch.equal(tones[0], encoded("a <image>=thing dog red=word style", style=STYLES.index("sepia"))[0].hidden[4, -TONE:])


def test_a_style_picture_is_never_shown_itself():
    seen, m = encoded("a <image>=thing dog in the <image>=style style")
    assert seen.words.tolist() == [2] and not alike(raw(seen.hidden[m:]), whole(seen))


def test_a_thing_that_is_only_named_gets_tokens_of_its_own():
    seen, m = encoded("a <image>=thing and dog=thing", places={2: "left", 4: "right"}, canvas=WIDE)
    assert seen.hidden.shape[0] == seen.mask.shape[0] > m + 144 and seen.words.tolist() == [2, 4]
    assert torch.allclose(raw(seen.hidden[m:m + 144]), whole(seen), atol=1e-6)


def test_without_any_image_nothing_is_shown():
    seen, m = encoded("red")
    assert seen.mask.tolist() == [1] * m + [0] and seen.words.tolist() == [-1] and seen.masks.max() == 0


def test_boxes_and_masks_are_those_of_the_tokens():
    seen, m = encoded("a <image>=thing dog <image>=example and cell=thing", places={2: "left", 6: "right"})
    assert seen.boxes.tolist() == [[64, 8, 120, 120], [64, 128, 120, 120]] and seen.words.tolist() == [2, 6]
    shapes = nn.functional.pixel_unshuffle(seen.masks[:, None], 8).flatten(2).transpose(1, 2)
    assert torch.allclose(shapes[shapes.amax(2) > COVERED], raw(seen.hidden[m:])[:, 32:], atol=1e-5)


def test_variety_shows_a_thing_smaller_in_its_own_square():
    seen, m = encoded("a <image>=thing dog", variety=1.0)
    assert 0.2 * 96 * 96 < seen.masks.sum() < 1.02 * 96 * 96 and seen.masks.max() <= 1 and seen.words.tolist() == [2]


def test_what_is_named_later_is_in_front():
    seen, m = encoded("a <image>=thing and <image>=thing", canvas=WIDE)
    assert seen.words.tolist() == [2, 4] and seen.boxes[0].tolist() == seen.boxes[1].tolist()
    assert seen.masks[0].max() < 0.001 and torch.allclose(raw(seen.hidden[m:]), whole(seen, 1), atol=1e-3)


@pytest.mark.parametrize("sentence, words", [("a dog=thing in front of a cell=thing", [7, 2]), ("a dog=thing behind a cell=thing", [2, 5])])
def test_of_two_things_one_hides_a_part_of_the_other(sentence, words):
    told, where = boxes(sentence, places={words[0]: "right", 2: "left"})
    assert told == words and where == [[64, 32, 120, 120], [64, 96, 120, 120]]


@pytest.mark.parametrize("sentence", ["a dog=thing and cell=thing in front of red", "in front of a dog=thing and cell=thing", "a dog=thing front cell=thing", "two dog=thing in front of a cell=thing", "a dog=thing in front of a <image> background"])
def test_nothing_else_is_in_front(sentence):
    assert [32, 96] != [box[1] for box in boxes(sentence)[1]]


def images(seen):
    """Which of `squares` the middle of each thing shows."""
    middles = torch.div(seen.boxes[:, :2] + seen.boxes[:, 2:] / 2, 8, rounding_mode="floor").tolist()
    things = torch.stack([raw(at(seen.hidden, row, column)) for row, column in middles])
    return torch.cdist(things[:, :32], raw(seen.embeds)[:, 136, :32]).argmin(1).tolist()


def test_two_images_of_a_counted_word_are_two_things():
    seen, m = encoded("two <image>=thing <image> dog")
    assert seen.words.tolist() == [2, 3] and seen.boxes.tolist() == [[64, 8, 120, 120], [64, 128, 120, 120]]
    assert images(seen) == [0, 1]
    assert seen.mask[:m].tolist() == [1, 1, 1, 0, 1, 1], "of a word's images one speaks"


def test_five_of_two_images_are_dealt_in_turn():
    seen, m = encoded("five <image>=thing <image> dog")
    assert seen.words.tolist() == [2, 3, 2, 3, 2] and images(seen) == [0, 1, 0, 1, 0]
    assert seen.masks.shape == (5, 80, 80) and seen.hidden.shape[0] == m + 5 * 64  # of 80 px 60 are solid: 8 x 8 cells touched


def test_a_number_before_a_named_thing_repeats_it():
    words, where = boxes("three dog=thing")
    assert words == [2] * 3 and where == [[8, 8, 120, 120], [8, 128, 120, 120], [128, 64, 120, 120]]


@pytest.mark.parametrize("sentence, names, count", [
    ("four leaf clover=thing", {3: [1, 2, 3]}, 1), ("four leaf dog=thing", {3: [1, 2, 3]}, 4), ("four dog=thing", {2: [1, 2]}, 4), ("a red four leaf clover=thing", {5: [3, 4, 5]}, 1), ("four four leaf clover=thing", {4: [2, 3, 4]}, 4), ("four <image>=thing leaf clover", {2: [3, 4]}, 4), ("two red dog=thing", {3: [2, 3]}, 2), ("two red dog=thing", {3: [3]}, 1), ("two and <image>=thing dog", {}, 1),
    ("dog=thing two", {}, 1), ("two three dog=thing", {}, 3), ("16 dog=thing", {}, 16), ("20 five dog=thing", {}, 5), ("sixty dog=thing", {}, 60), ("one dog=thing", {}, 1), ("a dozen dog=thing", {3: [1, 2, 3]}, 12), ("a few red dog=thing", {4: [1, 2, 3, 4]}, 3), ("a dog=thing in two white", {}, 1), ("seven <image>=layout", {}, 1)])
def test_a_number_counts_what_it_stands_before(sentence, names, count):
    assert len(boxes(sentence, names=names)[0]) == count


@pytest.mark.parametrize("sentence, count", [("four touching <image>=thing <image> cell", 4), ("four <image>=thing <image> cell touching", 4), ("four clustered dog=thing", 4),
                                            ("25 dog=thing clustered", 25), ("a dog=thing touching a cell=thing", 2), ("a <image>=thing dog touching a <image>=thing cell", 2)])
def test_things_that_touch_are_counted_dealt_and_near(sentence, count):
    result, _ = encoded(sentence)
    assert len(result.words) == count
    corners = result.boxes[:, :2]
    nearest = (torch.cdist(corners, corners) + 999 * torch.eye(count)).amin(1).max()
    if "<image>" in sentence:
        assert len(set(result.words.tolist())) == 2 and nearest < 110  # squares of 128 px, in the middle of which 96 are seen
    assert nearest < 128

def test_a_number_is_never_a_thing():
    assert boxes("8=thing <image>=thing dog")[0] == [2] * 8 and boxes("8=thing dog=thing")[0] == [2] * 8


def test_every_number_is_the_same_word_to_the_painter():
    two, three, four = (encoded(f"{number} dog=thing")[0].hidden[1, -TONE:] for number in ("two", "three", "four"))
    assert torch.equal(two, three) and torch.equal(two, four)
    assert not torch.equal(two, encoded("four dog", names={})[0].hidden[1, -TONE:]), "a number that counts nothing is a word"


def test_counted_things_and_others_are_one_list():
    assert boxes("two <image>=thing <image> dog and a cell=thing")[0] == [2, 3, 7]
    assert boxes("two dog=thing and three cell=thing")[0] == [2, 2, 5, 5, 5]


def test_a_thing_of_weight_nought_vanishes():
    words, where = boxes("a <image>=thing and <image>=thing", places={2: "left", 4: "right"}, weights=[0.0, 1.0])
    assert words == [4] and where == [[64, 120, 128, 128]]
    seen, m = encoded("two <image>=thing <image> dog", weights=[0.0, 0.0])
    assert seen.words.tolist() == [-1] and seen.mask[m:].tolist() == [0]


def test_a_weight_is_the_weight_of_a_thing_s_tokens():
    seen, m = encoded("two <image>=thing <image> dog", weights=[0.5, 1.0], canvas=WIDE)
    assert seen.mask[m:].tolist() == [0.5] * 144 + [1] * 144


@pytest.mark.parametrize("sentence, canvas, side", [
    ("dog=thing", (128, 128), 64), ("dog=thing", (256, 128), 64), ("dog=thing", (192, 208), 96), ("five dog=thing", (256, 256), 80), ("16 dog=thing", (128, 128), 32)])
def test_masks_are_as_large_as_squares_on_that_canvas(sentence, canvas, side):
    seen, m = encoded(sentence, canvas=canvas)
    assert seen.masks.shape[1:] == (side, side) and seen.boxes[:, 2:].unique().tolist() == [side]
    assert (seen.boxes[:, :2] >= 0).all() and (seen.boxes[:, :2] + side <= torch.tensor(canvas)).all()


def test_more_than_four_things_may_be_named():
    words, where = boxes("dog=thing cell=thing leaf=thing dog=thing and <image>=thing red dog=thing")
    assert words == [1, 2, 3, 4, 6, 8] and len({tuple(box) for box in where}) == 6 and where[0][2] == 80


def test_more_than_sixty_four_things_are_cut():
    assert boxes("64 dog=thing and two cell=thing")[0] == [2] * 64
    assert boxes(" ".join(["dog=thing"] * 40) + " 40 cell=thing")[0] == list(range(1, 41)) + [42] * 24


def test_many_things_of_several_images_stand_mixed_with_variety():
    first, mixed = (encoded("thirty <image>=thing <image> dog", variety=v)[0] for v in (0.0, 1.0))
    assert first.words.tolist() == mixed.words.tolist() == [2, 3] * 15
    assert (first.boxes[:, 0].diff() >= 0).all() and (mixed.boxes[:, 0].diff() < 0).any()


@pytest.mark.parametrize("sentence, read, count", [("twenty - five dog=thing", 4, 25), ("thirty one dog=thing", 4, 31), ("twenty four and dog=thing", 5, 1)])
def test_of_a_number_of_two_words_the_reader_hears_one(sentence, read, count):
    words = [w.split("=") for w in f"<bos> {sentence} <eos>".split()]
    model = same()
    heard_by = []

    def reader(ids):
        heard_by.append(ids[0].tolist())
        kinds = [THING if i == ALL.index("dog") else NOTHING for i in ids[0].tolist()]
        return Told(kinds, 0, {}, {})(ids)

    model.prompting.reader = Told([], 0, {}, {})
    model.prompting.reader.forward = reader
    ids = torch.tensor([[ALL.index(w[0]) for w in words]])
    told = model.prompting(ids, torch.zeros(1, 256, 256), torch.zeros(1, dtype=torch.long), torch.ones(1), torch.tensor((256, 256)), torch.zeros(1, VARIATION), torch.zeros(1))
    assert len(heard_by[0]) == read and (told[4] >= 0).sum() == count


def heard(text):
    return torch.tensor([ALL.index(w) for w in f"<bos> {text} <eos>".split()])


@pytest.mark.parametrize("text, counts", [
    ("twenty - five dog", [0, 0, 25, 0]), ("twenty five", [0, 25]), ("twenty - - five", [20, 0, 0, 5]), ("twenty ten", [20, 10]), ("20 five", [20, 5]), ("five - two", [5, 0, 2]),
    ("one", [0]), ("sixty - four", [0, 0, 64]), ("twenty - red", [20, 0, 0]), ("- five", [0, 5]), ("twenty one two", [0, 21, 2])])
def test_tens_and_ones_are_one_number(text, counts):
    told, begins = Counting(ALL)(heard(text))
    assert told.tolist() == [0, *counts, 0]
    assert all(n == 0 for n in told[begins].tolist())


@pytest.mark.parametrize("text, name", [
    ("a <image> background", [3]), ("on <image> background in red style", [3]), ("on a <image> red background", [4, 5]), ("a <image> sand", [3]), ("a <image> water on red", [3]),
    ("a <image> water dog", []), ("a <image> dog and background", []), ("a <image> dog on sand", []), ("<image> <image> background", [3]), ("a <image> dog <image> grass", [5]),
    ("a <image> <image> dog background", [4, 5]), ("<image>", []), ("a <image> on background", []), ("a background and <image> dog", []), ("", []), ("<image> <unk> background", [2, 3]), ("<image> sand <unk>", [])])
def test_a_ground_is_told_by_its_name(text, name):
    which = Ground(ALL).which(heard(text))
    assert torch.nonzero(which.any(0))[:, 0].tolist() == name


def test_a_shown_ground_is_behind_everything_and_nothing_stands_for_it():
    alone, m = encoded("a <image>=thing dog")
    seen, m = encoded("a <image>=thing dog on <image> background")
    ground = seen.hidden[m + 144:]
    assert seen.words.tolist() == [2] and torch.equal(seen.boxes, alone.boxes) and torch.equal(seen.masks, alone.masks)
    assert len(ground) == 32 * 32 - 144 == len({tuple(place) for place in ground[:, SIZE.content:-TONE].tolist()}) and seen.mask[m:].unique().tolist() == [1]
    assert (ground[:, SIZE.content - 64:SIZE.content] == 1).all(), "a ground has no holes"
    colour = raw(seen.embeds)[1, 136, :32]
    assert torch.allclose(ground[:, SIZE.feature:SIZE.feature + 32], colour.expand(len(ground), -1), atol=0.02)
    inside = raw(seen.hidden[m:m + 144])
    assert torch.allclose(inside[:, :32], raw(seen.embeds)[0, 136, :32].expand(144, -1), atol=0.02)


def test_a_ground_is_as_heavy_as_its_image_and_vanishes_without_weight():
    seen, m = encoded("a <image>=thing dog on <image> background", weights=[1.0, 0.5])
    assert seen.mask[m:].tolist() == [1] * 144 + [0.5] * 880
    seen, m = encoded("a <image>=thing dog on <image> background", weights=[1.0, 0.0])
    assert seen.hidden.shape[0] == m + 144


def test_every_shown_ground_is_a_background_to_the_painter():
    tones = [encoded(f"a <image>=thing dog on <image> {name}")[0].hidden[6, -TONE:] for name in ("background", "grass", "sand")]
    assert torch.equal(tones[0], tones[1]) and torch.equal(tones[0], tones[2])
    assert not torch.equal(tones[1], encoded("a <image>=thing dog on white grass")[0].hidden[6, -TONE:]), "a ground that is said is a word"


@pytest.mark.parametrize("canvas", [(128, 128), (256, 256), (128, 256), (208, 144)])
def test_a_ground_alone_fills_any_canvas(canvas):
    seen, m = encoded("a <image> <image> sand", canvas=canvas, variety=1.0)
    assert seen.words.tolist() == [-1] and seen.masks.max() == 0
    assert seen.mask[m:].sum() == canvas[0] * canvas[1] // 64


def test_a_ground_has_the_shape_of_the_canvas_and_no_place_beyond_its_region():
    crop = torch.zeros(4, CROP, CROP)
    crop[0, 32:96] = torch.linspace(-1, 1, CROP)
    crop[1, 32:96] = torch.linspace(-1, 1, 64)[:, None]
    crop[3, 32:96] = 1
    for canvas in ((128, 128), (128, 256), (256, 128)):
        for variety, seed in ((0.0, 0), (1.0, 1), (1.0, 2)):
            made = same().prompting.ground.picture(crop, Enlarger(), torch.tensor(canvas), torch.rand(4, generator=torch.Generator().manual_seed(seed)), torch.tensor([variety]))
            assert made.shape == (4, *canvas) and made[3].min() == 1
            step = made[0].diff(dim=1).abs().median() * 127 / 2, made[1].diff(dim=0).abs().median() * 63 / 2
            assert torch.isclose(step[0], step[1], rtol=0.02), "what is square stays square"
            assert variety or torch.isclose(made[0].mean(), torch.tensor(0.0), atol=0.01) and torch.isclose(made[1].mean(), torch.tensor(0.0), atol=0.01)


def test_the_rim_of_what_was_cut_out_of_a_ground_is_not_seen():
    crop = torch.zeros(4, CROP, CROP)
    crop[:, 30:100] = torch.tensor([0.5, 0.5, 0.5, 1.0])[:, None, None]
    crop[:3, 50:72, 50:72] = -0.5  # a cell, cut out a little too small
    crop[:, 52:70, 52:70] = 0
    made = same().prompting.ground.picture(crop, Enlarger(), torch.tensor((128, 128)), torch.zeros(4), torch.zeros(1))
    assert made[:3].min() > 0.45


def test_holes_of_a_ground_get_its_colour_and_its_grain():
    torch.manual_seed(3)
    crop = torch.cat([0.3 + 0.1 * torch.randn(3, CROP, CROP), torch.ones(1, CROP, CROP)])
    crop[:, 40:70, 50:80] = 0
    filled = same().prompting.ground.filled(crop[None])[0]
    hole = filled[:, 42:68, 52:78]
    assert torch.allclose(hole.mean((1, 2)), torch.tensor(0.3), atol=0.05) and 0.05 < hole.std() < 0.15
    assert torch.equal(filled[:, :40], crop[:3, :40].clamp(-1, 1))
    assert same().prompting.ground.filled(torch.zeros(1, 4, CROP, CROP)).abs().max() == 0


def test_the_name_of_a_bound_thing_follows_its_image_without_a_gap():
    model = same().prompting
    read = lambda text: torch.tensor([ALL.index(w) for w in f"<bos> {text} <eos>".split()])
    ids, colour = read("a <image> <unk> on red"), torch.tensor([[0, 0, 0, 0, 0, 1.0, 0]])
    assert model.beside(colour, torch.tensor([2]), ids).tolist() == [[0, 0, 0, 1, 0, 0, 0]]
    ids, name = read("<image> <image> red dog on thing"), torch.tensor([[0, 0, 0, 0.5, 0.5, 0, 0, 0]] * 2)
    assert model.beside(name, torch.tensor([1, 2]), ids).tolist() == [[0, 0, 0, 0.5, 0.5, 0, 0, 0]] * 2
    assert model.beside(name, torch.tensor([5]), ids).sum() == 0


def test_cells_are_the_pixels_of_a_crop():
    pixels = torch.rand(2, 4, CROP, CROP)
    cells = Cells()(pixels)
    back = nn.functional.pixel_shuffle(cells.transpose(1, 2).unflatten(2, (16, 16)), 8)
    assert cells.shape == (2, 256, 256) and torch.equal(back, pixels)


@pytest.mark.parametrize("side", [128, 80, 64, 32])
def test_a_smaller_picture_is_the_mean_of_what_it_covers(side):
    pixels, sized = torch.rand(1, 4, CROP, CROP), same().prompting.sized
    small = sized(pixels, torch.tensor(side), torch.zeros(1, 2))
    assert small.shape == (1, 4, side, side) and torch.allclose(small.mean((2, 3)), pixels.mean((2, 3)), atol=1e-5)
    assert CROP % side or torch.allclose(small, nn.functional.avg_pool2d(pixels, CROP // side), atol=1e-6)
    moved = sized(pixels, torch.tensor(side), torch.tensor([[3.0, -2.0]]))
    assert torch.equal(moved[..., 3:, :-2], small[..., :-3, 2:]) and moved[..., :3, :].abs().max() == 0 and moved[..., -2:].abs().max() == 0


def test_an_enlarged_drawing_is_the_same_seen_from_nearer():
    torch.manual_seed(1)
    enlarger = Enlarger()
    for p in enlarger.parameters():
        p.data.normal_(std=0.05)
    inner = torch.cat([0.05 * torch.randn(2, 3, 64, 64), 0.5 + 0.05 * torch.rand(2, 1, 64, 64)], 1)
    large = enlarger(inner)
    assert large.shape == (2, 4, 128, 128) and torch.allclose(nn.functional.avg_pool2d(large, 2), inner, atol=1e-3)
    colour, mask = enlarger(torch.cat([torch.randn(2, 3, 64, 64), torch.rand(2, 1, 64, 64).round()], 1)).split([3, 1], 1)
    assert mask.min() >= 0 and mask.max() <= 1 and (colour.abs() <= mask).all()


class Eager(Reader):
    """Random numbers, but images and dogs are things."""

    def forward(self, input_ids):
        kind, *rest = super().forward(input_ids)
        return kind + 4 * ((input_ids == IMAGE) | (input_ids == ALL.index("dog")))[..., None] * (torch.arange(KINDS) == THING), *rest


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle")
    torch.manual_seed(5)
    made = parts(Eager(SIZE.vocabulary, len(STYLES)).eval())
    for p in made.prompting.enlarger.parameters():
        p.data.normal_(std=0.05)
    save_bundle(made, WORDS, {"id": "t", "version": "1", "name": "t", "description": "t"}, CROP, CANVAS, out, images=THINGS + 1, numbers=SAID, grounds=SURE + SURFACES, touching=TOUCH)
    return Bundle(out), made.prompting, out


def crop(seed):
    image = np.random.default_rng(seed).integers(0, 256, (16, 16, 4), np.uint8).repeat(8, 0).repeat(8, 1)
    image[..., 3] = 0
    image[16:112, 24:120, 3] = 255
    return pixel_values(image)


@pytest.mark.parametrize("prompt, images, size, variety", [
    ("a {dog}", [1], (256, 256), 0.0), ("a {dog} and the {cell} on red", [1, 1], (128, 128), 0.5), ("five {dog}", [2], (256, 256), 1.0), ("three dog and cell", [], (192, 192), 0.0),
    ("a dog and a {cell} in flat style", [1], (256, 256), 0.0), ("a dozen cell in flat style", [], (192, 192), 0.0),
    ("16 {cell} in flat style", [3], (128, 256), 1.0), ("two {dog} and three {cell} on white", [2, 1], (256, 192), 0.3), ("", [], (160, 144), 0.0),
    ("twenty-five {dog} on a {background}", [2, 1], (256, 256), 1.0), ("a {red background}", [1], (128, 192), 0.5), ("{cell} on {sand} in flat style", [1, 2], (128, 128), 0.0),
    ("six touching {dog} and two {cell} in clusters on red", [2, 1], (256, 256), 1.0), ("a {dog} touching a {cell}", [1, 1], (128, 192), 0.0), ("40 cell clustered", [], (256, 256), 0.7)])
def test_the_exported_prompt_encoder_says_what_pytorch_says(bundle, prompt, images, size, variety):
    runtime, prompting, _ = bundle
    crops = [[crop(10 * slot + i) for i in range(count)] for slot, count in enumerate(images)]
    given = [c for several in crops for c in several]
    weights = [1.0, 0.5, 0.7][:max(1, len(given))]
    told = runtime.read(prompt, crops, weights, 3, variety, size)
    ids, positions = runtime.tokens(prompt, images)
    embeds = Cells()(torch.from_numpy(np.stack(given))) if given else torch.zeros(1, 256, 256)
    positions = torch.from_numpy(positions) if given else torch.zeros(1, dtype=torch.long)
    with torch.no_grad():
        expected = prompting(torch.from_numpy(ids), embeds, positions, torch.tensor(weights), torch.tensor(size), noise_of(3, (1, VARIATION)), torch.tensor([variety]))
    for a, b in zip(told, expected):
        assert a.shape == b.shape and np.abs(a - b.numpy()).max() <= 1e-4
    cells = told[0].shape[1] - ids.shape[1]
    assert cells == size[0] * size[1] // 64 if "background" in prompt or "sand" in prompt else cells <= size[0] * size[1] // 64


def test_a_bundle_with_numbers_and_grounds_says_so_and_its_words_are_those_of_the_run(bundle):
    runtime, prompting, out = bundle
    assert runtime.manifest["prompt"]["numbers"] == SAID and runtime.manifest["image"] == {
        "size": 128, "channels": "RGBA", "fill": [127.5] * 3, "tokens": 256, "maximum": 65}
    assert runtime.manifest["prompt"]["grounds"] == list(SURE + SURFACES) and "background" in SURE
    assert runtime.manifest["prompt"]["touching"] == list(TOUCH)
    assert words_of(out) == WORDS
    assert [runtime.tokenizer.token_to_id(w) for w in new_words(WORDS)] == list(range(SIZE.vocabulary, SIZE.vocabulary + len(new_words(WORDS))))
    counts = {ALL[i]: n for i, n in enumerate(prompting.counting.counts.tolist()) if n}
    assert counts == COUNTS and all(runtime.tokenizer.token_to_id(w) == ALL.index(w) for w in (*COUNTS, HYPHEN, *SURFACES))


def test_a_slot_may_have_several_images(bundle):
    runtime, _, _ = bundle
    ids, positions = runtime.tokens("two {dog} and a {cell} on {red}", [3, 1, 0])
    assert list(ids[0]) == [runtime.tokenizer.token_to_id(word) for word in "<bos> two <image> <image> <image> dog and a <image> cell on red <eos>".split()]
    assert positions.tolist() == [2, 3, 4, 8]


def test_a_picture_may_be_of_any_size(bundle):
    picture = bundle[0].sample("two {dog} and a {cell}", [[crop(1), crop(2)], crop(3)], 5, steps=2, size=(128, 192))
    assert picture.shape == (128, 192, 3)
