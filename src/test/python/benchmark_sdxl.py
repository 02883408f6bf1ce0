"""One table: MUMU against ONNX Runtime alone, optimum-onnx and diffusers (eager, compiled), on one medium SDXL-layout model.

    python benchmark_sdxl.py CLASSPATH [--optimum PYTHON] [--compiled] [--repeats 3] [--steps 20] [--side 128] [--batch 8]
                             [--device cuda:0] [--half] [--real] [--keep FOLDER]

CLASSPATH is that of the tests: `mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=cp.txt`, with
target/classes and target/test-classes before it. Weights are random; 320, 640 and 1280 channels as in SDXL, fewer layers.
Every program stays open, makes one picture unmeasured, and then takes its turn with the others, each round with a prompt of its
own and in another order; the table holds medians of the rounds, and of the ratios within a round. On a GPU
also the memory that MUMU takes at its peak (sampled by nvidia-smi, above what was taken before) and what torch reserves.
Needs mumu_export's requirements and open_clip_torch.
"""
import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "main/python"))

import diffusers  # noqa: E402
import torch  # noqa: E402

import tiny_checkpoints as tiny  # noqa: E402
from mumu_export.__main__ import export  # noqa: E402
from mumu_export.graphs import Dialect  # noqa: E402

PROMPT = "a fox under a tree"


def checkpoint(folder, real=False):
    """320, 640, 1280 channels, cross attention at the two lower levels as in SDXL; about a fifth of its weights, or all of them."""
    torch.manual_seed(1)
    sizes = {"layers_per_block": 2, "transformer_layers_per_block": (1, 2, 10), "cross_attention_dim": 2048} if real else \
        {"layers_per_block": 1, "transformer_layers_per_block": (1, 1, 2), "cross_attention_dim": 48}
    pooled, widths = (1280, (768, 1280)) if real else (24, (16, 32))
    unet = diffusers.UNet2DConditionModel(
        sample_size=16, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(5, 10, 20), use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=6 * 256 + pooled, **sizes)
    vae = diffusers.AutoencoderKL(block_out_channels=(32, 64, 128, 128), latent_channels=4, layers_per_block=1,
                                  down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
                                  sample_size=128, scaling_factor=0.13025, force_upcast=False)
    tiny.save(folder, "StableDiffusionXLPipeline",
              {"text_encoder": tiny.text_encoder(widths[0], 2),
               "text_encoder_2": tiny.text_encoder(widths[1], 3, projection=pooled, activation="gelu"), "unet": unet, "vae": vae},
              {"tokenizer": "<|endoftext|>", "tokenizer_2": "!"}, tiny.EULER, force_zeros_for_empty_prompt=True)


class GpuMemory(threading.Thread):
    """Samples the memory of the first GPU while a block runs; `peak` is in MB above what was taken before, None without nvidia-smi."""

    def __enter__(self):
        self.found, self.samples, self.ended = shutil.which("nvidia-smi"), [], threading.Event()
        if self.found:
            self.sample()
            self.start()
        return self

    def sample(self):
        said = subprocess.run([self.found, "--query-gpu=memory.used", "--format=csv,noheader,nounits", "-i", "0"], capture_output=True, text=True)
        self.samples += [int(line) for line in said.stdout.split() if line.isdigit()]

    def run(self):
        while not self.ended.wait(0.1):
            self.sample()

    def __exit__(self, *_):
        self.ended.set()
        if self.found:
            self.join()

    @property
    def peak(self):
        return max(self.samples) - self.samples[0] if self.samples else None


def compiled(pipeline):
    """The same pipeline with a compiled U-Net."""
    other = type(pipeline)(**pipeline.components)
    other.unet = torch.compile(pipeline.unet)
    return other


def python_row(pipeline, options):
    """-> function that makes a picture of a prompt and returns the seconds."""
    pipeline.set_progress_bar_config(disable=True)

    def run(prompt):
        start = time.perf_counter()
        pipeline(prompt, num_inference_steps=options.steps, guidance_scale=5.0, width=options.side, height=options.side,
                 generator=torch.Generator("cpu").manual_seed(1))
        return time.perf_counter() - start
    run("warm up")
    return run


def optimum(python, folder, options):
    """-> the same of optimum-onnx, run by another Python."""
    child = subprocess.Popen([python, "-W", "ignore", str(Path(__file__).with_name("benchmark_optimum.py")), str(folder), str(options.steps),
                              str(options.side)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if child.stdout.readline().strip() != "ready":
        raise SystemExit("benchmark_optimum.py did not start")

    def run(prompt):
        print(prompt, file=child.stdin, flush=True)
        return float(child.stdout.readline())
    return run


def mumu(classpath, folder, options):
    """-> function that makes a picture of a prompt, with further options, and returns its times in seconds."""
    child = subprocess.Popen([os.environ.get("JAVA", "java"), "-Djava.awt.headless=true", *options.java_options, "-cp", classpath, "mumu.ModelSpeed",
                              str(folder), str(options.steps), str(options.side), options.device], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True, cwd=Path(__file__).parents[3])

    def run(prompt, more="seed=1"):
        print(f"{more} prompt=[{prompt}]", file=child.stdin, flush=True)
        for line in child.stdout:
            if line.startswith("{"):  # not what ImageJ logs
                return json.loads(line)
        raise SystemExit("mumu.ModelSpeed ended")
    run("warm up")
    return run


def rounds(rows, count):
    """One picture of every program in every round -> {name: times}; rows: name -> function of the prompt."""
    times = {name: [] for name in rows}
    for i in range(count):
        for name in random.Random(i).sample(list(rows), len(rows)):
            times[name].append(rows[name](f"{PROMPT} {i}"))
    return times


def ratio(ours, others):
    return statistics.median(a / b for a, b in zip(ours, others))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("classpath")
    parser.add_argument("--compiled", action="store_true", help="also diffusers with a compiled U-Net; needs a C compiler")
    parser.add_argument("--optimum", help="the Python that has optimum-onnx, see benchmark_optimum.py; without it its row is left out")
    for name, value in (("repeats", 5), ("steps", 20), ("side", 128), ("batch", 8)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--device", default="cpu", help="cpu or cuda:0, for MUMU and diffusers")
    parser.add_argument("--java-options", action="append", default=[], metavar="OPTION", help="such as --java-options=-Donnxruntime.native.path=FOLDER")
    parser.add_argument("--half", action="store_true", help="graphs and weights in half precision")
    parser.add_argument("--real", action="store_true", help="SDXL's 2.6 thousand million weights")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where checkpoint and bundle stay, and are taken from when they are there")
    options = parser.parse_args()
    dtype = torch.float16 if options.half else torch.float32
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        original, bundle = folder / "checkpoint", folder / "bundle"
        if not bundle.exists():
            shutil.rmtree(folder / "unfinished", ignore_errors=True)
            checkpoint(original, options.real)
            export(original, folder / "unfinished", Dialect(external=True), dtype).rename(bundle)
        pipeline = diffusers.DiffusionPipeline.from_pretrained(original, torch_dtype=dtype).to(options.device)
        rows = {"diffusers eager": python_row(pipeline, options)}
        failure = None
        if options.compiled:
            try:
                rows["diffusers compiled"] = python_row(compiled(pipeline), options)
            except RuntimeError as e:  # no C compiler, for example: the other rows are worth having
                failure = f"diffusers compiled: {str(e).strip().splitlines()[0]}"
        if options.optimum:
            rows["optimum-onnx"] = optimum(options.optimum, bundle, options)
        with GpuMemory() as memory:
            draw = mumu(options.classpath, bundle, options)
            draw(PROMPT)
        same = []

        def ours(prompt):
            fresh = draw(prompt)
            same.append(draw(prompt, "seed=2"))
            return fresh
        times = rounds({"MUMU": ours, **rows}, options.repeats)
        singles = [draw(PROMPT, f"seed={1 + i}")["wall"] for i in range(options.batch // 2)]
        batch = draw(PROMPT, f"seed=1 count={options.batch}")["wall"]
        singles += [draw(PROMPT, f"seed={1 + i}")["wall"] for i in range(len(singles), options.batch)]
    fresh = times.pop("MUMU")
    wall, graphs = ([t[key] for t in fresh] for key in ("wall", "graphs"))
    print(f"\n| {options.steps} steps with guidance, {options.side} x {options.side}, {options.device}, {dtype}, median of {options.repeats} | s | MUMU / it |")
    print("| --- | --- | --- |")
    print(f"| MUMU, Ext.mumuGenerate | {statistics.median(wall):.2f} | |")
    print(f"| of that inside ONNX Runtime | {statistics.median(graphs):.2f} | {ratio(wall, graphs):.3f} |")
    for name, values in times.items():
        print(f"| {name} | {statistics.median(values):.2f} | {ratio(wall, values):.3f} ({', '.join(f'{a / b:.2f}' for a, b in zip(wall, values))}) |")
    wall, drawing = ([t[key] for t in same] for key in ("wall", "denoise and decode"))
    print(f"| second picture, same prompt: to denoise + decode | {statistics.median(wall):.2f} | {ratio(wall, drawing):.3f} |")
    if options.batch > 1:
        print(f"| {options.batch} at once: to {options.batch} singles | {batch:.2f} | {batch / sum(singles):.3f} |")
    if options.device != "cpu":
        print(f"\nGPU memory: MUMU {memory.peak if memory.found else 'not sampled'} MB at its peak, "
              f"torch reserved {torch.cuda.max_memory_reserved() >> 20} MB")
    if failure:
        raise SystemExit(failure)


if __name__ == "__main__":
    main()
