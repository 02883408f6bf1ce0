"""Writes the tiny bundles and what diffusers makes of them.

    python make_diffusers_fixtures.py [NAME …]    # from src/test/python, with ../../main/python on PYTHONPATH

Pinned: diffusers 0.42.1, transformers 5.24.0, torch 2.15.0, onnxruntime 1.29.0. Each bundle is a zip of a
diffusers-layout ONNX folder in one of the dialects found in the wild; each golden file holds requests and the final
latents (float32, little-endian, base64) and some pictures that diffusers' own pipelines make around the same graphs.
Between calls of half-precision graphs latents are in single precision, as in the plugin.
"""
import base64
import json
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import diffusers
import numpy as np
import onnx
import torch
from diffusers.image_processor import VaeImageProcessor
from PIL import Image

import tiny_checkpoints as tiny
from mumu_export.__main__ import export, write_sums
from mumu_export.graphs import Dialect, save_codec, save_denoiser
from mumu_export.reference import Codec, load

RESOURCES = Path(__file__).parents[1] / "resources"
BUNDLES, GOLDEN = RESOURCES / "bundles/diffusers", RESOURCES / "golden/diffusers"

OLD = {"timestep": torch.int64, "timestep_rank": 1, "latents": "latent_sample"}
TURBO = ("EulerAncestralDiscreteScheduler", {"prediction_type": "epsilon", "steps_offset": 1, "clip_sample": False,
                                             "timestep_spacing": "trailing", "trained_betas": None,
                                             "set_alpha_to_one": False, "skip_prk_steps": True})
# With more contrast the rounding of half precision, which is chance, would show.
SOFT = {"contrast": 0.3}
STATISTICS = {"force_upcast": False, "latents_mean": [0.1, -0.2, 0.3, 0.05], "latents_std": [0.9, 1.2, 1.1, 0.8]}
MODELS = {
    "sd15": (tiny.sd15, Dialect(), torch.float32),
    "sd2": (tiny.sd2, Dialect(ids=torch.int32, external="all", **OLD), torch.float32),
    "sd-inpaint": (lambda f: tiny.sd15(f, in_channels=9), Dialect(ids=torch.int32), torch.float32),
    "sdxl": (tiny.sdxl, Dialect(), torch.float32),
    "sdxl-turbo-half": (lambda f: tiny.sdxl(f, 11, TURBO, {**STATISTICS, **SOFT}), Dialect(external="all"), torch.float16),
    "sd-old": (tiny.old, Dialect(timestep=torch.int32, timestep_rank=1, timestep_axis="batch_size"), torch.float32),
    "sd-lcm": (tiny.lcm, Dialect(timestep=torch.float64), torch.float32),
    "sdxl-solver": (tiny.solver, Dialect(timestep=torch.int64), torch.float32),
    "sd-sample": (lambda f: tiny.sd15(f, 18, (tiny.PNDM[0], {**tiny.PNDM[1], "prediction_type": "sample"})), Dialect(), torch.float32),
    "sdxl-refiner": (tiny.refiner, Dialect(opset=20, external="all"), torch.float32),
    "sd-masked": (tiny.masked, Dialect(opset=13), torch.float32),
    "sdxl-lcm": (lambda f: tiny.sdxl(f, 12, tiny.LCM, time_cond_proj_dim=16), Dialect(**OLD), torch.float32),
}

SAMPLERS = {
    "ddim": ("DDIMScheduler", {}), "ddpm": ("DDPMScheduler", {}), "pndm": ("PNDMScheduler", {}),
    "lms": ("LMSDiscreteScheduler", {}), "euler": ("EulerDiscreteScheduler", {}),
    "euler_a": ("EulerAncestralDiscreteScheduler", {}), "heun": ("HeunDiscreteScheduler", {}),
    "kdpm2": ("KDPM2DiscreteScheduler", {}), "kdpm2_a": ("KDPM2AncestralDiscreteScheduler", {}),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++", "solver_order": 2}),
    "dpmpp_2m_karras": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++", "solver_order": 2,
                                                        "use_karras_sigmas": True}),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++", "solver_order": 2}),
    "dpmpp_single": ("DPMSolverSinglestepScheduler", {}), "deis": ("DEISMultistepScheduler", {}),
    "unipc": ("UniPCMultistepScheduler", {}), "lcm": ("LCMScheduler", {}), "tcd": ("TCDScheduler", {}),
}

LONG = "an étude of 1984 red-and-blue birds, " * 9 + "THE END!"


def cases(name):
    """Requests as (file stem of the picture or None, settings)."""
    prompt = {"prompt": "a photo of a CAT & 2 dogs!! on the beach"}
    base = {**prompt, "steps": 8, "guidance": 7.5, "seed": 7}
    if name == "sd-inpaint":
        paint = {**base, "task": "inpaint", "scheduler": "ddim"}
        yield "inpaint", {**paint, "strength": 1.0}
        yield None, {**paint, "strength": 0.6, "scheduler": "default", "negative": "rain"}
        return
    if name == "sd-lcm":
        yield "default", {**base, "steps": 4, "guidance": 8.5}
        yield None, {**base, "steps": 6, "guidance": 8.5, "task": "img2img", "strength": 0.5}
        return
    if name == "sd-sample":  # its own scheduler takes no such predictions, neither here nor in diffusers
        yield "ddim", {**base, "scheduler": "ddim"}
        yield None, {**base, "scheduler": "euler", "task": "img2img", "strength": 0.5}
        yield None, {**base, "scheduler": "unipc", "task": "inpaint", "strength": 0.6, "negative": "rain"}
        return
    if name == "sdxl-refiner":
        refine = {**base, "task": "img2img", "strength": 0.5}
        yield "img2img-0.5", refine
        yield None, {**refine, "negative": "rain", "scheduler": "dpmpp_2m"}
        yield None, {**refine, "guidance": 1.0}
        yield None, {**refine, "task": "inpaint", "strength": 0.7}
        return
    if name == "sd-masked":
        yield "default", base
        yield None, {**base, "prompt": LONG, "negative": "rain", "scheduler": "ddim"}
        yield None, {**base, "task": "img2img", "strength": 0.5}
        yield "inpaint-0.75", {**base, "task": "inpaint", "strength": 0.75}
        return
    if name in ("sd-old", "sdxl-solver"):
        yield "default", base
        yield None, {**base, "negative": ""}
        yield "rescale", {**base, "guidance_rescale": 0.7, "count": 2, "width": 96}
        yield None, {**base, "task": "img2img", "strength": 0.5, **({} if name == "sd-old" else {"guidance_rescale": 0.3})}
        yield None, {**base, "task": "inpaint", "strength": 0.6, "negative": "rain"}
        for scheduler in ("ddim", "ddpm", "euler", "pndm", "unipc", "deis", "dpmpp_single", "dpmpp_2m_karras", "dpmpp_2m_sde"):
            if name == "sd-old" and scheduler == "ddim":
                continue  # its own: as by default
            yield None, {**base, "scheduler": scheduler}
        return
    if name == "sdxl-lcm":
        yield "default", {**base, "steps": 4, "guidance": 8.0}
        yield None, {**base, "steps": 4, "guidance": 1.0, "negative": "never seen"}
        yield None, {**base, "steps": 6, "guidance": 8.0, "task": "img2img", "strength": 0.5}
        return
    yield "default", {**base, "steps": 50}
    yield "wide", {**base, "negative": "rain, 3 cars", "width": 96, "height": 64}
    yield None, {**base, "negative": "rain", "scheduler": "euler", "steps": 50}
    yield None, {**base, "guidance": 1.0, "scheduler": "ddim"}
    yield None, {**base, "prompt": LONG, "scheduler": "ddim"}
    yield None, {**base, "prompt": ".", "scheduler": "ddim", "seed": 4294967295}
    yield "two", {**base, "count": 2, "scheduler": "euler_a", "seed": 40}
    for strength in (0.3, 0.75, 1.0):
        yield f"img2img-{strength}", {**base, "task": "img2img", "strength": strength}
        yield f"inpaint-{strength}", {**base, "task": "inpaint", "strength": strength}
    yield None, {**base, "task": "img2img", "strength": 0.6, "scheduler": "euler_a", "guidance": 1.0}
    yield None, {**base, "task": "inpaint", "strength": 1.0, "scheduler": "euler"}
    yield None, {**base, "task": "inpaint", "strength": 0.8, "scheduler": "dpmpp_2m_karras"}
    yield None, {**base, "task": "img2img", "strength": 0.55, "scheduler": "heun"}
    if name == "sdxl-turbo-half":
        yield "one-step", {**base, "steps": 1, "guidance": 0.0}
        return
    for scheduler in SAMPLERS:
        yield None, {**base, "steps": 20, "scheduler": scheduler}
        if scheduler in ("heun", "kdpm2", "kdpm2_a", "pndm", "dpmpp_single", "unipc"):
            yield None, {**base, "task": "img2img", "strength": 0.5, "scheduler": scheduler}
            yield None, {**base, "task": "inpaint", "strength": 0.7, "scheduler": scheduler}
    if name == "sd15":  # the one call that pndm has more than steps
        yield None, {**base, "task": "img2img", "strength": 0.0, "scheduler": "pndm"}


def scheduler_of(pipeline, name):
    if name == "default":
        return pipeline.scheduler
    kind, options = SAMPLERS[name]
    return getattr(diffusers, kind).from_config(pipeline.scheduler.config, **options)


def run(folder, case, init):
    """-> final latents, pictures."""
    task, count = case.get("task", "txt2img"), case.get("count", 1)
    pipeline = load(folder, task, single=True)
    pipeline.scheduler = scheduler_of(pipeline, case.get("scheduler", "default"))
    options = {"prompt": case["prompt"], "negative_prompt": case.get("negative"), "guidance_scale": case["guidance"],
               "num_inference_steps": case["steps"], "num_images_per_prompt": count}
    if "guidance_rescale" in case:
        options["guidance_rescale"] = case["guidance_rescale"]
    if isinstance(pipeline, diffusers.LatentConsistencyModelPipeline | diffusers.LatentConsistencyModelImg2ImgPipeline):
        del options["negative_prompt"]
    generators = [torch.Generator("cpu").manual_seed(case["seed"] + i) for i in range(count)]
    options["generator"] = generators[0] if count == 1 else generators
    if task == "txt2img":
        options.update(width=case.get("width", 64), height=case.get("height", 64))
    else:
        options.update(image=init.convert("RGB"), strength=case["strength"])
        if task == "inpaint":
            options.update(mask_image=init.getchannel("A"), width=64, height=64)
    seen = []

    def keep(_, i, t, values):
        seen.append(values["latents"])
        return {}
    pictures = pipeline(**options, callback_on_step_end=keep).images
    return seen[-1].float().numpy(), pictures


def overflow(latents):
    """A decoder in half precision that overflows, and what it would give in single precision."""
    torch.manual_seed(3)
    model = tiny.codec(scaling_factor=0.13025, **STATISTICS)
    model.decoder.conv_in.weight.data *= 3e4  # what follows divides by it again
    model = model.half()
    with tempfile.TemporaryDirectory() as folder:
        save_codec(model, Path(folder), Dialect(external="all"))
        shutil.rmtree(Path(folder) / "vae_encoder")
        zip_folder(Path(folder), BUNDLES / "overflowing-decoder.zip")
    mean, std = (torch.tensor(STATISTICS[k]).view(1, 4, 1, 1) for k in ("latents_mean", "latents_std"))
    scaled = torch.from_numpy(latents) * std / model.config.scaling_factor + mean
    with torch.no_grad():
        assert not model.decode(scaled.half()).sample.isfinite().all()
        pixels = model.float().decode(scaled).sample
    VaeImageProcessor().postprocess(pixels)[0].save(GOLDEN / "overflowing-decoder.png", optimize=True)


def newer(checkpoint):
    """The denoiser as torch's newer exporter writes it, with ports as nobody has named them."""
    unet = diffusers.UNet2DConditionModel.from_pretrained(checkpoint / "unet")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unet/model.onnx"
        save_denoiser(unet, 0, path, Dialect(opset=20, dynamo=("unet",), external=True))
        model = onnx.load(path)
        for node in model.graph.node:  # where in diffusers it was made
            kept = [p for p in node.metadata_props if p.key == "namespace"]
            del node.metadata_props[:]
            node.metadata_props.extend(kept)
            node.output[:] = ["the_last" if o == "out_sample" else o for o in node.output]
        model.graph.output[0].name = "the_last"
        del model.graph.value_info[:], model.graph.metadata_props[:]
        (path.parent / "model.onnx.data").unlink()
        onnx.save(model, path, save_as_external_data=True, location="model.onnx.data", size_threshold=256)
        zip_folder(Path(folder), BUNDLES / "newer-unet.zip")


def give_both(path):
    """An encoder that gives what others draw from, and a point of it."""
    model = onnx.load(path)
    shape = [d.dim_param or d.dim_value for d in model.graph.output[0].type.tensor_type.shape.dim]
    model.graph.node.append(onnx.helper.make_node("Split", ["latent_parameters"], ["latent_sample", "spread"], axis=1))
    model.graph.output.insert(0, onnx.helper.make_tensor_value_info("latent_sample", onnx.TensorProto.FLOAT, [shape[0], shape[1] // 2, *shape[2:]]))
    onnx.save(model, path)


def tiles(folder):
    """What diffusers' own tiled decoding makes of latents that are no whole number of tiles."""
    config = json.loads((folder / "vae_decoder/config.json").read_text(encoding="utf-8"))
    torch.manual_seed(4)
    latents = torch.randn(1, 4, 21, 14)
    decoder = Codec(folder, config).decoder
    host = diffusers.AutoencoderKL.from_config({**config, "use_post_quant_conv": False})
    decoder.forward = lambda tile: decoder.run(latent_sample=tile)["sample"]
    host.decoder = decoder
    with torch.no_grad():
        pixels = host.tiled_decode(latents).sample
        assert (pixels - host.decoder(latents)).abs().max() > 0.05
    encode = lambda t: base64.b64encode(t.numpy().astype("<f4").tobytes()).decode("ascii")
    (GOLDEN / "tiles.json").write_text(json.dumps(
        {"tile": host.tile_latent_min_size, "latents": encode(latents),
         "pixels": base64.b64encode((pixels * 32767 / pixels.abs().max()).round().numpy().astype("<i2").tobytes())
         .decode("ascii"), "scale": float(pixels.abs().max())}), encoding="utf-8")


def init_image():
    """Opaque = may be repainted: an L whose edges do not fall on latent cells."""
    y, x = np.mgrid[:64, :64]
    mask = ((x > 19) & (x < 47) & (y > 10) & (y < 50) & ~((x < 33) & (y < 27))) * 255
    rgb = [x * 4, y * 4, ((x // 8 + y // 8) % 2) * 200]
    return Image.fromarray(np.stack([*rgb, mask], 2).astype(np.uint8))


def zip_folder(folder, path):
    """Same bytes each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix())
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())


def main():
    for folder in (BUNDLES, GOLDEN):
        folder.mkdir(parents=True, exist_ok=True)
    init = init_image()
    init.save(GOLDEN / "init.png", optimize=True)
    for name in sys.argv[1:] or MODELS:
        make, dialect, dtype = MODELS[name]
        for old in GOLDEN.glob(f"{name}-*.png"):
            if re.fullmatch(rf"{name}-(default|ddim|wide|two|rescale|one-step|img2img.*|inpaint.*)-\d+\.png", old.name):
                old.unlink()
        with tempfile.TemporaryDirectory() as temporary:
            checkpoint, bundle = Path(temporary) / "checkpoint", Path(temporary) / "bundle"
            make(checkpoint)
            export(checkpoint, bundle, dialect, dtype)
            if name == "sdxl-solver":
                give_both(bundle / "vae_encoder/model.onnx")
            if name == "sdxl":
                write_sums(bundle)
            zip_folder(bundle, BUNDLES / f"{name}.zip")
            if name == "sd15":
                tiles(bundle)
                newer(checkpoint)
            records = []
            for stem, case in cases(name):
                latents, pictures = run(bundle, case, init)
                record = {**case, "shape": list(latents.shape),
                          "latents": base64.b64encode(latents.astype("<f4").tobytes()).decode("ascii")}
                if stem:
                    record["pictures"] = [f"{name}-{stem}-{i}.png" for i in range(len(pictures))]
                    for file, picture in zip(record["pictures"], pictures):
                        picture.save(GOLDEN / file, optimize=True)
                records.append(record)
                if stem == "one-step":
                    overflow(latents)
                print(name, {k: v for k, v in case.items() if k != "prompt"}, float(latents.std()), flush=True)
        lines = ",\n ".join(json.dumps(r, ensure_ascii=False) for r in records)
        (GOLDEN / f"{name}.json").write_text(f"[\n {lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
