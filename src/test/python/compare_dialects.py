"""Random models in odd exports, random requests: MUMU's macro functions beside diffusers with and without ONNX.

    python compare_dialects.py IMAGEJ FOLDER [--seed 1] [--models 9] [--cases 5] [--kind sdxl]

As compare_macro.py, but wider than deep: latent channels, levels of both networks, sizes as lists, every pipeline
class, graphs of every opset, by both of torch's exporters, with a fixed batch, with only the outputs that count, with a
mask as input, in any order, of axes without names, of ports with other names, with a file per weight, with weights in a
folder below or in one file for two parts; folders, zips and names with spaces and other letters or slashes; classes and
graphs as of early diffusers; tokenizers of all times, with words of textual inversion, marks that stand nowhere and
other sides; scheduler files with nulls and defaults of other classes; pictures to start from of other sizes; requests
that leave out what has a default. Every request is also made by diffusers from the checkpoint itself: where its two
pictures differ, the request is too sensitive to compare. Needs what compare_macro.py needs.
"""
import inspect
import json
import random
import re
import shutil
import zipfile
from types import SimpleNamespace

import diffusers
import numpy as np
import onnx
import tifffile
import torch
import transformers
from onnx import TensorProto, helper
from PIL import Image

import random_schedulers
import tiny_checkpoints as tiny
from compare_macro import MORE, WORDS, Dice, arguments, imagej, scheduler, utf16
from make_diffusers_fixtures import SAMPLERS, TURBO, scheduler_of
from mumu_export import reference
from mumu_export.__main__ import export
from mumu_export.graphs import Dialect

KINDS = ["sd15-lcm", "sd15-cond", "sd15", "sd2v", "sdxl", "turbo", "lightning", "lcm", "sdxl-lcm", "inpaint9", "sdxl-inpaint9",
         "refiner"]
XL = {"sdxl", "turbo", "lightning", "sdxl-lcm", "sdxl-inpaint9", "refiner"}
FEW = {"turbo", "lightning", "lcm", "sdxl-lcm", "sd15-lcm", "sd15-cond"}
LEAST = 128  # bytes outside of a graph; with the numbers of its shapes outside none opens
TCD = ("TCDScheduler", {"steps_offset": 1, "set_alpha_to_one": False, "clip_sample": False})
OWN = {"turbo": [TURBO], "lightning": [("EulerDiscreteScheduler", {**tiny.EULER[1], "timestep_spacing": "trailing"})],
       "sd2v": [("DDIMScheduler", {**tiny.DDIM_V[1], "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"})],
       "sdxl-lcm": [tiny.LCM, TCD], "sd15-lcm": [tiny.LCM, TCD], "sd15-cond": [tiny.LCM, TCD]}
BLOCKS = {1: ((16,), ("CrossAttnDownBlock2D",), ("CrossAttnUpBlock2D",)),
          2: ((16, 24), ("CrossAttnDownBlock2D", "DownBlock2D"), ("UpBlock2D", "CrossAttnUpBlock2D")),
          3: ((16, 24, 24), ("CrossAttnDownBlock2D",) * 2 + ("DownBlock2D",), ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 2)}
EXTRA = ["<|endoftext|>", "x<|startoftext|>y", "{slot}", "[brackets]", "a=b", "ﬁne ǅ İstanbul", "ΣΑΣ", "👩‍👩‍👧", "Tab\there",
         "<cat-toy>", "  ", "!!!", "'re we'll", "１２３", "ß", "e\u0301", "\u200b", "model=x"]


def own_scheduler(dice, kind):
    if kind == "lcm":
        return "LCMScheduler", {"original_inference_steps": dice.of([50, 20, 100]), "timestep_scaling": dice.of([10.0, 5.0]),
                                **({"timestep_spacing": dice.of(["leading", "trailing"])} if dice.some(0.5) else {})}
    if kind in OWN and dice.some(0.6):
        return dice.of(OWN[kind])
    kinds = [k for k in MORE if k not in ("LCMScheduler", "TCDScheduler")]
    if dice.some(0.5):
        return scheduler(dice, kinds)
    return dice.of(kinds), random_schedulers.draw(random.Random(dice.whole(0, 10 ** 9)))


def odd_scheduler(dice, name, config):
    """What a file may say besides."""
    if name in ("DDIMScheduler", "DDPMScheduler") and dice.some(0.2):
        name = name.replace("Scheduler", "ParallelScheduler")
    only = {"DDPMScheduler": ["sigmoid", "laplace"], "HeunDiscreteScheduler": ["exp"]}.get(name)
    if only and dice.some(0.2):
        config = {**config, "beta_schedule": dice.of(only)}
    flags = ["clip_sample", "set_alpha_to_one", "lower_order_final", "predict_x0", "use_karras_sigmas", "thresholding"]
    config = {**config, **({dice.of(flags): None} if dice.some(0.15) else {})}
    written = sorted(set(config) - set(tiny.BETAS)) + ["a_key_of_tomorrow"]
    return name, {**config, **({"_use_default_values": [dice.of(written)]} if dice.some(0.15) else {})}


def checkpoint(dice, folder, kind, half):
    """-> latent channels, pixels per latent cell, pixels that a side must be a multiple of."""
    torch.manual_seed(dice.whole(0, 10 ** 6))
    channels = 4 if "inpaint" in kind else dice.of([4, 4, 4, 8])
    depth = dice.of([4, 4, 4, 3, 2])
    levels = dice.of([1, 2]) if depth == 2 else dice.of([2, 2, 1, 3])
    factor = 2 ** (depth - 1)
    size = 64 // factor
    vae = {"contrast": 0.3} if half else {}
    vae |= {"force_upcast": dice.some(0.5), "scaling_factor": dice.of([0.13025, 0.18215, 1.0, 0.5])}
    vae |= {"shift_factor": 0.1} if dice.some(0.25) else {}
    if channels == 4:
        vae |= {"latents_mean": [0.1, -0.2, 0.3, 0.05]} if dice.some(0.4) else {}
        vae |= {"latents_std": [0.9, 1.2, 1.1, 0.8]} if dice.some(0.4) else {}
    blocks = BLOCKS[levels]
    more = {"use_linear_projection": dice.some(0.5), "block_out_channels": blocks[0], "down_block_types": blocks[1],
            "up_block_types": blocks[2], "in_channels": 9 if "inpaint" in kind else channels, "out_channels": channels,
            "sample_size": [size, size] if kind == "sdxl" and dice.some(0.3) else size}
    more |= {"time_cond_proj_dim": 16} if kind in ("lcm", "sdxl-lcm", "sd15-cond") else {}
    pads = dice.of([("<|endoftext|>", "!"), ("!", "<|endoftext|>"), ("!", "!"), ("<|endoftext|>",) * 2])
    small = dice.some(0.15)
    parts = {"vae": tiny.small_codec(channels, depth) if small else tiny.codec(channels=channels, depth=depth, **vae)}
    own, index = odd_scheduler(dice, *own_scheduler(dice, kind)), {}
    if kind in XL:
        name = "StableDiffusionXLInpaintPipeline" if "inpaint" in kind else "StableDiffusionXLPipeline"
        parts |= {"text_encoder": tiny.text_encoder(16, dice.whole(1, 3)),
                  "text_encoder_2": tiny.text_encoder(32, dice.whole(2, 3), projection=24, activation="gelu"),
                  "unet": tiny.unet(48, addition_embed_type="text_time", addition_time_embed_dim=8,
                                    projection_class_embeddings_input_dim=6 * 8 + 24, **more)}
        if kind == "refiner":
            name = "StableDiffusionXLImg2ImgPipeline"
            parts |= {"unet": tiny.unet(32, addition_embed_type="text_time", addition_time_embed_dim=8,
                                        projection_class_embeddings_input_dim=5 * 8 + 24, **more)}
            del parts["text_encoder"]
            index |= {"text_encoder": [None, None], "tokenizer": [None, None], "requires_aesthetics_score": True}
        index |= {"force_zeros_for_empty_prompt": dice.of([True, True, False, None])} if dice.some(0.8) else {}
        index |= {"image_encoder": [None, None], "feature_extractor": [None, None]} if dice.some(0.5) else {}
    else:
        name = {"lcm": "LatentConsistencyModelPipeline", "inpaint9": "StableDiffusionInpaintPipeline"}.get(kind, "StableDiffusionPipeline")
        parts |= {"text_encoder": tiny.text_encoder(32, dice.whole(1, 3)), "unet": tiny.unet(32, **more)}
        index |= {"requires_safety_checker": dice.some(0.5)}
        if dice.some(0.2):
            parts["text_encoder"].config.use_attention_mask = dice.of([True, True, False])
    tokenizers = dict(zip([t.replace("text_encoder", "tokenizer") for t in sorted(parts) if "text" in t], pads))
    tiny.save(folder, name, parts, tokenizers, own, **index)
    for tokenizer in tokenizers:
        vary_tokenizer(dice, folder / tokenizer)
    return channels, factor, max(8, factor * 2 ** (levels - 1))


def vary_tokenizer(dice, folder):
    how = dice.of(["old", "old", "saved again", "no map", "inversion", "new pad", "special words", "sides", "two kinds"])
    first = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    if how == "saved again":
        tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)
        for file in folder.iterdir():
            file.unlink()
        tokenizer.save_pretrained(folder)
    elif how == "no map":
        (folder / "special_tokens_map.json").unlink()
    elif how == "inversion":
        words = ["<cat-toy>", "<cat-toy>_1", "beach"]
        tiny.write(folder / "added_tokens.json", {word: first + i for i, word in enumerate(words)})
        enlarge(folder, first + len(words))
    elif how == "new pad":
        (folder / "special_tokens_map.json").unlink()
        tiny.write(folder / "tokenizer_config.json", {**config, "pad_token": "[PAD]"})
        enlarge(folder, first + 1)
    elif how == "special words":
        key = dice.of(["additional_special_tokens", "extra_special_tokens"])
        tiny.write(folder / "tokenizer_config.json", {**config, key: ["<cat-toy>", "CAT", "the"]})
        enlarge(folder, first + 3)
    elif how == "sides":
        sides = {side: dice.of(["left", "right"]) for side in ("padding_side", "truncation_side")}
        tiny.write(folder / "tokenizer_config.json", {**config, **sides})
    elif how == "two kinds":  # the old files lie beside, and say something else
        merges = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")
        transformers.CLIPTokenizer.from_pretrained(folder).save_pretrained(folder)
        (folder / "merges.txt").write_text("\n".join(merges[:40]) + "\n", encoding="utf-8")


def enlarge(folder, size):
    """The text encoder of a tokenizer with more words."""
    encoder = folder.parent / folder.name.replace("tokenizer", "text_encoder")
    projected = folder.name.endswith("2")
    model = (transformers.CLIPTextModelWithProjection if projected else transformers.CLIPTextModel).from_pretrained(encoder)
    first = model.config.vocab_size
    model.resize_token_embeddings(size)
    torch.nn.init.normal_(model.get_input_embeddings().weight.data[first:], std=0.7)
    model.save_pretrained(encoder)


def dialect(dice, half):
    rank = dice.whole(0, 1)
    times = [torch.float32, torch.int64, torch.int32, torch.float64] + [torch.float16] * half
    newer = tuple(part for part in ("text_encoder", "text_encoder_2", "vae_encoder", "vae_decoder") if dice.some(0.2))
    return Dialect(opset=dice.of([11, 12, 13, 14, 17, 18, 19, 20, 21]), dynamo=newer + ("unet",) * dice.some(0.05),
                   ids=dice.of([torch.int64, torch.int32]), timestep=dice.of(times), timestep_rank=rank,
                   timestep_axis=dice.of(["steps", "batch_size"]) if rank else "steps",
                   latents=dice.of(["latent_parameters", "latent_parameters", "latent_sample"]), external=dice.of([False, False, "all", True]))


def rewrite(path, change):
    model, data = onnx.load(path), beside(path)
    change(model.graph)
    for file in data:
        file.unlink()
    if data:
        onnx.save(model, path, save_as_external_data=True, location=data[0].name, size_threshold=LEAST)
    else:
        onnx.save(model, path)


def beside(path):
    """Files with a graph's weights."""
    weights = onnx.load(path, load_external_data=False).graph.initializer
    return sorted({path.parent / e.value for w in weights for e in w.external_data if e.key == "location"})


def fix_batch(graph, rows):
    for value in [*graph.input, *graph.output]:
        for i, dim in enumerate(value.type.tensor_type.shape.dim):
            if i == 0 and dim.dim_param:
                dim.dim_value = 1 if dim.dim_param == "steps" else rows


def keep_outputs(graph, names):
    kept = [o for o in graph.output if o.name in names]
    del graph.output[:]
    graph.output.extend(kept)


def shuffle(graph, seed):
    for values in (graph.input, graph.output):
        mixed = list(values)
        random.Random(seed).shuffle(mixed)
        del values[:]
        values.extend(mixed)


def forget_axes(graph):
    for value in [*graph.input, *graph.output]:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param:
                dim.Clear()


def forget_channels(graph):
    """As diffusers' own converter wrote a denoiser."""
    for value in graph.input:
        if value.name == "sample":
            value.type.tensor_type.shape.dim[1].dim_param = "channels"


def make_constants(graph):
    """Weights as nodes."""
    nodes = [helper.make_node("Constant", [], [w.name], value=w) for w in graph.initializer] + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.node.extend(nodes)


def split_weights(path):
    """Every weight into a file of its own, as torch.onnx did above 2 GB."""
    model, data = onnx.load(path), beside(path)
    for file in [path, *data]:
        file.unlink()
    onnx.save(model, path, save_as_external_data=True, all_tensors_to_one_file=False, size_threshold=LEAST)


def place_weights(paths, locations):
    """All weights at the end of files that are there already or not; a location is relative to a graph's folder."""
    for path in paths:
        model, data = onnx.load(path), beside(path)
        for i, weight in enumerate(w for w in model.graph.initializer if len(w.raw_data) > LEAST):
            location = locations[i % len(locations)]
            file = path.parent / location
            file.parent.mkdir(exist_ok=True)
            with file.open("ab") as stream:
                stream.write(bytes(-stream.tell() % 4096))
                entries = {"location": location, "offset": stream.tell(), "length": stream.write(weight.raw_data)}
            weight.ClearField("raw_data")
            weight.data_location = TensorProto.EXTERNAL
            del weight.external_data[:]
            for key, value in entries.items():
                weight.external_data.add(key=key, value=str(value))
        for file in data:
            file.unlink()
        path.write_bytes(model.SerializeToString())


def rename(graph, names):
    for node in graph.node:
        for side in (node.input, node.output):
            side[:] = [names.get(n, n) for n in side]
    for value in [*graph.input, *graph.output]:
        value.name = names.get(value.name, value.name)


def disguise(dice, folder):
    """Changes that diffusers' side, which reads the same graphs, is spared; -> what was done."""
    done, parts = [], sorted(p.parent for p in folder.glob("*/model.onnx"))
    if dice.some(0.3):
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
        name = index["_class_name"]
        index["_class_name"] = dice.of(["ORT" + name, "Onnx" + name, name + "Legacy", name.replace("Pipeline", "OnnxPipeline")])
        tiny.write(folder / "model_index.json", index)
        done.append(index["_class_name"])
    if dice.some(0.2):
        rewrite(folder / "unet/model.onnx", forget_channels)
        done.append("channels without a number")
    if dice.some(0.2):
        for path in [*folder.rglob("*.json"), *folder.rglob("merges.txt")]:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        done.append("lines of Windows")
    if dice.some(0.3):  # as torch's newer exporter calls them that is given no names
        for path in [p / "model.onnx" for p in parts]:
            graph = onnx.load(path, load_external_data=False).graph
            names = {n: "added_cond_kwargs_" + n for n in ("text_embeds", "time_ids")} if path.parent.name == "unet" else {}
            names |= {"latent_sample": "z"} if path.parent.name == "vae_decoder" and dice.some(0.5) else {}
            names |= {o.name: f"conv2d_{i}" for i, o in enumerate(graph.output)} if len(graph.output) == 1 else {}
            rewrite(path, lambda g: rename(g, names))
        done.append("other names")
    if dice.some(0.4):
        pairs = [[p for p in parts if kind in p.name] for kind in ("text", "vae")]
        pair = dice.of([p for p in pairs if len(p) == 2])
        where = dice.of(["shared", "below", "several"])
        paths = [p / "model.onnx" for p in pair]
        place_weights(paths, {"shared": ["../shared.bin"], "below": ["weights/a.bin"], "several": ["a.bin", "b/b.data", "c"]}[where])
        done.append(f"{where} weights of {[p.name for p in pair]}")
        parts = [p for p in parts if p not in pair]
    if dice.some(0.15):
        path = dice.of(parts) / "model.onnx"
        place_weights([path], ["weights.bin"])
        real = path.parent / "weights.bin"
        away = real.rename(folder.parent / "weights elsewhere.bin")
        real.symlink_to(away)
        done.append(f"a link to the weights of {path.parent.name}")
    return done


def make_odd(dice, folder, form):
    """Changes an export in ways that occur; -> what was done."""
    done, encoders = [], sorted(p.name for p in folder.glob("text_encoder*"))
    if dice.some(0.35):
        rows = dice.of([1, 2])
        rewrite(folder / "unet/model.onnx", lambda g: fix_batch(g, rows))
        done.append(f"batch of {rows}")
    if dice.some(0.3):
        for path in folder.glob("*/model.onnx"):
            rewrite(path, lambda g: shuffle(g, dice.whole(0, 99)))
        done.append("shuffled")
    if dice.some(0.35):
        for name in encoders:
            layers = json.loads((folder / name / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"]
            states = {f"hidden_states.{layers - 1}", "text_embeds"} if "text_encoder_2" in encoders else {"last_hidden_state"}
            pooled = {"text_embeds"} if name == "text_encoder" else set()
            rewrite(folder / name / "model.onnx", lambda g: keep_outputs(g, states - pooled))
        done.append("one state")
    if dice.some(0.2):
        mask = helper.make_tensor_value_info("attention_mask", dice.of([TensorProto.INT64, TensorProto.INT32]), ["batch_size", 77])
        rewrite(folder / encoders[0] / "model.onnx", lambda g: "attention_mask" in [v.name for v in g.input] or g.input.append(mask))
        done.append("mask")
    if dice.some(0.25):
        (folder / "vae").mkdir()
        shutil.move(folder / "vae_decoder/config.json", folder / "vae/config.json")
        (folder / "vae_encoder/config.json").unlink()
        done.append("vae/config.json")
    if form.timestep_rank == 0 and dice.some(0.2):
        for path in folder.glob("*/model.onnx"):
            rewrite(path, forget_axes)
        done.append("axes without names")
    if dice.some(0.3):
        change, name = dice.of([(split_weights, "a file per weight"), (lambda p: rewrite(p, make_constants), "weights as nodes")])
        change(folder / dice.of(["unet", "vae_decoder", encoders[0]]) / "model.onnx")
        done.append(name)
    return done


class Graph:
    """Makes up for what reference.Graph does not know: fixed batches, masks."""

    @staticmethod
    def run(graph, **inputs):
        ports = graph.session.get_inputs()
        rows = next(len(v) for k, v in inputs.items() if k in ("sample", "input_ids", "latent_sample"))
        batch = next((p.shape[0] for p in ports if p.name == "sample" and isinstance(p.shape[0], int)), rows)
        names, results = [o.name for o in graph.session.get_outputs()], []
        for start in range(0, rows, batch):
            feeds = {}
            for port in ports:
                given = inputs[port.name]
                value = torch.as_tensor(given).to(reference.TYPES[port.type])
                if port.name == "timestep":
                    value = value.reshape([]) if not port.shape else value.reshape(1)
                    rows_told = batch if port.shape[:1] in (["batch_size"], [batch]) else 1
                    value = value.expand(rows_told).contiguous() if port.shape else value
                else:  # a batch that is not full is filled up, as the plugin does it
                    value = value[start:start + batch]
                    value = torch.cat([value, *[value[-1:]] * (batch - len(value))])
                feeds[port.name] = value.numpy()
            results.append([torch.from_numpy(r) for r in graph.session.run(None, feeds)])
        return {n: torch.cat(parts)[:rows] for n, parts in zip(names, zip(*results))}

    @staticmethod
    def states(graph, input_ids, attention_mask=None, output_hidden_states=False):
        out = graph.run(input_ids=input_ids, attention_mask=torch.ones_like(input_ids) if attention_mask is None else attention_mask)
        hidden = [out.get(f"hidden_states.{i}") for i in range(graph.config["num_hidden_layers"] + 1)]
        first = [out[k] for k in ("text_embeds", "last_hidden_state", "pooler_output") if k in out] or [hidden[-2]]
        return reference._Output(tuple(first), hidden)


def of_graphs(folder, task):
    """diffusers around the graphs; what is odd outside of them is undone while it reads."""
    moved = folder / "vae/config.json"
    try:
        if moved.exists():
            shutil.copy(moved, folder / "vae_decoder/config.json")
        return reference.load(folder, task, single=True)
    finally:
        if moved.exists():
            (folder / "vae_decoder/config.json").unlink()


def of_checkpoint(folder, task, form):
    """diffusers without ONNX; told whole timesteps and mean latents where the graphs are."""
    xl = (folder / "text_encoder_2").exists()
    base = diffusers.DiffusionPipeline.from_pretrained(folder, **({} if xl else {"safety_checker": None, "requires_safety_checker": False}))
    family = "sdxl" if xl else "lcm" if "Consistency" in type(base).__name__ else "sd"
    parts = {**base.components, "requires_safety_checker": False, "add_watermarker": False,
             **{k: base.config.get(k, v) for k, v in {"force_zeros_for_empty_prompt": True, "requires_aesthetics_score": False}.items()}}
    kind = reference.PIPELINES[family][task]
    pipeline = kind(**{k: v for k, v in parts.items() if k in inspect.signature(kind.__init__).parameters})
    pipeline.set_progress_bar_config(disable=True)
    if not form.timestep.is_floating_point:
        predict = pipeline.unet.forward
        pipeline.unet.forward = lambda sample, timestep, *a, **k: predict(sample, torch.as_tensor(timestep).long(), *a, **k)
    if form.latents == "latent_sample" and type(pipeline.vae).__name__ == "AutoencoderKL":
        encode = pipeline.vae.encode
        pipeline.vae.encode = lambda pixels: SimpleNamespace(latents=encode(pixels).latent_dist.mode())
    return pipeline


def is_own(own, name):
    """A model's own sampler by its name is its default, which keeps what diffusers has corrected."""
    if SAMPLERS[name][0] != type(own).__name__.replace("Parallel", ""):
        return False
    algorithm = own.config.get("algorithm_type")
    if type(own).__name__ != "DPMSolverMultistepScheduler":
        return algorithm in (None, "dpmsolver++", "deis")
    plain = "dpmpp_2m_karras" if own.config.use_karras_sigmas else "dpmpp_2m"
    return {"dpmsolver++": plain, "sde-dpmsolver++": "dpmpp_2m_sde"}.get(algorithm) == name


def run(pipeline, case, init, mask):
    """-> pictures [N, H, W, 3]."""
    if case["task"] == "inpaint" and case.get("count", 1) > 1:  # here every image draws for itself
        own, alone = pipeline.scheduler, []
        for i in range(case["count"]):
            pipeline.scheduler = own
            alone.append(run(pipeline, {**case, "count": 1, "seed": case["seed"] + i}, init, mask))
        return np.concatenate(alone)
    name, count = case.get("scheduler", "default"), case.get("count", 1)
    pipeline.scheduler = scheduler_of(pipeline, "default" if name != "default" and is_own(pipeline.scheduler, name) else name)
    names = {"negative": "negative_prompt", "guidance": "guidance_scale", "steps": "num_inference_steps",
             "guidance_rescale": "guidance_rescale", "strength": "strength"}
    asked = {"prompt": case["prompt"], "num_images_per_prompt": count, **{n: case[k] for k, n in names.items() if k in case}}
    generators = [torch.Generator("cpu").manual_seed(case["seed"] + i) for i in range(count)]
    asked["generator"] = generators[0] if count == 1 else generators
    sides = {k: case[k] for k in ("width", "height") if k in case}
    if case["task"] == "txt2img":
        asked |= sides
    else:
        asked["image"] = init
    if case["task"] == "inpaint":
        asked |= {"mask_image": mask, "width": init.width, "height": init.height, **sides}
    with torch.no_grad():
        return np.stack([np.asarray(p, np.float64) for p in pipeline(**asked).images])


def request(dice, kind, channels, factor, multiple):
    tasks = ["txt2img"] * 3 + ["img2img"] * 2 + ["inpaint"]
    tasks = tasks[3:] if kind == "refiner" else tasks
    tasks = [t for t in tasks if t != "inpaint"] if kind == "lcm" or channels != 4 else ["inpaint"] if "inpaint" in kind else tasks
    case = {"task": dice.of(tasks), "seed": dice.of([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, dice.whole(0, 2 ** 32 - 1)]),
            "prompt": " ".join(dice.of(WORDS + EXTRA) for _ in range(dice.of([0, 1, 4, 9, 60])))}
    case |= {"steps": dice.of([1, 2, 4, 6, 8] if kind in FEW else [1, 2, 3, 5, 9, 14, 20, 27, dice.whole(30, 60)])} if dice.some(0.9) else {}
    case |= {"guidance": dice.of([0, 0.5, 1, 1.01, 2, 5, 7.5, 7.5, 12, 20])} if dice.some(0.85) else {}
    case |= {"count": dice.whole(2, 4)} if dice.some(0.4) else {}
    if kind != "lcm":
        long = " ".join(dice.of(WORDS) for _ in range(50))
        case |= {"negative": dice.of(["", "rain", "blurry, 3 cars", "日本", long])} if dice.some(0.5) else {}
        case |= {"scheduler": dice.of(sorted(SAMPLERS))} if dice.some(0.6) else {}
        rescales = case["task"] == "txt2img" or kind in XL and case["task"] == "img2img"
        case |= {"guidance_rescale": dice.of([0.0, 0.3, 0.7, 1.0])} if rescales and dice.some(0.3) else {}
    fit = lambda side: multiple * max(1, round(side / multiple))
    if case["task"] == "txt2img":
        return case | ({"width": fit(dice.whole(32, 96)), "height": fit(dice.whole(32, 96))} if dice.some(0.75) else {})
    case |= {"strength": dice.of([0.05, 0.3, 0.5, 0.62, 0.75, 0.9, 0.99, 1.0, 1])} if dice.some(0.9) else {}
    case["steps"] = max(case.get("steps", 10), 4)
    width, height = (fit(side) for side in dice.of([(64, 64), (64, 64), (96, 64), (48, 80)]))
    case["init"] = width, height
    if dice.some(0.35) and case["task"] == "inpaint":
        case |= {"init": (width + dice.of([-16, 7, 40]), height + dice.of([0, 5, 24])), "width": width, "height": height}
    elif dice.some(0.35):  # cut to whole cells
        case["init"] = width + dice.whole(0, factor - 1), height + dice.whole(0, factor - 1)
    return case


def options(model, case):
    keys = ("scheduler", "steps", "guidance", "guidance_rescale", "seed", "width", "height", "count", "strength")
    texts = [f"model=[{model}]", "device=cpu", *(f"{k}={case[k]}" for k in keys if k in case)]
    texts += [f"negative=[{case['negative']}]"] if "negative" in case else []
    texts += ["init=[{}]".format(title(case))] if "init" in case else []
    prompt = case["prompt"].replace("{", "\\{").replace("}", "\\}").replace("[", "\\u005b").replace("]", "\\u005d")
    prompt = re.sub(r"\bthe\b", "{the}", prompt, count=1)  # a slot that is not bound is its words
    return " ".join([*texts, f"prompt=[{prompt}]"])


def title(case):
    return "start {} x {}.png".format(*case["init"])


def macro(cases, folder, model):
    quoted = lambda text: "".join(c if ord(c) < 128 else "".join(f"\\\\u{int.from_bytes(u, 'big'):04x}" for u in utf16(c)) for c in
                                  text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t"))
    lines = ['Ext.install("mumu.MacroExtensions");']
    lines += [f'Ext.mumuOpen("{folder}/{name}");' for name in sorted({title(c) for _, c in cases if "init" in c})]
    for i, case in cases:
        if "init" in case:
            lines.append(f'selectImage("{title(case)}"); Roi.remove;')
        if case["task"] == "inpaint":
            lines.append("makePolygon(33,11,46,11,46,47,11,47,11,28,33,28);")
        lines.append(f'Ext.mumuGenerate("{quoted(options(model, case))}"); Ext.mumuSave("{folder}/{i}.tif"); close(); print("DONE {i}");')
    return "\n".join(lines)


def start_picture(width, height):
    """A picture and the mask that the macro's polygon makes."""
    y, x = np.mgrid[:height, :width]
    mask = ((x >= 11) & (x < 46) & (y >= 11) & (y < 47) & ~((x < 33) & (y < 28))) * 255
    rgb = np.stack([x * 255 // width, y * 255 // height, ((x // 8 + y // 8) % 2) * 200], 2).astype(np.uint8)
    return Image.fromarray(rgb), Image.fromarray(mask.astype(np.uint8))


def attempt(make):
    try:
        pictures = make()
        return (pictures, None) if pictures.std() else (None, "black: numbers that are not finite")
    except Exception as e:  # whatever diffusers throws is what is compared
        return None, f"{type(e).__name__}: {e}"[:200]


def restored(pictures, case, init, mask):
    """With the start's pixels outside of the mask, by its share where resizing has blurred it."""
    if case["task"] != "inpaint" or pictures is None:
        return pictures
    size = (case.get("width", init.width), case.get("height", init.height))
    init, mask = (np.asarray(p.resize(size, Image.LANCZOS), np.int64) for p in (init, mask))
    share = mask[None, :, :, None]
    return (init[None] * (255 - share) + pictures.astype(np.int64) * share + 127) // 255.0


def verdict(found, error, goal, other, limit):
    if goal is None or error:
        return "refused by both" if goal is None and error else "DIFFERS" if goal is not None else "only MUMU"
    if found.shape != goal.shape:
        return f"DIFFERS: shape {found.shape}, expected {goal.shape}"
    apart = np.abs(found - goal)
    text = f"max {apart.max():.0f} mean {apart.mean():.3f}"
    if apart.max() <= limit and apart.mean() <= 0.5:
        return "ok " + text
    sensitive = other is not None and other.shape == goal.shape and np.abs(other - goal).max() > limit
    return ("too sensitive " if sensitive else "DIFFERS ") + text


def compare(home, folder, dice, kind, count):
    half = dice.some(0.12)
    channels, factor, multiple = checkpoint(dice, folder / "checkpoint", kind, half)
    form, bundle = dialect(dice, half), folder / dice.of(["bundle", "My Model (1)", "Modèle 日本"])
    export(folder / "checkpoint", bundle, form, torch.float16 if half else torch.float32)
    done, where = make_odd(dice, bundle, form), bundle
    plain = shutil.copytree(bundle, folder / "plain")
    done += disguise(dice, bundle)
    if dice.some(0.3):
        where, top = folder / "zipped model.zip", folder if dice.some(0.5) else bundle
        slash = dice.of("//\\")
        with zipfile.ZipFile(where, "w") as archive:
            for path in sorted(p for p in bundle.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo()
                entry.filename = path.relative_to(top).as_posix().replace("/", slash)  # unlike the constructor's, kept
                archive.writestr(entry, path.read_bytes())
    own = json.loads((bundle / "scheduler/scheduler_config.json").read_text(encoding="utf-8"))
    print(f"{kind}{' half' if half else ''} {form} {done} {where.name} {own}", flush=True)
    cases = [request(dice, kind, channels, factor, multiple) for _ in range(count)]
    starts = {c["init"]: start_picture(*c["init"]) for c in cases if "init" in c}
    for case in [c for c in cases if "init" in c]:
        starts[case["init"]][0].save(folder / title(case))
    said = imagej(home, folder, cases, where, macro)
    verdicts = []
    for i, case in enumerate(cases):
        init, mask = starts.get(case.get("init"), (None, None))
        goal, problem = attempt(lambda: run(of_graphs(plain, case["task"]), case, init, mask))
        other = None if half else attempt(lambda: run(of_checkpoint(folder / "checkpoint", case["task"], form), case, init, mask))[0]
        goal, other = (restored(p, case, init, mask) for p in (goal, other))
        found = None if said[i] is not None else tifffile.imread(folder / f"{i}.tif").astype(np.float64)
        found = found[None] if found is not None and found.ndim == 3 else found
        verdicts.append(verdict(found, said[i], goal, other, 3 if half else 1))
        shown = {k: v if k not in ("prompt", "negative") else v[:30] for k, v in case.items()}
        print(f"  {verdicts[-1]} {shown}" + (f" | diffusers: {problem}" if problem else "") + (f" | MUMU: {said[i]}" if said[i] else ""), flush=True)
    return verdicts


def main():
    chosen = arguments(__doc__, 9, 5, {"kind": {"choices": KINDS}})
    reference.Graph.run, reference.TextEncoder.forward = Graph.run, Graph.states
    tally = {}
    for m in range(chosen.models):
        kind = chosen.kind or KINDS[m % len(KINDS)]
        folder = chosen.folder.absolute() / f"{chosen.seed}-{m}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        found = compare(chosen.imagej.absolute(), folder, Dice([chosen.seed, m]), kind, chosen.cases)
        for key in [(kind, v.split(" max")[0].split(":")[0]) for v in found]:
            tally[key] = tally.get(key, 0) + 1
        if not any("DIFFERS" in v for v in found):
            shutil.rmtree(folder)
    for (kind, what), n in sorted(tally.items()):
        print(f"{kind}: {what} {n}")


if __name__ == "__main__":
    main()
