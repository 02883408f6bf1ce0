"""The renderer, the reader, and what variety does to a drawing."""
import numpy as np
import pytest
import torch

import art as small
from mumu_tiny import procedural
from mumu_tiny.alike import Pairings, similarity
from mumu_tiny.configs import CONFIGS
from mumu_tiny.detail import detailed
from mumu_tiny.export import moved
from mumu_tiny.eye import Eye, apart
from mumu_tiny.filters import filtered
from mumu_tiny.greys import greyness, without_hue
from mumu_tiny.illustrator import Illustrator
from mumu_tiny.macro import distinct, quoted
from mumu_tiny.model import CELL_PIXELS, IMAGE, UNK
from mumu_tiny.prompting import every_word
from mumu_tiny.restyled import restyled, stepped
from mumu_tiny.runtime import premultiplied
from mumu_tiny.scenes import SMALLEST, Art, loosened, vocabulary
from mumu_tiny.sentences import EXAMPLE, LAYOUT, STYLE_PICTURE, STYLE_WORD, THING, Sentences, more_words
from mumu_tiny.sprites import held_out, read_held_out
from mumu_tiny.strangers import off
from mumu_tiny.styles import ANY, DRAWN, LINED, PAINTED, STYLES, synonyms
from mumu_tiny.teacher import Teacher, louder
from mumu_tiny.train_renderer import Adversary, SETTINGS, Pairs, sketch, tint
from mumu_tiny.variation import NUMBERS, THINGS, TOGETHER, VARIATION, Variation


@pytest.fixture
def art(tmp_path):
    small.make(tmp_path)
    return Art(tmp_path)


def pairs(art, seed=1, size=24):
    words = vocabulary(art)
    return Pairs(art, every_word(words), seed, size, SETTINGS["kinds"])


def test_the_same_seed_gives_the_same_pairs(art):
    first, again, other = (pairs(art, s)[4] for s in (5, 5, 6))
    assert all(torch.equal(first[k], again[k]) for k in first)
    assert not torch.equal(first["target"], other["target"])


def test_pairs_never_touch_a_held_out_sprite(art):
    touched, pixels = set(), art.pixels

    class Spy:
        def __getitem__(self, i):
            touched.update(np.atleast_1d(i).tolist())
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


def test_the_colours_of_a_lesson_are_its_artists_turned(art):
    made = pairs(art, size=200)[0]
    other = (made["turn"] != torch.eye(3)).any(1).any(1)
    assert 0 < other.sum() < 100
    assert (made["clean"][:, :3].abs() <= made["clean"][:, 3:] + 1e-3).all()


def test_nothing_is_to_be_drawn_in_lines_and_no_colours_are_computed_of_them(art):
    made = pairs(art, size=400)[0]
    assert not torch.isin(made["style"], torch.tensor([STYLES.index(s) for s in LINED])).any()
    crossing, sources = Pairs(art, every_word(vocabulary(art)), 1, 200, {"cross": 1}), []
    draw = crossing.pairings.draw
    crossing.pairings.draw = lambda *asked: sources.append(draw(*asked)) or sources[-1]
    crossed = crossing[0]
    known = crossed["computed"].flatten(1).any(1)
    assert known.tolist() == [art.rows[source]["style"] not in LINED for source, *_ in sources] and 0 < known.sum() < 200
    assert torch.equal(crossed["computed"][known][:, 3], crossed["clean"][known][:, 3])


def test_greys_are_told_from_colours_and_from_lines():
    crops = torch.zeros(6, 4, 64, 64)
    crops[:5, 3, 8:56, 8:56] = 1
    crops[0, :3, 8:56, 8:56] = torch.linspace(-0.9, 0.9, 48)
    crops[1, :3] = crops[0, :3] + 0.02 * torch.randn(3, 64, 64) * crops[0, 3]  # a camera's
    crops[2, :3] = crops[0, :3] * torch.tensor([1, 0.8, 0.8])[:, None, None]
    crops[3, :3] = torch.where(torch.arange(64) % 8 < 3, -0.74, 1.0) * crops[3, 3]
    crops[4, 2, 8:56, 8:56] = 0.3  # one colour
    assert greyness(crops).tolist() == [1, pytest.approx(0.7, abs=0.3), 0, 0, 0, 0]


def test_a_drawing_without_hue_is_as_light_as_with_it():
    drawn = torch.rand(2, 4, 8, 8)
    seen = without_hue(drawn, torch.tensor([1.0, 0.0]))
    assert torch.equal(seen[1], drawn[1]) and torch.equal(seen[0, 3], drawn[0, 3])
    assert torch.allclose(seen[0, 0], seen[0, 2]) and torch.allclose(seen[0, :3].mean(0), drawn[0, :3].mean(0))


def test_fine_lines_of_a_crop_stay_and_its_colours_do_not():
    crop = torch.zeros(2, 4, 128, 128)
    crop[:, 3, 16:112, 16:112] = 1
    crop[:, :3, 16:112, 16:112] = torch.where(torch.arange(96) % 4 < 2, -0.5, 0.5)
    drawn = torch.cat([0.3 * crop[:, 3:], 0 * crop[:, 3:], -0.3 * crop[:, 3:], crop[:, 3:]], 1)
    seen, kept = detailed(drawn, crop, torch.tensor([1.0, 0.0]))
    assert torch.equal(kept, drawn[1]) and torch.allclose(detailed(crop, crop, torch.ones(2)), crop, atol=1e-6)
    assert (seen[:3, 32:96, 32:96].mean((1, 2)) - torch.tensor([0.3, 0, -0.3])).abs().max() < 0.01 and seen[0, 64, 32:96].std() > 0.3
    none = detailed(0 * crop, crop, torch.ones(2))
    assert (none[:, :3].abs() <= none[:, 3:] + 1e-6).all() and none[:, 3].max() < 0.6  # what is not drawn leaves a hint of its border at most


def test_what_is_lighter_or_darker_has_no_other_hue():
    target = torch.rand(2, 4, 64, 64)
    drawn = target.clone()
    drawn[0, :3] += 0.2
    drawn[1, 0] += 0.3
    assert tint(drawn, target)[0] < 1e-5 and torch.isclose(tint(drawn, target)[1], torch.tensor(0.4 / 3))


@pytest.fixture
def teacher(art, tmp_path):
    words = every_word(vocabulary(art))
    torch.manual_seed(3)
    model = Illustrator(5 + len(words))
    torch.save({"words": words, "widths": CONFIGS["cpu"].renderer, "ema": model.state_dict()}, tmp_path / "teacher.pt")
    return Teacher(tmp_path / "teacher.pt", words, "cpu", 1.5, 3), model.eval()


@torch.no_grad()
def test_a_teacher_draws_clean_crops_in_the_lessons_colours_and_no_strangers(art, teacher):
    teacher, model = teacher
    louder(model, 1.5)
    batch = pairs(art, size=96)[0]
    taught, plain = teacher(batch), model({**batch, "crop": batch["clean"]})
    one_view = ~batch["clean"].flatten(1).any(1)
    plainly = ~batch["stranger"] & one_view
    assert torch.equal(taught[batch["stranger"]], batch["target"][batch["stranger"]]) and batch["stranger"].any()
    surely = {**batch, "computed": torch.ones_like(batch["crop"]), "turn": torch.eye(3).repeat(96, 1, 1)}
    unsure = {**surely, "computed": torch.zeros_like(batch["crop"])}
    torch.manual_seed(1)
    voted = teacher(surely)
    torch.manual_seed(1)
    assert (voted >= teacher(unsure) - 1e-4).all() and not torch.allclose(voted, teacher(unsure), atol=1e-2)
    assert torch.allclose(taught[plainly], plain[plainly], atol=1e-4) and plainly.any()
    grey = {**batch, "turn": torch.full((96, 3, 3), 1 / 3), "stranger": torch.zeros(96, dtype=torch.bool)}
    colours = teacher(grey)[:, :3]
    seen = taught[~batch["stranger"] & ~one_view]
    assert len(seen) and (seen[:, :3].abs() <= 1).all() and (0 <= seen[:, 3:]).all() and (seen[:, 3:] <= 1).all()
    assert torch.allclose(colours[:, 0], colours[:, 1], atol=1e-5) and torch.allclose(colours[:, 0], colours[:, 2], atol=1e-5)


@torch.no_grad()
def test_a_louder_style_is_further_from_none(teacher):
    _, model = teacher
    before = model.styles.weight.clone()
    louder(model, 2)
    assert torch.allclose(model.styles.weight[0] - before[ANY], 2 * (before[0] - before[ANY])) and torch.equal(model.styles.weight[len(DRAWN):], before[len(DRAWN):])


def test_a_teacher_with_another_word_list_is_refused(teacher, tmp_path):
    with pytest.raises(SystemExit, match="teacher.pt was trained with another word list"):
        Teacher(tmp_path / "teacher.pt", ["other"], "cpu")


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


@pytest.mark.parametrize("style", PAINTED)
def test_what_no_artist_drew_keeps_its_shape_in_every_painted_style(style):
    for seed in range(8):
        thing = procedural.thing(np.random.default_rng(seed))[0]
        drawn = restyled(thing, style)
        assert drawn.dtype == np.uint8 and drawn.shape == thing.shape and (drawn[..., 3] == thing[..., 3]).all()
    nothing = np.zeros((64, 64, 4), np.uint8)
    assert (restyled(nothing, style) == 0).all()


SPRITE = np.dstack([np.tile(np.uint8([220, 60, 30]), (64, 64, 1)), np.pad(np.full((40, 40), 255, np.uint8), 12)])


def test_calm_surfaces_keep_their_borders_and_lose_their_grain():
    rng, thing = np.random.default_rng(0), np.full((64, 64, 4), 255, np.uint8)
    thing[..., :3] = np.where(np.arange(64)[:, None] < 32, 60, 190)[..., None]
    grained = thing.copy()
    grained[..., :3] = (thing[..., :3] + rng.normal(0, 8, (64, 64, 1))).clip(0, 255)
    drawn = restyled(grained, "classic")[..., 0].astype(float)
    assert drawn[:30].std() < 4 and drawn[34:].std() < 4 and drawn[34:].mean() - drawn[:30].mean() > 120


def test_in_colour_faint_things_span_more_greys_thin_lines_stay_and_bold_has_a_rim():
    thing = np.full((64, 64, 4), 255, np.uint8)
    thing[..., :3] = np.where(np.arange(64)[:, None] < 32, 110, 150)[..., None]
    thing[44:46, 10:54, :3] = 90
    cartoon, bold = (restyled(thing, s)[..., 0].astype(int) for s in ("cartoon", "bold"))
    assert cartoon[50:60, 5:60].min() - cartoon[5:25, 5:60].max() > 60
    assert cartoon[44:46, 14:50].max() < cartoon[50:60, 5:60].min() - 60
    assert bold[0].max() < 70 and bold[52:60, 5:60].min() > 150


def test_few_steps_are_flat_at_their_tones_and_steep_between():
    tones = stepped(np.linspace(0, 1, 301), 3)
    rise = np.diff(tones)
    assert tones[0] == 0 and abs(tones[100] - 1 / 3) < 1e-9 and abs(tones[-1] - 1) < 1e-9 and (rise > 0).all()
    assert rise[48:52].mean() > 5 * rise[98:102].mean()


def test_the_adversary_takes_strangers_in_a_manner_for_another_kind_than_drawings_in_the_style():
    rival, x = Adversary(), torch.rand(2, 4, 64, 64)
    style = torch.tensor([3, 3])
    drawing, stranger = (rival(x, style, torch.tensor([s, s]))[0] for s in (False, True))
    assert drawing.shape == (2, 8, 8) and not torch.allclose(drawing, stranger)


def test_what_looks_like_a_photograph_keeps_the_outline_of_its_drawing_and_has_grain():
    alike = [procedural.lifelike(np.random.default_rng(seed), SPRITE) for seed in range(8)]
    for thing in alike:
        assert thing.shape == (64, 64, 4) and thing.dtype == np.uint8
        assert (thing[..., 3] == procedural.fill_square(SPRITE)[..., 3]).all() and thing[thing[..., 3] > 127][:, :3].std(0).max() > 2
    assert np.ptp([thing[32, 32, :3].mean() for thing in alike]) > 25


def test_colours_are_compared_where_cells_are_the_thing_s_alone():
    inside = np.zeros((64, 64), bool)
    inside[4:24, 8:24] = True  # four whole cells
    expected = np.random.default_rng(0).uniform(0, 255, (64, 64, 3))
    seen = np.where(inside[..., None], expected + 3, 0)
    assert abs(off(seen, expected, inside) - 3) < 1e-9 and np.isnan(off(seen, expected, inside & False))


def test_a_grey_stranger_has_no_hue_and_a_shape():
    for seed in range(8):
        thing = procedural.grey(procedural.stranger(np.random.default_rng(seed))[0])
        assert thing.shape == (64, 64, 4) and thing.dtype == np.uint8 and (thing[..., 3] > 200).sum() > 20
        assert (thing[..., 0] == thing[..., 1]).all() and (thing[..., 0] == thing[..., 2]).all()


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


WORDS = ["thing", "dog", "cell", "centre", "a", "red", "on"]


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


def drawn_numbers(free, many=False, seed=5):
    """free [j, 1] -> the chance of each thing."""
    return Variation(WORDS).chance(torch.randn(1, VARIATION, generator=torch.Generator().manual_seed(seed)), free, torch.tensor(many))


def varied(variety, free, pictures, seed=5):
    free = torch.full((len(pictures), 1), float(free))
    return Variation(WORDS).poses(pictures, drawn_numbers(free, seed=seed), free, torch.tensor([variety]))


def drawing(mask):
    return torch.cat([0.5 * mask, -0.5 * mask, 0 * mask, mask])[None].repeat(3, 1, 1, 1)


CROSS = torch.zeros(1, 64, 64)
CROSS[:, 30:34, :] = 1
CROSS[:, 10:20, 8:20] = 1


def test_without_variety_nothing_moves():
    assert torch.equal(varied(0.0, 1, drawing(CROSS)), drawing(CROSS))


@pytest.mark.parametrize("free", [0, 1])
@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_chance_a_thing_stays_in_its_square(free, seed):
    poses = varied(1.0, free, drawing(CROSS), seed=seed)
    area = poses[:, 3].sum((1, 2)) / CROSS.sum()
    assert (area > 0.5 * SMALLEST ** 2).all() and (area < 1.05).all()
    assert poses[:, 3, [0, -1], :].max() < 1 and poses[:, 3, :, [0, -1]].max() < 1 and poses[:, 3].max() <= 1 + 1e-6


def test_what_has_an_upright_moves_together_but_for_many():
    upright, any_angle = torch.zeros(3, 1), torch.ones(3, 1)
    together = drawn_numbers(upright)
    assert (together[:, :TOGETHER] == together[0, :TOGETHER]).all() and len(together[:, TOGETHER].unique()) == 3
    assert (drawn_numbers(any_angle)[:, :TOGETHER] != together[:, :TOGETHER]).all()
    assert torch.equal(drawn_numbers(upright, many=True), drawn_numbers(any_angle))
    assert drawn_numbers(torch.ones(THINGS, 1)).shape == (THINGS, NUMBERS)


def test_a_sentence_of_the_centre_moves_nothing():
    assert [Variation(WORDS).may_move(torch.tensor([1, 5 + WORDS.index(word), 9])).item() for word in ("centre", "dog")] == [0, 1]


def test_an_empty_crop_stays_empty():
    assert torch.equal(varied(1.0, 1, torch.zeros(2, 4, 64, 64)), torch.zeros(2, 4, 64, 64))


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


def drawn(*boxes):
    """A drawing with dark boxes (top, left, bottom, right) on a pale one."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[8:56, 8:56] = 220, 220, 220, 255
    for top, left, bottom, right in boxes:
        pixels[top:bottom, left:right] = 40, 40, 40, 255
    return pixels


def test_drawings_are_alike_whose_lines_are_at_the_same_places():
    x = premultiplied(np.stack([drawn((12, 12, 30, 20)), drawn((13, 12, 31, 21)), drawn((40, 30, 52, 52))]))
    likeness = similarity(x, x, torch.ones(3, 3))
    assert likeness[0, 0] == pytest.approx(2, abs=1e-3) and likeness[0, 1] > 1.7 and likeness[0, 2] < 1.3
    assert similarity(x.flip(3), x, torch.ones(3, 3))[0, 0] < likeness[0, 1]


def test_the_alikest_pairs_of_two_styles_are_drawn_most_and_the_same_class_never():
    class Few:
        pixels = np.stack([drawn((12, 12, 30, 20)), drawn((40, 30, 52, 52)),  # one thing, twice: alike in the first, and mirrored in the third
                           drawn((12, 12, 30, 20)), drawn((12, 12, 30, 20)), drawn((12, 12, 30, 20)), drawn((12, 44, 30, 52))])
        concepts = {"a": {"soft": 0, "bold": 1}, "b": {"soft": 2, "bold": 3, "3d": 2, "flat": 2}, "c": {"soft": 4, "bold": 5}}

    found = Pairings(Few(), 8)
    shares = [1.0 if s == "bold" else 0.0 for s in DRAWN]
    rng = np.random.default_rng(1)
    pairs = [found.draw(rng, shares) for _ in range(300)]
    bold = [p for p in pairs if p[0] in (0, 2, 4)]
    assert all(p[3] == DRAWN.index("bold") for p in pairs)
    assert sum(p[1] == 1 for p in bold) < 30 < sum(p[1] == 3 for p in bold)
    assert {(s, t, m) for s, t, m, _ in pairs} >= {(2, 3, False), (4, 5, True)}
    of_flat = [1.0 if s == "flat" else 0.0 for s in DRAWN]
    assert {found.sources[k] for mine, _ in found.groups[DRAWN.index("flat")] for k in mine} == {2, 3}
    assert len(found.groups[DRAWN.index("flat")]) == 2 and found.draw(rng, of_flat)[1] == 2
