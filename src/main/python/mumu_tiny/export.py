"""Writes a bundle as docs/model-bundle.md describes it: graphs, tokenizer, manifest, licences.

    python -m mumu_tiny.export --checkpoint RUN/last.pt --codec RUN/codec.pt --vocabulary RUN/words.json --out BUNDLE
"""
import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from onnx import TensorProto, helper, numpy_helper

from . import clusters, procedural
from . import tokenizer as tokenizers
from .aliases import aliases
from .codec import Decoder, Encoder
from .configs import CONFIGS
from .counting import SAID
from .diffusion import BETAS, STEPS
from .either import subgraphs, with_branches
from .enlarger import Enlarger
from .ground import SURE, SURFACES
from .model import IMAGE, SPECIAL, UNK, Generator, Size
from .plurals import plurals
from .prompting import CROP, Cells, Prompting, every_word, new_words
from .reader import Reader
from .scenes import WORD, Art
from .slim import slim
from .specimens import ALSO, PHRASES, SPECIMENS
from .styles import STYLES, synonyms
from .variation import THINGS, VARIATION
from .illustrator import Illustrator

HERE = Path(__file__).parent
OPSET = 17
READ_AS = {"sepia": "vintage", **ALSO}  # words that the lists of the runs lack
CANVAS = (256, 128, 512)  # default, smallest, largest
FOLDED = 4096  # bytes: what is larger is quicker computed than read
LARGE = 256  # initializers with fewer numbers stay fp32: they weigh nothing


def half_weights(graph, weights):
    """Stores large fp32 weights (names) as fp16 with a Cast; ONNX Runtime folds the casts when the session opens."""
    for node in graph.node:
        for branch in subgraphs(node):
            half_weights(branch, weights)
    casts = []
    for i, tensor in enumerate(graph.initializer):
        if tensor.name not in weights or tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < LARGE:
            continue
        half = numpy_helper.to_array(tensor).astype(np.float16)
        name = tensor.name
        graph.initializer[i].CopyFrom(numpy_helper.from_array(half, name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], name=name + ".cast", to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def folded(model):
    """With all computed that hangs on no input, and nothing twice: what ONNX Runtime would do at every opening."""
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3  # no word of what is not folded
        options.add_session_config_entry("optimization.constant_folding_max_output_size_in_bytes", str(FOLDED))
        options.optimized_model_filepath = str(Path(folder) / "graph.onnx")
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        model = onnx.load(options.optimized_model_filepath)
    del model.opset_import[:]
    model.opset_import.append(helper.make_opsetid("", OPSET))
    return model


def save_graph(module, inputs, names, outputs, axes, path):
    module.eval()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        raw = Path(folder) / "graph.onnx"
        torch.onnx.export(module, inputs, raw, dynamo=False, opset_version=OPSET,
                          input_names=names, output_names=outputs, dynamic_axes=axes)
        model = onnx.load(raw)
        results = module(*inputs)
    weights = {i.name for i in model.graph.initializer}
    with_branches(model.graph)
    model = slim(folded(model))
    half_weights(model.graph, weights)
    shapes = {n: r.shape for n, r in zip(outputs, [results] if torch.is_tensor(results) else results)}
    for value in model.graph.output:  # tracing names dimensions after nodes and forgets fixed ones
        for i, dim in enumerate(value.type.tensor_type.shape.dim):
            dim.Clear()
            if i in axes[value.name]:
                dim.dim_param = axes[value.name][i]
            else:
                dim.dim_value = shapes[value.name][i]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def round_to_half(module):
    """What the bundle holds is what is tested: the same rounding in PyTorch."""
    for p in module.parameters():
        if p.numel() >= LARGE:
            p.data = p.data.half().float()
    return module


def save_graphs(parts, image_size, canvas, out):
    generator, images, prompting, encoder, decoder = parts
    size = generator.size
    for module in parts:
        round_to_half(module)
    pixels = torch.rand(2, 4, image_size, image_size)
    save_graph(images, (pixels,), ["pixel_values"], ["image_embeds"], {"pixel_values": {0: "k"}, "image_embeds": {0: "k"}}, out / "image_encoder.onnx")
    embeds = images(pixels).detach()
    ids = torch.randint(5, size.vocabulary, (1, 9))
    ids[0, 2] = ids[0, 5] = IMAGE
    positions = torch.tensor([2, 5])
    asked = {"input_ids": ids, "image_embeds": embeds, "image_positions": positions}
    told = {"hidden_states": {1: "L"}, "attention_mask": {1: "L"}}
    if isinstance(prompting, Prompting):
        asked.update(image_weights=torch.ones(2), canvas=torch.tensor([canvas, canvas]), variation=torch.randn(1, VARIATION), variety=torch.ones(1))
        told.update(thing_boxes={0: "j"}, thing_masks={0: "j", 1: "S", 2: "S"}, thing_words={0: "j"})
    save_graph(prompting, tuple(asked.values()), list(asked), list(told),
               {"input_ids": {1: "m"}, "image_embeds": {0: "k"}, "image_positions": {0: "k"}, "image_weights": {0: "k"}, "canvas": {}, "variation": {}, "variety": {}, **told},
               out / "prompt_encoder.onnx")
    hidden, mask = (x.detach() for x in prompting(*asked.values())[:2])
    sample = torch.randn(2, size.channels, canvas // 8, canvas // 8)
    space = {0: "b", 2: "h", 3: "w"}
    save_graph(generator.denoiser, (sample, torch.tensor([999, 10]), hidden.repeat(2, 1, 1), mask.repeat(2, 1)),
               ["sample", "timestep", "encoder_hidden_states", "encoder_attention_mask"], ["out_sample"],
               {"sample": space, "timestep": {0: "b"}, "encoder_hidden_states": {0: "b", 1: "L"},
                "encoder_attention_mask": {0: "b", 1: "L"}, "out_sample": space}, out / "denoiser.onnx")
    large = {0: "b", 2: "height", 3: "width"}
    save_graph(decoder, (sample,), ["latent_sample"], ["sample"], {"latent_sample": space, "sample": large},
               out / "decoder.onnx")
    save_graph(encoder, (torch.rand(1, 3, canvas, canvas),), ["sample"], ["latent_sample"],
               {"sample": large, "latent_sample": space}, out / "encoder.onnx")


def manifest(identity, size, image_size, canvas, out, steps=20, guidance=2.0, images=4, numbers=None, grounds=None, touching=None):
    """canvas: (default, smallest, largest); steps and guidance: the defaults that measured best; images: the most in a prompt; numbers:
    words that show a slot's thing so often; grounds: names of a slot that is what everything else lies on; touching: phrases that
    press things against each other, the best first."""
    files = [{"path": p.relative_to(out).as_posix(), "bytes": p.stat().st_size,
              "sha256": hashlib.sha256(p.read_bytes()).hexdigest()}
             for p in sorted(out.rglob("*")) if p.is_file() and p.name != "mumu.json"]
    optional = {"numbers": numbers, "grounds": grounds, "touching": touching}
    licences = [f["path"] for f in files if f["path"].endswith((".txt", ".md"))]
    return {
        "format": "mumu-bundle", "formatVersion": 1, **identity, "family": "mumu",
        "license": {"name": "BSD-2-Clause", "files": licences},
        "cite": ["Berman & Peysakhovich, MUMU: Bootstrapping Multimodal Image Generation from Text-to-Image Data, "
                 "arXiv:2406.18790"],
        "canvas": {"width": canvas[0], "height": canvas[0], "multiple": 16,
                   "minimum": canvas[1], "maximum": canvas[2]},
        "defaults": {"scheduler": "euler_a", "steps": steps, "guidance": guidance},
        "image": {"size": image_size, "channels": "RGBA", "fill": [127.5] * 3,
                  "tokens": (image_size // 8) ** 2, "maximum": images},
        "prompt": {"maximumTokens": size.prompt, "bos": "<bos>", "eos": "<eos>", "image": "<image>",
                   "imagePlace": "before", **{name: value for name, value in optional.items() if value}},
        "latents": {"channels": size.channels, "factor": 8, "scalingFactor": 1.0},
        "scheduler": {"num_train_timesteps": STEPS, "beta_schedule": "linear", "beta_start": BETAS[0], "beta_end": BETAS[1],
                      "prediction_type": "v_prediction", "timestep_spacing": "trailing", "clip_sample": False,
                      "set_alpha_to_one": True, "steps_offset": 0},
        "components": {"image_encoder": "image_encoder.onnx", "prompt_encoder": "prompt_encoder.onnx",
                       "denoiser": "denoiser.onnx", "decoder": "decoder.onnx", "encoder": "encoder.onnx",
                       "tokenizer": "tokenizer.json"},
        "files": files,
    }


class Parts(NamedTuple):
    """What a bundle is made of; `images` is what its image encoder runs, `prompting` its prompt encoder."""
    generator: nn.Module
    images: nn.Module
    prompting: nn.Module
    encoder: nn.Module
    decoder: nn.Module


def save_bundle(parts, words, identity, image_size, canvas, out, also=None, **defaults):
    """Everything but licence files, which must already be in `out`. also: {word: the word of the list that it is read as}."""
    out.mkdir(parents=True, exist_ok=True)
    save_graphs(parts, image_size, canvas[0], out)
    tokenizers.build(words, {**PHRASES, **clusters.PHRASES}).save(str(out / "tokenizer.json"))
    if "numbers" in defaults:
        tokenizers.append(out / "tokenizer.json", new_words(words))
    tokenizers.read_as(out / "tokenizer.json", {**READ_AS, **(also or {})})
    text = json.dumps(manifest(identity, parts.generator.size, image_size, canvas, out, **defaults), indent=2, ensure_ascii=False)
    (out / "mumu.json").write_text(text + "\n", encoding="utf-8")


def moved(table, old, new, fresh):
    """Rows of an embedding [5 + old, w] put where their words are among the new ones; `fresh`, [w] or one row for each: that
    of a word it lacks."""
    rows = {w: i + SPECIAL for i, w in enumerate(old)}
    at = torch.tensor(list(range(SPECIAL)) + [rows.get(w, -1) for w in new])
    return torch.where((at >= 0)[:, None], table[at.clamp_min(0)], fresh)


def load_generator(path, words):
    """The generator with EMA weights, its words moved to another list; -> (generator, step)."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    weights = state["ema"]
    for name in ("prompt_encoder.embedding.weight", "prompt_encoder.tone.weight"):
        weights[name] = moved(weights[name], state["words"], words, weights[name][UNK])
    generator = Generator(Size(**{**state["size"], "vocabulary": SPECIAL + len(words)}))
    generator.load_state_dict(weights, strict=False)
    return generator.eval(), state["step"]


def nouns(art):
    """Words that alone, or last in a name, are what is drawn."""
    return [c.split()[-1] for c in sorted(art.concepts)] + sorted(synonyms(art)) + list(SPECIMENS)


def read_as(words, art):
    """{word that a list lacks: the word of it that it is read as}: words of the same meaning, and plurals."""
    drawn, same = nouns(art), aliases(words)
    drawn += [other for other, word in same.items() if word in set(drawn)]
    return {**same, **{many: same.get(one, one) for many, one in plurals(drawn).items()}}


def load_illustrator(path, words, art):
    """What draws anew: a synonym means what its concept means, and a word that names nothing means no more than an unknown one."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    weights, old = state["ema"], state["words"]
    table = weights["words.weight"]
    ids = {w: i + SPECIAL for i, w in enumerate(old)}
    trained = {w for c in art.concepts for w in WORD.findall(c)} | set(procedural.WORDS) | set(SPECIMENS)
    code = lambda text: table[[ids.get(w, UNK) for w in WORD.findall(text)]].mean(0)
    rows = [table[UNK]] * SPECIAL
    meaning = {**synonyms(art), **ALSO}
    for word in words:
        if word in ids and word not in ALSO and (word in trained or word in meaning):
            rows.append(table[ids[word]])
        else:
            rows.append(code(meaning[word]) if word in meaning else table[UNK])
    weights["words.weight"] = torch.stack(rows)
    illustrator = Illustrator(SPECIAL + len(words), tuple(state.get("widths", CONFIGS["cpu"].renderer)))
    illustrator.load_state_dict(weights)
    return illustrator.eval(), state["step"]


def load_reader(path, words):
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["words"] != words:
        raise SystemExit(f"{path} was trained with another word list")
    reader = Reader(SPECIAL + len(words), len(STYLES))
    reader.load_state_dict(state["reader"])
    return reader.eval()


def load_enlarger(path):
    enlarger = Enlarger()
    enlarger.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["enlarger"])
    return enlarger.eval()


def load_codec(path):
    state = torch.load(path, map_location="cpu", weights_only=True)
    encoder, decoder = Encoder(state["channels"]), Decoder(state["channels"], state["width"])
    encoder.load_state_dict(state["encoder"])
    decoder.load_state_dict(state["decoder"])
    return encoder.eval(), decoder.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("checkpoint", "renderer", "enlarger", "reader", "codec", "art", "vocabulary", "out"):
        parser.add_argument("--" + name, type=Path, required=True)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--guidance", type=float, default=1.0)
    options = parser.parse_args()
    words = json.loads(options.vocabulary.read_text(encoding="utf-8"))
    generator, step = load_generator(options.checkpoint, words)
    art = Art(options.art)
    illustrator, drawn = load_illustrator(options.renderer, every_word(words), art)
    prompting = Prompting(generator, load_reader(options.reader, words), illustrator, load_enlarger(options.enlarger), words)
    encoder, decoder = load_codec(options.codec)
    options.out.mkdir(parents=True, exist_ok=True)
    for file in sorted((HERE / "bundle").rglob("*")):
        if file.is_file():
            target = options.out / file.relative_to(HERE / "bundle")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    identity = {"id": "mumu-tiny", "version": options.version, "name": "MUMU tiny",
                "description": f"A small MUMU trained from scratch on openly licensed art ({step} and {drawn} steps)."}
    save_bundle(Parts(generator, Cells(), prompting, encoder, decoder), words, identity, CROP, CANVAS, options.out,
                read_as(words, art), steps=options.steps, guidance=options.guidance, images=THINGS + 1, numbers=SAID, grounds=SURE + SURFACES, touching=clusters.SAID)


if __name__ == "__main__":
    main()
