"""Random models in diffusers' layout, random requests: pictures of MUMU's macro functions beside those of diffusers itself.

    python compare_macro.py IMAGEJ FOLDER [--seed 1] [--models 10] [--cases 6]

IMAGEJ is target/imagej. Every model is a tiny random checkpoint of a family, exported in a random dialect, with a random
scheduler configuration; every case a random request (task, size, count, sampler, guidance, strength, negative, prompt).
Prints one line per case: the largest and the mean pixel difference, or the error, and at the end how many differ by more than
rounding. Needs mumu_export's requirements, open_clip_torch and tifffile; ../../main/python on PYTHONPATH.
"""
import argparse
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import diffusers
import numpy as np
import tifffile
import torch
import transformers
from PIL import Image

import tiny_checkpoints as tiny
from make_diffusers_fixtures import SAMPLERS, run
from mumu_export.__main__ import export
from mumu_export.graphs import Dialect

WORDS = ["a photo of", "CAT", "étude", "2 dogs!!", "red-and-blue", "日本", "on the beach", "1984", "it's", "don't", "a  b", "<tag>", "...", "#1",
         "naïve", "½", "emoji 😀", "sunset,", "8k", "(masterpiece:1.2)", "the", "of", "and", "UPPER lower", "x_y", "\\o/", "&amp;", "100%"]
# keys that a file may carry for each class, with the values that occur
COMMON = {"beta_schedule": ["scaled_linear", "linear", "squaredcos_cap_v2"], "prediction_type": ["epsilon", "v_prediction", "sample"],
          "timestep_spacing": ["leading", "trailing", "linspace"], "steps_offset": [0, 1]}
SIGMAS = {"sigmas": [{}, {"use_karras_sigmas": True}, {"use_exponential_sigmas": True}, {"use_beta_sigmas": True}]}
MORE = {
    "DDIMScheduler": {"set_alpha_to_one": [True, False], "clip_sample": [True, False], "rescale_betas_zero_snr": [False, False, True],
                      "thresholding": [False, False, True]},
    "DDPMScheduler": {"clip_sample": [True, False], "variance_type": ["fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log"],
                      "rescale_betas_zero_snr": [False, False, True]},
    "PNDMScheduler": {"set_alpha_to_one": [True, False], "skip_prk_steps": [True, True, False]},
    "LMSDiscreteScheduler": SIGMAS,
    "EulerDiscreteScheduler": {**SIGMAS, "final_sigmas_type": ["zero", "sigma_min"], "timestep_type": ["discrete", "discrete", "continuous"],
                               "interpolation_type": ["linear", "log_linear"], "rescale_betas_zero_snr": [False, False, True]},
    "EulerAncestralDiscreteScheduler": {"rescale_betas_zero_snr": [False, False, True]},
    "HeunDiscreteScheduler": SIGMAS,
    "KDPM2DiscreteScheduler": SIGMAS,
    "KDPM2AncestralDiscreteScheduler": SIGMAS,
    "DPMSolverMultistepScheduler": {**SIGMAS, "algorithm_type": ["dpmsolver++", "sde-dpmsolver++", "dpmsolver"], "solver_order": [1, 2, 3],
                                    "solver_type": ["midpoint", "heun"], "lower_order_final": [True, False], "euler_at_final": [False, True],
                                    "final_sigmas_type": ["zero", "sigma_min"]},
    "DPMSolverSinglestepScheduler": {**SIGMAS, "solver_order": [1, 2, 3], "solver_type": ["midpoint", "heun"]},
    "DEISMultistepScheduler": {**SIGMAS, "solver_order": [1, 2, 3]},
    "UniPCMultistepScheduler": {**SIGMAS, "solver_order": [1, 2, 3], "solver_type": ["bh1", "bh2"], "predict_x0": [True, True, False],
                                "final_sigmas_type": ["zero", "sigma_min"]},
    "LCMScheduler": {"clip_sample": [False, True], "set_alpha_to_one": [True, False]},
    "TCDScheduler": {"set_alpha_to_one": [True, False]},
}


class Dice:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def of(self, values):
        values = list(values)
        return values[self.rng.integers(len(values))]

    def some(self, share):
        return self.rng.random() < share

    def whole(self, low, high):
        return int(self.rng.integers(low, high + 1))


def scheduler(dice, kinds):
    kind = dice.of(kinds)
    config = {}
    for key, values in {**COMMON, **MORE[kind]}.items():
        if dice.some(0.5):  # else the default of the class, or of an early diffusers
            value = dice.of(values)
            config.update(value if key == "sigmas" else {key: value})
    return kind, config


def checkpoint(dice, folder, half):
    """-> the family."""
    torch.manual_seed(dice.whole(0, 10 ** 6))
    vae = {"contrast": 0.3} if half else {}  # with more, the rounding of half precision, which is chance, would show
    if dice.some(0.2):
        vae["shift_factor"] = 0.1
    if dice.some(0.2):
        vae |= {"latents_mean": [0.1, -0.2, 0.3, 0.05], "latents_std": [0.9, 1.2, 1.1, 0.8]}
    family = dice.of(["sd", "sd", "sdxl", "sdxl", "lcm", "inpaint"])
    scaling = 0.13025 if family == "sdxl" else dice.of([0.18215, 0.13025, 1.0])
    kinds = [k for k in MORE if k not in ("LCMScheduler", "TCDScheduler")] if family != "lcm" else ["LCMScheduler"]
    pad = dice.of(["!", "<|endoftext|>"])
    if family == "sdxl":
        seed = dice.whole(0, 10 ** 6)
        tiny.sdxl(folder, seed, scheduler(dice, kinds), {**vae, "force_upcast": dice.some(0.5)})
        if dice.some(0.3):
            index = folder / "model_index.json"
            index.write_text(index.read_text().replace('"force_zeros_for_empty_prompt": true', '"force_zeros_for_empty_prompt": false'))
        return family
    more = {"lcm": {"time_cond_proj_dim": 16}, "inpaint": {"in_channels": 9}}.get(family, {})
    tiny.save(folder, "LatentConsistencyModelPipeline" if family == "lcm" else "StableDiffusionPipeline",
              {"text_encoder": tiny.text_encoder(32, dice.whole(1, 3), activation=dice.of(["gelu", "quick_gelu"])),
               "unet": tiny.unet(32, use_linear_projection=dice.some(0.5), **more), "vae": tiny.codec(scaling_factor=scaling, **vae)},
              {"tokenizer": pad}, scheduler(dice, kinds), requires_safety_checker=False)
    return family


def dialect(dice):
    rank = dice.whole(0, 1)
    return Dialect(ids=dice.of([torch.int64, torch.int32]), timestep=dice.of([torch.float32, torch.int64, torch.int32, torch.float64]),
                   timestep_rank=rank, timestep_axis=dice.of(["steps", "batch_size"]) if rank else "steps",
                   latents=dice.of(["latent_parameters", "latent_sample"]), external=dice.of([False, False, "all"]))


def request(dice, family):
    task = {"lcm": ["txt2img", "txt2img", "img2img"], "inpaint": ["inpaint"]}.get(family, ["txt2img", "txt2img", "img2img", "inpaint"])
    steps = dice.whole(1, 25)
    case = {"task": dice.of(task), "prompt": " ".join(dice.of(WORDS) for _ in range(dice.of([1, 4, 9, 60]))), "steps": steps,
            "guidance": dice.of([0.0, 1.0, 1.5, 3.0, 7.5, 7.5]), "seed": dice.of([0, 1, 7, 2 ** 32 - 4, dice.whole(0, 2 ** 32 - 4)])}
    if family != "lcm":
        if dice.some(0.6):
            case["negative"] = dice.of(["", "rain", "blurry, 3 cars", "日本"])
        if dice.some(0.3) and not (family == "inpaint" or case["task"] == "inpaint" or (family == "sd" and case["task"] == "img2img")):
            case["guidance_rescale"] = dice.of([0.3, 0.7, 1.0])
        if dice.some(0.5):
            case["scheduler"] = dice.of(sorted(set(SAMPLERS) - {"lcm", "tcd"}) if dice.some(0.9) else ["lcm", "tcd"])
    if case["task"] == "txt2img":
        case |= {"width": 16 * dice.whole(3, 6), "height": 16 * dice.whole(3, 6), "count": dice.whole(1, 3)}
    else:
        case["strength"] = dice.of([0.3, 0.5, 0.62, 0.75, 0.9, 1.0])
        case["steps"] = max(steps, 4)
    return case


def options(model, case):
    """The option string of a request."""
    keys = [k for k in ("scheduler", "steps", "guidance", "guidance_rescale", "seed", "width", "height", "count", "negative", "strength") if k in case]
    size = {} if "width" in case else {"width": 64, "height": 64}
    texts = [f"model=[{model}]", "device=cpu"] + [f"{k}=[{v}]" for k, v in ({k: case[k] for k in keys} | size).items()]
    if case["task"] != "txt2img":
        texts.append("init=[init.png]")
    return " ".join([*texts, f"prompt=[{case['prompt']}]"])


def macro(cases, folder, model):
    lines = ['Ext.install("mumu.MacroExtensions");', f'Ext.mumuOpen("{folder}/init.png"); init = getImageID();']
    for i, case in cases:
        select = "selectImage(init); Roi.remove;"
        if case["task"] == "inpaint":
            select += " makePolygon(33,11,50,11,50,47,11,47,11,28,33,28);"
        text = options(model, case).replace("\\", "\\\\").replace('"', '\\"')
        text = "".join(c if ord(c) < 128 else "".join(f"\\\\u{int.from_bytes(u, 'big'):04x}" for u in utf16(c)) for c in text)
        lines.append(f'{select} Ext.mumuGenerate("{text}"); Ext.mumuSave("{folder}/{i}.tif"); close(); print("DONE {i}");')
    return "\n".join(lines)


def utf16(character):
    data = character.encode("utf-16-be")
    return [data[i:i + 2] for i in range(0, len(data), 2)]


def init_image(folder, dice):
    """RGB for the plugin, and with the mask that the macro's polygon makes for diffusers."""
    y, x = np.mgrid[:64, :64]
    mask = ((x >= 11) & (x < 50) & (y >= 11) & (y < 47) & ~((x < 33) & (y < 28))) * 255
    rgb = np.stack([x * 4, y * 4, ((x // 8 + y // dice.of([4, 8])) % 2) * 200], 2).astype(np.uint8)
    Image.fromarray(rgb).save(folder / "init.png")
    return Image.fromarray(np.dstack([rgb, mask.astype(np.uint8)]))


def imagej(home, folder, cases, model, macro):
    """macro(numbered cases, folder, model): the text that makes them, saying DONE with its number after each -> {case: None or the error}."""
    results, left = {}, list(enumerate(cases))
    while left:
        (folder / "run.ijm").write_text(macro(left, folder, model), encoding="ascii")
        said = subprocess.run(["java", "-Djava.awt.headless=true", f"-Dplugins.dir={home}", f"-Duser.home={folder}", "-jar", str(home / "ij.jar"), "-batch",
                               str(folder / "run.ijm")], capture_output=True, text=True).stdout
        for i, _ in left:
            results[i] = None if f"DONE {i}\n" in said else re.split(r"DONE \d+\n", said)[-1].strip()[:300]
            if results[i] is not None:
                break
        left = [(i, c) for i, c in left if i not in results]
    return results


def expected(bundle, case, init):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, pictures = run(bundle, case, init)
        pictures = np.stack([np.asarray(p, np.float64) for p in pictures])
        return pictures, None if pictures.std() else "black: numbers that are not finite"
    except Exception as e:  # whatever diffusers throws is what is compared
        return None, f"{type(e).__name__}: {e}"


def restored(made, init):
    """Outside of the mask the plugin keeps the original's pixels."""
    pixels = np.asarray(init, np.float64)
    return np.where(pixels[None, :, :, 3:] == 0, pixels[None, :, :, :3], made)


def arguments(description, models, cases, more):
    """Of the command line; what is heard besides is silenced."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("imagej", type=Path)
    parser.add_argument("folder", type=Path)
    for name, options in {"seed": {"type": int, "default": 1}, "models": {"type": int, "default": models},
                          "cases": {"type": int, "default": cases}, **more}.items():
        parser.add_argument("--" + name, **options)
    warnings.simplefilter("ignore")
    for library in (diffusers, transformers):
        library.logging.set_verbosity_error()
        library.logging.disable_progress_bar()
    torch.set_num_threads(1)
    return parser.parse_args()


def main():
    chosen = arguments(__doc__, 10, 6, {"keep": {"action": "store_true", "help": "the folders of models whose pictures differ"}})
    wrong = total = 0
    for m in range(chosen.models):
        dice = Dice([chosen.seed, m])
        folder = chosen.folder.absolute() / f"{chosen.seed}-{m}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        half = dice.some(0.15)
        family = checkpoint(dice, folder / "checkpoint", half)
        form = dialect(dice)
        export(folder / "checkpoint", folder / "bundle", form, torch.float16 if half else torch.float32)
        config = json.loads((folder / "bundle/scheduler/scheduler_config.json").read_text())
        print(f"model {m}: {family}{' half' if half else ''} {form} {({k: v for k, v in config.items() if k not in tiny.BETAS or k == 'beta_schedule'})}", flush=True)
        cases = [request(dice, family) for _ in range(chosen.cases)]
        init = init_image(folder, dice)
        said = imagej(chosen.imagej.absolute(), folder, cases, folder / "bundle", macro)
        bad = 0
        for i, case in enumerate(cases):
            shown = {k: (v if k != "prompt" else v[:30]) for k, v in case.items()}
            goal, error = expected(folder / "bundle", case, init)
            total += 1
            if error or said[i]:
                differs = not error  # what diffusers cannot do is nothing to compare with
                text = f"diffusers: {str(error or 'fine')[:200]} | MUMU: {said[i] or 'fine'}"
            else:
                made = tifffile.imread(folder / f"{i}.tif").astype(np.float64)
                made = made[None] if made.ndim == 3 else made
                goal = restored(goal, init) if case["task"] == "inpaint" else goal
                if made.shape != goal.shape:
                    differs, text = True, f"shapes {made.shape} {goal.shape}"
                else:
                    apart = np.abs(made - goal)
                    differs = apart.max() > (3 if half else 1) or apart.mean() > 0.5
                    text = f"max {apart.max():.0f} mean {apart.mean():.4f} (contrast {goal.std():.0f})"
            bad += differs
            print(f"  {'DIFFERS' if differs else 'ok'} {i} {text}  {shown}", flush=True)
        wrong += bad
        if not (bad and chosen.keep):
            shutil.rmtree(folder)
    print(f"{wrong} of {total} differ")


if __name__ == "__main__":
    main()
