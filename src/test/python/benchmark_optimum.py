"""optimum-onnx's row of benchmark_sdxl.py, in a process and an environment of its own: it wants older libraries than diffusers 0.42.

    python benchmark_optimum.py BUNDLE STEPS SIDE        # prints "ready", then the seconds of one picture for every line it reads

Needs optimum-onnx 0.1.0 with the transformers (below 4.58), diffusers (below 0.37) and optimum (2.0) it asks for, ONNX Runtime 1.29.0.
"""
import sys
import time

import torch
from optimum.onnxruntime import ORTStableDiffusionXLPipeline


def main():
    folder, steps, side = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    pipeline = ORTStableDiffusionXLPipeline.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)

    def run(prompt):
        start = time.perf_counter()
        pipeline(prompt, num_inference_steps=steps, guidance_scale=5.0, width=side, height=side, generator=torch.Generator("cpu").manual_seed(1))
        return time.perf_counter() - start

    run("warm up")
    print("ready", flush=True)
    for prompt in sys.stdin:
        print(run(prompt.strip()), flush=True)


if __name__ == "__main__":
    main()
