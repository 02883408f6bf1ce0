import dataclasses
import json

import numpy as np
import onnx
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.symbolic_shapes import ShapeEnv

import art as small
from mumu_tiny import train, train_renderer
from mumu_tiny.codec import Decoder, Encoder, principal_components, set_components
from mumu_tiny.configs import CONFIGS
from mumu_tiny.diffusion import alphas_cumprod, clock, ddim, trailing
from mumu_tiny.export import Parts, save_bundle
from mumu_tiny.model import IMAGE, AtLarge, Denoiser, Generator, Size, cells, places
from mumu_tiny.prompting import every_word
from mumu_tiny.runtime import Bundle, noise_of, pixel_values, to_bytes
from mumu_tiny.scenes import MANY, SMALL, Art, Batches, vocabulary
from mumu_tiny.warm import recover, words_of

WORDS = ["a", "and", "cat", "dog", "on", "the"]
SIZE = Size(vocabulary=5 + len(WORDS), channels=8, feature=16, words=16, layers=1, prompt=24, width=16, deep=16, blocks=1,
            heads=2, pointer=8, after=1)


def parts():
    torch.manual_seed(1)
    generator, encoder, decoder = Generator(SIZE), Encoder(8), Decoder(8, 16)
    for p in generator.parameters():
        if p.abs().max() == 0:
            torch.nn.init.normal_(p, std=0.05)
    encode, decode = principal_components(torch.rand(500, 1).expand(500, 192) * 2 - 1 + 0.1 * torch.randn(500, 192), 8)
    generator.set_components(encode, decode)
    set_components(encoder, decoder, encode, decode)
    return generator.eval(), encoder, decoder


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle")
    models = parts()
    save_bundle(Parts(models[0], models[0].image_encoder, models[0].prompt_encoder, *models[1:]), WORDS, {"id": "t", "version": "1", "name": "t", "description": "t"}, 16, (32, 32, 64), out)
    return out, models


def test_graphs_have_the_names_and_free_dimensions_of_the_contract(bundle):
    expected = {"image_encoder": (["pixel_values"], ["image_embeds"]),
                "prompt_encoder": (["input_ids", "image_embeds", "image_positions"], ["hidden_states", "attention_mask"]),
                "denoiser": (["sample", "timestep", "encoder_hidden_states", "encoder_attention_mask"], ["out_sample"]),
                "decoder": (["latent_sample"], ["sample"]), "encoder": (["sample"], ["latent_sample"])}
    for name, (inputs, outputs) in expected.items():
        graph = onnx.load(bundle[0] / f"{name}.onnx").graph
        assert [i.name for i in graph.input] == inputs and [o.name for o in graph.output] == outputs
    sessions = Bundle(bundle[0]).sessions
    for b, length, h, w in ((1, 7, 4, 4), (3, 40, 8, 6)):
        out, = sessions["denoiser"].run(None, {
            "sample": np.zeros((b, 8, h, w), np.float32), "timestep": np.full(b, 3),
            "encoder_hidden_states": np.zeros((b, length, SIZE.token), np.float32),
            "encoder_attention_mask": np.ones((b, length), np.float32)})
        assert out.shape == (b, 8, h, w)


def test_every_file_is_listed_with_its_size_and_hash(bundle):
    manifest = json.loads((bundle[0] / "mumu.json").read_text())
    listed = {f["path"]: f["bytes"] for f in manifest["files"]}
    assert listed == {p.name: p.stat().st_size for p in bundle[0].iterdir() if p.name != "mumu.json"}


def test_the_bundle_draws_the_same_picture_as_pytorch_within_one_grey_level(bundle):
    out, (generator, _, decoder) = bundle
    runtime = Bundle(out)
    crop = pixel_values(np.random.default_rng(0).integers(0, 256, (16, 16, 4), np.uint8))
    ids, positions = runtime.tokens("a {dog} on the cat", [True])
    with torch.no_grad():
        tokens = generator.image_encoder(torch.from_numpy(crop)[None])
        hidden, mask = generator.prompt_encoder(torch.from_numpy(ids), tokens, torch.from_numpy(positions))
        blank, blank_mask = generator.prompt_encoder(torch.tensor([[1, 2]]), tokens * 0, torch.tensor([0]))

        def denoise(x, t):
            v = [generator.denoiser(x.float(), torch.tensor([t]), h, m) for h, m in ((blank[:, :2], blank_mask[:, :2]), (hidden, mask))]
            return v[0] + 2 * (v[1] - v[0])

        picture = to_bytes(decoder(ddim(denoise, lambda: noise_of(3, (1, 8, 4, 4)), 5, alphas_cumprod()).float())[0].numpy())
    assert np.abs(picture.astype(int) - runtime.sample("a {dog} on the cat", [crop], 3, scheduler="ddim", steps=5, guidance=2)).max() <= 1


def test_a_masked_region_weighs_nothing():
    generator, _, _ = parts()
    tokens = generator.image_encoder(torch.cat([torch.zeros(1, 4, 16, 8), torch.ones(1, 4, 16, 8)], 3))
    ids = torch.tensor([[1, 5, IMAGE, 8, 2]])
    weights = generator.prompt_encoder(ids, tokens, torch.tensor([2]))[1]
    assert weights[0, 5:].tolist() == [0, 1, 0, 1]


def test_without_an_image_token_an_image_is_hidden_and_changes_no_word():
    generator, _, _ = parts()
    ids = torch.tensor([[1, 5, 8, 2]])
    results = [generator.prompt_encoder(ids, generator.image_encoder(p), torch.tensor([0])) for p in (torch.zeros(1, 4, 16, 16), torch.rand(1, 4, 16, 16))]
    assert (results[0][0][:, :4] == results[1][0][:, :4]).all() and results[1][1][0, 4:].sum() == 0


def test_places_point_at_themselves():
    grid = places(cells(12, 16))
    assert ((grid @ grid.T).argmax(1) == torch.arange(192)).all()


def test_composition_covers_the_ground_with_the_object_and_leaves_no_halo():
    denoiser = Denoiser(Size(vocabulary=9, channels=192))
    basis = torch.linalg.qr(torch.randn(192, 192))[0]
    denoiser.encode.data, denoiser.decode.data = basis.T.contiguous(), basis.contiguous()
    ground, mask = torch.randn(1, 192, 2, 2), (torch.rand(1, 64, 2, 2) > 0.5).float()
    pixels = lambda z: (z.flatten(2).transpose(1, 2) @ denoiser.decode.T).unflatten(2, (3, 64))
    expected = pixels(ground) * (1 - mask.flatten(2).transpose(1, 2)[:, :, None])
    assert torch.allclose(pixels(denoiser.compose(ground, mask)), expected, atol=1e-4)


def test_the_schedule_spaces_trailing_steps_evenly_and_its_clock_is_the_cosine_schedule_s():
    bar = alphas_cumprod()
    sigmas = np.sqrt((1 - bar[trailing(12)]) / bar[trailing(12)]).numpy()
    assert 250 < sigmas[0] < 258 and (1.5 < sigmas[:-1] / sigmas[1:]).all() and (sigmas[:-1] / sigmas[1:] < 3.3).all()
    f = lambda u: np.cos((u + 0.008) / 1.008 * np.pi / 2) ** 2
    assert np.allclose(clock(torch.tensor([f((i + 1) / 1000) for i in range(999)])), np.arange(999))
    assert trailing(20)[0] == 999 and trailing(20)[-1] == 49 and len(trailing(7)) == 7


def test_training_resumes_exactly(tmp_path, monkeypatch):
    folder = tmp_path / "art"
    folder.mkdir()
    small.make(folder)
    words = vocabulary(Art(folder))
    (tmp_path / "words.json").write_text(json.dumps(words))
    _, encoder, decoder = parts()
    codec = {"channels": 8, "width": 16, "encoder": encoder.state_dict(), "decoder": decoder.state_dict(), "step": 0}
    torch.save(codec, tmp_path / "codec.pt")
    small_size = lambda vocabulary, **_: Size(**{**SIZE.as_dict(), "vocabulary": vocabulary, "prompt": 48})
    monkeypatch.setattr(train, "Size", lambda **k: Size(**k) if "heads" in k else small_size(**k))
    threads = torch.get_num_threads()

    def run(name, *stops):
        for stop in stops:
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "settings.json").write_text('{"batch": 4, "warmup": 3, "decay_from": 2, "stop_at": 9}')
            monkeypatch.setattr("sys.argv", ["train", "--art", str(folder), "--run", str(tmp_path / name), "--codec", str(tmp_path / "codec.pt"),
                                             "--vocabulary", str(tmp_path / "words.json"), "--ranks", "1", "--stop-at", str(stop)])
            train.main()
        return torch.load(tmp_path / name / "last.pt", weights_only=True)

    whole, parted = run("whole", 6), run("parted", 2, 6)
    torch.set_num_threads(threads)
    assert whole["step"] == parted["step"] == 6
    assert whole["words"] == words
    (tmp_path / "words.json").write_text(json.dumps(["another", *words]))
    with pytest.raises(SystemExit, match="not the word list"):
        run("parted", 7)
    for kind in ("model", "ema"):
        assert all(torch.equal(whole[kind][k], parted[kind][k]) for k in whole[kind])


def on_device(module, device=None, **_):
    """Module.to for tensors without numbers, whose parameters cannot be swapped in place."""
    for part in module.modules() if device else ():
        for table in (part._parameters, part._buffers):
            for name, p in table.items():
                if p is not None:
                    table[name] = torch.nn.Parameter(p.detach().to(device), p.requires_grad) if table is part._parameters else p.to(device)
    return module


def test_what_a_ground_is_at_large_shows_beside_things():
    ground, side = AtLarge(SIZE, 16), 12
    ways = ground.ways(cells(side, 2 * side))
    assert torch.allclose(ways @ ways.T / ways.shape[1], torch.eye(AtLarge.WAYS), atol=1e-5)
    plain, thing = torch.randn(1, 8), torch.randn(1, 8)
    picture = plain[:, :, None, None].expand(1, 8, side, 2 * side).clone()
    picture[:, :, :4, :6] = thing[:, :, None, None]
    things = 24 * torch.cat([thing, torch.ones(1, 64)], 1)
    means, free = ground.means(picture, things, ways)
    assert torch.allclose(means[..., 0], plain, atol=1e-5) and free.item() == pytest.approx(1 - 24 / 288)
    means, free = ground.means(picture, 12 * things, ways)  # things all over
    assert free.item() == 0.25 and means.isfinite().all()


def test_training_on_a_gpu_mixes_no_devices(tmp_path, monkeypatch):
    """Tensors that have a device but no numbers: an operation on two devices fails as it would on a GPU, which is not needed."""
    small.make(tmp_path)
    art = Art(tmp_path)
    words = vocabulary(art)
    batches = [Batches(art, words, 3, 4, {}, {frame: 1.0})[0] for frame in (SMALL, next(iter(MANY)))]
    painted = [{k: torch.from_numpy(v) for k, v in batch.items()} for batch in batches]
    drawn = train_renderer.Pairs(art, every_word(words), 3, 4, train_renderer.SETTINGS["kinds"])[0]
    gpu = dataclasses.replace(CONFIGS["gpu"], renderer=(8, 8, 8, 8))
    monkeypatch.setattr(torch.nn.Module, "to", on_device)
    monkeypatch.setattr(torch.nn.Module, "load_state_dict", lambda *_: None)
    monkeypatch.setattr(torch.Tensor, "item", lambda _: 0.0)
    monkeypatch.setattr(torch.Tensor, "backward", lambda _: None)  # asks for a driver
    with FakeTensorMode(allow_non_fake_inputs=True, shape_env=ShapeEnv()):
        objective = train.Objective(Encoder(8), gpu.device)
        generator = Generator(Size(**{**SIZE.as_dict(), "vocabulary": 5 + len(words), "prompt": 48})).to(gpu.device)
        for batch in painted:
            assert {x.device.type for x in objective(generator.train(), batch, torch.Generator())} == {"cuda"}
            assert objective(generator.eval(), batch, torch.Generator(), torch.full((len(batch["ids"]),), 980))[1].device.type == "cuda"
        studio = train_renderer.Studio(every_word(words), {**train_renderer.SETTINGS, "adversary": 0.1}, gpu, {})
        studio.moved = lambda *pictures: (p.roll((1, 2), (2, 3)) for p in pictures)
        assert not any(studio.gradients({k: v.to(gpu.device) for k, v in drawn.items()}))


def test_a_bundle_gives_its_weights_back(tmp_path):
    generator, encoder, decoder = parts()
    for p in [p for part in (generator, encoder, decoder) for p in part.parameters()]:  # as after training: no two weights are the same numbers
        p.data += 0.01 * torch.randn_like(p)
    save_bundle(Parts(generator, generator.image_encoder, generator.prompt_encoder, encoder, decoder), WORDS, {"id": "t", "version": "1", "name": "t", "description": "t"}, 16, (32, 32, 64), tmp_path)
    torch.manual_seed(99)
    fresh = Generator(SIZE)
    missing = recover(Parts(fresh, fresh.image_encoder, fresh.prompt_encoder, Encoder(8), Decoder(8, 16)), tmp_path, 16, 32)
    assert words_of(tmp_path) == WORDS and missing == []
    for (name, p), q in zip(fresh.named_parameters(), generator.parameters()):
        assert torch.equal(p, q), name


def test_a_rate_waits_for_its_warm_up_and_falls_to_its_end():
    settings = {"lr": 1.0, "warm_from": 10, "warmup": 4, "decay_from": 20, "stop_at": 30}
    assert [train.rate(settings, step) for step in (0, 9, 11, 13, 20)] == [0, 0, 0.5, 1, 1]
    assert 0.02 < train.rate(settings, 28) < train.rate(settings, 24) < 1 and abs(train.rate(settings, 31) - 0.02) < 1e-9
