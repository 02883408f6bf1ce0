"""Things in lines: what is black, what stays white, and the same in a graph."""
import numpy as np
import onnxruntime
import pytest
import torch

from mumu_tiny import procedural
from mumu_tiny.export import save_graph
from mumu_tiny.lines import lined, rarest
from mumu_tiny.runtime import pixel_values

OUTLINE, INK = torch.tensor(False), torch.tensor(True)


def thing(*colours, mask=None):
    """Bands of colours [3] in 0..1, from above, on a square of 104 px or in a mask."""
    if mask is None:
        mask = torch.zeros(128, 128)
        mask[12:116, 12:116] = 1
    band = (torch.arange(128) * len(colours) // 128)[:, None].expand(128, 128)
    return torch.cat([(torch.tensor(colours)[band].permute(2, 0, 1) * 2 - 1) * mask, mask[None]])[None]


def black(drawn):
    return drawn[0, 0] < -0.5


@pytest.mark.parametrize("ink", [OUTLINE, INK])
def test_every_thing_keeps_its_mask_and_is_black_and_white(ink):
    for seed in range(8):
        made = procedural.thing(np.random.default_rng(seed))[0]
        crop = torch.as_tensor(pixel_values(made.repeat(2, 0).repeat(2, 1))).float().reshape(1, 4, 128, 128)
        drawn = lined(crop, ink)
        assert torch.equal(drawn[:, 3], crop[:, 3]) and torch.equal(drawn[:, 0], drawn[:, 2]) and (drawn[:, :3].abs() <= drawn[:, 3:] + 1e-6).all()
        inside = drawn[0, 0][crop[0, 3] > 0.99]
        assert inside.min() < -0.7 and ((inside > -0.7) & (inside < 0.95)).float().mean() < 0.25
    assert (lined(torch.zeros(2, 4, 128, 128), ink) == 0).all()


def test_dark_surfaces_are_black_in_ink_and_white_in_outline():
    crop = thing((0.25,) * 3, (0.75,) * 3)
    ink, outline = black(lined(crop, INK)), black(lined(crop, OUTLINE))
    assert ink[18:60, 18:110].all() and not ink[70:110, 18:110].any()
    assert not outline[24:54, 24:104].any() and not outline[72:104, 24:104].any() and outline[58:64, 24:104].any(0).all()
    for drawn in (ink, outline):
        assert drawn[12, 20:108].all() and drawn[115, 20:108].all()


def test_a_border_of_two_hues_of_one_lightness_is_a_line():
    assert black(lined(thing((0.8, 0.3, 0.4), (0.3, 0.5, 0.7)), OUTLINE))[56:72, 30:98].any(0).all()


def test_grain_is_no_line():
    torch.manual_seed(0)
    crop = thing((0.6,) * 3)
    crop[:, :3] += 0.06 * torch.randn(1, 1, 128, 128) * crop[:, 3:]
    assert black(lined(crop, OUTLINE))[24:104, 24:104].float().mean() < 0.01


def test_limbs_have_a_thinner_rim_than_bodies():
    mask = torch.zeros(128, 128)
    mask[8:72, 20:108] = mask[72:120, 56:70] = 1
    drawn = black(lined(thing((0.6,) * 3, mask=mask), OUTLINE))
    assert drawn[40, 20:25].all() and not drawn[40, 28:100].any()
    assert drawn[100, 56:59].all() and not drawn[100, 61:65].any() and drawn[100, 67:70].all()


def test_the_border_of_black_lies_where_few_tones_are():
    torch.manual_seed(0)
    light = torch.cat([torch.full((500,), 0.35), torch.full((500,), 0.9), torch.full((24,), 0.1)]).reshape(1, 1, 32, 32) + 0.01 * torch.randn(1, 1, 32, 32)
    tone = rarest(light, torch.ones_like(light), torch.tensor(0.2), torch.tensor(0.5)).item()
    assert 0.2 <= tone < 0.3 or 0.42 < tone <= 0.5
    plain = rarest(torch.full((1, 1, 4, 4), 0.9), torch.ones(1, 1, 4, 4), torch.tensor(0.2), torch.tensor(0.5)).item()
    assert plain == pytest.approx(0.35, abs=0.02)


class Lines(torch.nn.Module):
    def forward(self, crops, ink):
        return lined(crops, ink > 0)


def test_a_graph_draws_the_same_lines(tmp_path):
    crops = torch.cat([thing((0.2, 0.6, 0.4), (0.9, 0.8, 0.1), (0.3, 0.3, 0.9)), torch.zeros(1, 4, 128, 128)])
    save_graph(Lines(), (crops, torch.tensor(1.0)), ["crops", "ink"], ["drawn"], {"crops": {0: "n"}, "ink": {}, "drawn": {0: "n"}}, tmp_path / "lines.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "lines.onnx"), providers=["CPUExecutionProvider"])
    for ink in (0.0, 1.0):
        for n in (1, 2):
            drawn = session.run(None, {"crops": crops[:n].numpy(), "ink": np.array(ink, np.float32)})[0]
            torch.testing.assert_close(torch.from_numpy(drawn), lined(crops[:n], torch.tensor(ink > 0)), atol=1e-3, rtol=0)
