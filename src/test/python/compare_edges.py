"""Requests at the edges of what may be asked: MUMU's macro functions beside diffusers around the same graphs.

    python compare_edges.py IMAGEJ FOLDER [--model sdxl] [--form plain] [--groups words samplers …] [--most 26]

Where compare_dialects.py draws, this one lists: prompts in every script and full of signs, every sampler with several
pictures of one request, sizes that do not fit, strengths around no step and all, numbers that are too small or large,
what no negative prompt, an empty one and one that is too long come to, and every kind of selection. The forms are the
graphs as they are, for one batch of 1 or 3, fused by ONNX Runtime's optimizer for transformers (also in half precision),
and with a face in bfloat16. Groups that take long are left out where none are named; of each group --most are drawn.
Needs what compare_macro.py needs.

Where ports or weights are in half precision, a rounding may go the other way: 1e-7 more of every prediction moves
diffusers itself by up to 5 of 255 (fused `sd2` with `tcd`: 19), and by 10 in bfloat16. So one picture in ten may be a bit beyond the limit there.
"""
import json
import re
import shutil
from unittest import mock

import numpy as np
import onnx
import tifffile
import torch
from onnx import TensorProto, helper
from PIL import Image

import compare_dialects as dialects
import tiny_checkpoints as tiny
from compare_dialects import SAMPLERS, attempt, fix_batch, of_graphs, restored, rewrite, start_picture, title, verdict
from compare_macro import Dice, arguments, imagej, utf16
from make_diffusers_fixtures import TURBO
from mumu_export import reference
from mumu_export.__main__ import export
from mumu_export.graphs import Dialect

BASE = {"task": "txt2img", "prompt": "a red cat on the beach", "steps": 4, "guidance": 7.5, "seed": 11, "scheduler": "ddim"}
START = {**BASE, "task": "img2img", "strength": 0.6, "init": (64, 64)}
PAINT = {**START, "task": "inpaint"}
LONG = "an étude of 1984 red-and-blue birds, " * 9 + "THE END!"
SMALL = {"sd15", "sd2", "ddim", "inpaint"}
SLOW = {"thousand", "many steps"}
NAMES = sorted(SAMPLERS)
PROMPTS = [
    "", "   ", " a cat ", "a cat\tand\ta dog", "a  cat", "(masterpiece:1.3), (cat), ((dog)), [bird:0.5]", "a cat AND a dog",
    "<lora:x:0.8> a cat", "a cat BREAK a dog", "{red|blue} cat", "😀", "👩‍👩‍👧‍👦 family", "🏳️‍🌈 flag 🇩🇪", "😀" * 90, "日本の猫、東京タワー",
    "漢字" * 60, "مرحبا بالعالم", "\u200fעברית שלום\u200e", "हिन्दी में", "ไทยภาษา", "한국어 고양이", "\u1112\u1161\u11ab", "é e\u0301 ｅ\u0301",
    "ﬁ ﬂ ﬀ ß ẞ İ ı", "ΣΑΣ ΌΣΟΣ", "Ǆ ǅ ǆ", "\u200b\u200d\ufeff zero", "soft\u00adhyphen", "a\u00a0b\u2003c\u3000d", "line\u2028sep\u2029par",
    "\u0085 next", "\x0b\x0c\x1c", "\x01\x02", "\ufffd", "\U000e0001tag", "\U0001d49c\U0001d4b7", "½ ² ③ Ⅷ ٣ 〇", "1234567890" * 12,
    "a" * 400, "cat, " * 100, "!" * 100, "!!! wow !", "...", "…", "“quotes” ‘x’ \"y\" 'z'", "it's don't we'll I'd he's 'S 'RE",
    "C:\\path\\u00e9", "back\\slash \\{ \\}", "a=b;c+d@e!f:g", "steps=3 seed=4", "prompt=[x]", "]", "[", "]]] [[[", "100% & <b>bold</b> &lt;",
    "<|startoftext|>", "<|endoftext|> more", "<|endoftext|>" * 5, "x<|endoftext|>y", "<|pad|>", "</w>", "cat</w>", "Ġcat", "_ __ ___",
    "#hash @at $usd", "~`^|", "a\u0300\u0301\u0302b", "ﷺ", "kelvin K Å", "ſ long s", "Ａ　Ｂ", "𐐀𐐨", "a photo of " + "very " * 75 + "big dog",
    "the " * 74 + "end", "the " * 75 + "end", "the " * 76 + "end"]
SELECTIONS = {
    "polygon": "makePolygon(33,11,46,11,46,47,11,47,11,28,33,28);", "pixel": "makeRectangle(40,30,1,1);", "corner": "makeRectangle(0,0,1,1);",
    "row": "makeRectangle(0,5,64,1);", "half outside": "makeOval(40,30,60,60);", "all": "makeRectangle(0,0,64,64);",
    "bigger": "makeRectangle(-10,-10,100,100);", "outside": "makeRectangle(100,100,20,20);", "thin": "makePolygon(3,3,60,4,60,5);",
    "all but a pixel": 'makeRectangle(0,0,64,64); setKeyDown("alt"); makeRectangle(10,10,1,1); setKeyDown("none");',
    "hole": 'makeOval(5,5,50,50); setKeyDown("alt"); makeRectangle(20,20,12,9); setKeyDown("none");',
    "two, outside": 'makeRectangle(-5,5,10,12); setKeyDown("shift"); makeOval(50,50,30,30); setKeyDown("none");',
    "between pixels": "makePolygon(10.3,10.7,60.2,12.4,50.9,55.5);", "turned": "makeRotatedRectangle(20,20,50,45,20);",
    "no area": "makePolygon(10,10,40,10,25,10);", "line": "makeLine(3,3,40,50);", "point": "makePoint(30,30);",
    "text": 'setFont("SansSerif",18); makeText("Hi",10,20);'}
MODELS = {
    "sd15": lambda f: tiny.sd15(f), "sd2": lambda f: tiny.sd2(f), "ddim": lambda f: tiny.sd15(f, 15, tiny.DDIM_V), "inpaint": lambda f: tiny.sd15(f, in_channels=9),
    "sdxl": lambda f: tiny.sdxl(f), "sdxl-inpaint": lambda f: tiny.sdxl(f, 10, in_channels=9), "refiner": lambda f: tiny.refiner(f),
    "lcm": lambda f: tiny.lcm(f), "sdxl-encoded": lambda f: (tiny.sdxl(f), encode_empty(f / "model_index.json")),
    "turbo": lambda f: tiny.sdxl(f, 11, TURBO), "lightning": lambda f: tiny.sdxl(f, 12, *dialects.OWN["lightning"])}
ABLE = {"inpaint": ["inpaint"], "sdxl-inpaint": ["inpaint"], "refiner": ["img2img", "inpaint"], "lcm": ["txt2img", "img2img"]}  # others: all tasks


def encode_empty(index):
    index.write_text(index.read_text(encoding="utf-8").replace('prompt": true', 'prompt": false'), encoding="utf-8")


def words():
    for task in (BASE, START, PAINT):
        for prompt in ("a red cat", "", LONG):
            for negative in (None, "", "rain", LONG + LONG):
                for guidance in (1, 5):
                    yield {**task, "prompt": prompt, "guidance": guidance, **({} if negative is None else {"negative": negative})}
    yield from ({**task, "guidance_rescale": share} for task in (BASE, {**BASE, "count": 3}, START) for share in (0, 0.3, 1))


def samplers(dice):
    for name in NAMES:
        for task in (BASE, START, PAINT):
            seed = dice.of([5, 2 ** 32 - 1, 2 ** 32 - 3])
            yield {**task, "scheduler": name, "steps": dice.whole(4, 7), "count": 3, "seed": seed, **({"negative": "rain"} if dice.some(0.4) else {})}


def sizes(dice):
    for width, height in ((8, 8), (16, 16), (16, 256), (256, 16), (48, 200), (80, 336), (64, 72), (40, 40), (63, 64), (0, 64), (-64, 64)):
        yield {**BASE, "width": width, "height": height, "scheduler": dice.of(NAMES)}
    for width, height in ((16, 32), (80, 208), (65, 97), (31, 64), (7, 7), (300, 33)):
        yield {**START, "init": (width, height)}
        yield {**START, "init": (width, height), "width": 64, "height": 48}
        inner = f"{width // 4},{height // 4},{max(1, width // 2)},{max(1, height // 2)}"
        yield {**PAINT, "init": (width, height), "select": f"makeRectangle({inner});"}
        yield {**PAINT, "init": (width, height), "width": 48, "height": 80, "select": f"makeOval({inner});"}


def strengths(dice):
    for strength in (0, 0.001, 0.04, 0.05, 0.1, 0.29, 0.58, 0.999, 1.0, 1, 1.01, -0.1):
        for task in (START, PAINT):
            yield {**task, "strength": strength, "steps": dice.of([1, 4, 10, 20]), "scheduler": dice.of(NAMES)}
    for name in NAMES:
        for task in (START, PAINT):
            yield {**task, "strength": dice.of([1.0, 0.999, 0.05, 0.21]), "steps": dice.of([5, 20]), "scheduler": name}
            yield {**task, "strength": 0.25, "steps": 4, "scheduler": name, "count": 3}  # one step remains


def numbers(dice):
    for guidance in (0, 0.5, 1, 1.0001, 2, 30, 1000, -1):
        yield {**BASE, "guidance": guidance, "scheduler": dice.of(NAMES), "negative": "rain"}
    for name in NAMES:
        yield {**BASE, "steps": 1, "scheduler": name}
        yield {**BASE, "steps": 2, "scheduler": name, "guidance": 1}
    odd = {"seed": (-1, 2 ** 32, 2 ** 63, "1e3", "3.5", "abc", 0, 2 ** 32 - 1), "steps": (0, -1, 1001, "2.5"), "count": (0, -1, "1.5")}
    for key, values in odd.items():
        yield from ({**BASE, key: value} for value in values)


def prompts(dice):
    for prompt in PROMPTS:
        negative = {"negative": dice.of(PROMPTS)} if dice.some(0.4) else {}
        yield {**BASE, "prompt": prompt, "steps": 2, "seed": dice.whole(0, 2 ** 32 - 1), **negative}


GROUPS = {
    "words": lambda dice: words(), "samplers": samplers, "sizes": sizes, "strengths": strengths, "numbers": numbers, "prompts": prompts,
    "selections": lambda dice: ({**PAINT, "select": s, "strength": dice.of([0.5, 1.0])} for s in SELECTIONS.values()),
    "few": lambda dice: ({**t, "scheduler": dice.of(NAMES), "steps": 12, "count": n} for t in (BASE, START, PAINT) for n in (1, 2, 3)),
    "thousand": lambda dice: ({**BASE, "steps": 1000, "scheduler": n, "guidance": 2} for n in NAMES),
    "many steps": lambda dice: ({**BASE, "steps": dice.whole(300, 999), "scheduler": n, "guidance": 2} for n in NAMES)}


def fuse(folder, half):
    """As onnxruntime.transformers.optimizer, where a CPU has the operators."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions
    kinds = {"unet": ("unet", 0, 0), "vae_decoder": ("vae", 0, 0), "vae_encoder": ("vae", 0, 0),
             "text_encoder": ("clip", 4, 32), "text_encoder_2": ("clip", 4, 32)}
    for part in [p for p in kinds if (folder / p).exists()]:
        kind, heads, width = kinds[part]
        options = FusionOptions(kind)
        for key in ("group_norm", "skip_group_norm", "nhwc_conv", "bias_splitgelu", "packed_kv", "packed_qkv", "bias_add"):
            setattr(options, "enable_" + key, False)
        path = str(folder / part / "model.onnx")
        with numbers_of_lists():
            model = optimizer.optimize_model(path, kind, heads, width, options, opt_level=0, use_gpu=False)
        if half:
            model.convert_float_to_float16(keep_io_types=True)
        model.save_model_to_file(path)


class One(np.ndarray):
    """A list of one that the optimizer takes for a number; numpy's own no longer are."""

    def __int__(self):
        return super().item()


def numbers_of_lists():
    from onnx_model import OnnxModel  # as the optimizer's modules import it
    read = OnnxModel.get_constant_value
    see = lambda value: value.view(One) if isinstance(value, np.ndarray) else value
    return mock.patch.object(OnnxModel, "get_constant_value", lambda *given: see(read(*given)))


def narrow_ports(graph, real):
    """Every real input and output in bfloat16; else, for numpy, which has none, in 32 bits that are cut to them."""
    before, after = [], []
    for value in [v for v in graph.input if v.type.tensor_type.elem_type == TensorProto.FLOAT]:
        rename(graph, value.name, "input")
        before += casts(value.name, value.name + "_wide", real)
    for value in graph.output:
        rename(graph, value.name, "output")
        after += casts(value.name + "_wide", value.name, real, last=True)
    for value in [*graph.input, *graph.output] if real else []:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.BFLOAT16
    nodes = before + list(graph.node) + after
    del graph.node[:], graph.value_info[:]
    graph.node.extend(nodes)


def rename(graph, name, side):
    for node in graph.node:
        for names in (node.input, node.output) if side == "output" else (node.input,):
            names[:] = [n + "_wide" if n == name else n for n in names]


def casts(source, target, real, last=False):
    if real:
        return [helper.make_node("Cast", [source], [target], to=TensorProto.BFLOAT16 if last else TensorProto.FLOAT)]
    return [helper.make_node("Cast", [source], [target + "_cut"], to=TensorProto.BFLOAT16),
            helper.make_node("Cast", [target + "_cut"], [target], to=TensorProto.FLOAT)]


def each(folder, change):
    for path in folder.glob("*/model.onnx"):
        rewrite(path, change)


FORMS = {  # what is done to the folder of MUMU, and to that of diffusers
    "plain": (lambda f: None,) * 2,
    "batch of 1": (lambda f: rewrite(f / "unet/model.onnx", lambda g: fix_batch(g, 1)),) * 2,
    "batch of 3": (lambda f: rewrite(f / "unet/model.onnx", lambda g: fix_batch(g, 3)),) * 2,
    "fused": (lambda f: fuse(f, False),) * 2, "fused half": (lambda f: fuse(f, True),) * 2,
    "bfloat16": (lambda f: each(f, lambda g: narrow_ports(g, True)), lambda f: each(f, lambda g: narrow_ports(g, False)))}
LIMITS = {"fused half": 3, "bfloat16": 16}


def quoted(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return "".join(c if 32 <= ord(c) < 127 else "".join(f"\\\\u{int.from_bytes(u, 'big'):04x}" for u in utf16(c)) for c in text)


def options(model, case):
    bracketed = lambda text: re.sub(r"\\(?=u[0-9a-fA-F]{4})", r"\\u005c", text).replace("[", "\\u005b").replace("]", "\\u005d")
    keys = ("scheduler", "steps", "guidance", "guidance_rescale", "seed", "width", "height", "count", "strength")
    texts = [f"model=[{model}]", "device=cpu", *(f"{k}={case[k]}" for k in keys if k in case)]
    texts += [f"negative=[{bracketed(case['negative'])}]"] if "negative" in case else []
    texts += [f"init=[{title(case)}]"] if "init" in case else []
    return " ".join([*texts, "prompt=[" + bracketed(case["prompt"].replace("{", "\\{").replace("}", "\\}")) + "]"])


def macro(cases, folder, model):
    """Also writes down which pixels ImageJ takes as selected."""
    lines = ['Ext.install("mumu.MacroExtensions");']
    lines += [f'opened = Ext.mumuOpen("{folder}/{name}");' for name in sorted({title(c) for _, c in cases if "init" in c})]
    for i, case in cases:
        lines += [f'selectImage("{title(case)}"); Roi.remove;'] if "init" in case else []
        if case["task"] == "inpaint":
            width, height = case["init"]
            lines += [case.get("select", SELECTIONS["polygon"]), """if ((selectionType() >= 0 && selectionType() < 5 || selectionType() == 9) && Roi.getType != "text") {""",
                      f'mask = ""; for (y = 0; y < {height}; y++) for (x = 0; x < {width}; x++) mask = mask + selectionContains(x, y);',
                      f'File.saveString(mask, "{folder}/mask{i}.txt"); }}']
        lines.append(f'Ext.mumuGenerate("{quoted(options(model, case))}"); Ext.mumuSave("{folder}/{i}.tif"); close(); print("DONE {i}");')
    return "\n".join(lines)


def expected(folder, work, i, case):
    """-> pictures or None, the problem or None."""
    if "init" not in case:
        return attempt(lambda: dialects.run(of_graphs(folder, case["task"]), case, None, None))
    init, mask = start_picture(*case["init"])
    if case["task"] == "img2img" and "width" in case:  # of which diffusers' pipeline is told nothing
        init = init.resize((case["width"], case["height"]), Image.LANCZOS)
    written = work / f"mask{i}.txt"
    if case["task"] == "inpaint":
        if not (written.exists() and "1" in written.read_text()):
            return None, "nothing of the picture is selected"  # which the plugin refuses
        chosen = np.array(list(written.read_text())).reshape(init.height, init.width) == "1"
        mask = Image.fromarray(chosen.astype(np.uint8) * 255)
        sees_mask = json.loads((folder / "unet/config.json").read_text(encoding="utf-8"))["in_channels"] == 9
        case = {**case, "task": "img2img"} if chosen.all() and not sees_mask else case
    pictures, problem = attempt(lambda: dialects.run(of_graphs(folder, case["task"]), case, init, mask))
    return restored(pictures, case, init, mask), problem


def can(model, case):
    """Whether diffusers' pipeline does what is asked."""
    if case["task"] not in ABLE.get(model, [case["task"]]):
        return False
    told = ["scheduler", "negative", "guidance_rescale"] if model == "lcm" else ["guidance_rescale"]
    deaf = model == "lcm" or case["task"] == "inpaint" or model in SMALL and case["task"] == "img2img"
    return not deaf or not any(key in case and case[key] != "lcm" for key in told)


def drawn(dice, most, cases):
    keep = sorted(dice.rng.permutation(len(cases))[:most])
    return [cases[i] for i in keep]


def main():
    chosen = arguments(__doc__, 1, 1, {"model": {"choices": MODELS, "default": "sdxl"}, "form": {"choices": FORMS, "default": "plain"},
                                       "most": {"type": int, "default": 1000},
                                       "groups": {"choices": GROUPS, "nargs": "+", "default": [g for g in GROUPS if g not in SLOW]}})
    reference.Graph.run, reference.TextEncoder.forward = dialects.Graph.run, dialects.Graph.states
    work = chosen.folder.absolute() / f"{chosen.model}-{chosen.form}".replace(" ", "-")
    shutil.rmtree(work, ignore_errors=True)
    MODELS[chosen.model](work / "checkpoint")
    export(work / "checkpoint", work / "bundle", Dialect())
    plain = shutil.copytree(work / "bundle", work / "plain")
    for change, folder in zip(FORMS[chosen.form], (work / "bundle", plain)):
        change(folder)
    dice, tally = Dice([chosen.seed]), {}
    cases = [c for group in chosen.groups for c in drawn(dice, chosen.most, [c for c in GROUPS[group](dice) if can(chosen.model, c)])]
    for case in [c for c in cases if "init" in c]:
        start_picture(*case["init"])[0].save(work / title(case))
    said = imagej(chosen.imagej.absolute(), work, cases, work / "bundle", macro)
    limit = LIMITS.get(chosen.form, 1)
    for i, case in enumerate(cases):
        heard = {k: v.replace("\t", " ") if isinstance(v, str) else v for k, v in case.items()}  # as options do it
        goal, problem = expected(plain, work, i, heard)
        found = None if said[i] is not None else tifffile.imread(work / f"{i}.tif").astype(np.float64)
        result = verdict(found[None] if found is not None and found.ndim == 3 else found, said[i], goal, None, limit)
        shown = {k: v[:20] if k in ("prompt", "negative") else v for k, v in case.items()}
        notes = (f" | diffusers: {problem}" if problem else "") + (f" | MUMU: {said[i]}" if said[i] else "")
        print(f"{result} {i} {shown}{notes}", flush=True)
        key = result.split(" max")[0].split(":")[0]
        tally[key] = tally.get(key, 0) + 1
    print(json.dumps(tally))


if __name__ == "__main__":
    main()
