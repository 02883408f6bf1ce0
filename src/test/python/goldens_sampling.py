"""Writes src/test/resources/golden/sampling/*.json: what diffusers' schedulers make of a fixed model.

    python src/test/python/goldens_sampling.py [sampler …]

Pinned: diffusers 0.42.1, torch 2.15.0 (CPU), numpy 2.4.6, scipy for the beta curve.
"""
import itertools
import json
import sys
from pathlib import Path

import diffusers
import numpy as np
import torch

OUT = Path("src/test/resources/golden/sampling")
SHAPE = (1, 4, 4, 8)
STEPS = (1, 2, 3, 7, 50, 999, 1000)
DISTILLED = (1, 2, 3, 4, 7, 8, 25, 50)
SPACINGS = ("leading", "trailing", "linspace")
PREDICTIONS = ("epsilon", "v_prediction", "sample")
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
COSINE = {"beta_schedule": "squaredcos_cap_v2"}

# contract name -> diffusers class, arguments that the name stands for, extra variants
CURVES = [{"use_karras_sigmas": True}, {"use_exponential_sigmas": True}, {"use_beta_sigmas": True},
          {"final_sigmas_type": "sigma_min"}]
CLIPPED = [{"clip_sample": True, "clip_sample_range": 0.8}, {"thresholding": True, "sample_max_value": 1.5}]
ZERO = [{"rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}]
BOUNDS = [{**curve, "sigma_min": 0.05, "sigma_max": 8.0} for curve in CURVES[:3]] + [
    {"use_karras_sigmas": True, "sigma_max": 20.0}, {"use_exponential_sigmas": True, "sigma_min": 0.2},
    {"sigma_min": 0.05, "sigma_max": 8.0}]  # classes that do not list these keys heed them too
THRESHOLD = [{"thresholding": True, "sample_max_value": 1.5}]
DPM = CURVES + BOUNDS + THRESHOLD + [{"solver_type": "heun"}, {"solver_order": 3}, {"solver_order": 1}]
OTHER_CURVES = CURVES[:3] + BOUNDS
SAMPLERS = {
    "ddim": ("DDIMScheduler", {}, CLIPPED + ZERO + [{"set_alpha_to_one": False, "steps_offset": 1}]),
    "ddpm": ("DDPMScheduler", {}, CLIPPED + ZERO + [{"variance_type": v} for v in ("fixed_large", "fixed_small_log")]),
    "pndm": ("PNDMScheduler", {}, [{"skip_prk_steps": True, "steps_offset": 1}, {"set_alpha_to_one": True}, {},
                                   {"timestep_spacing": "trailing", "prediction_type": "v_prediction"}]),
    "lms": ("LMSDiscreteScheduler", {}, OTHER_CURVES),
    "euler": ("EulerDiscreteScheduler", {}, CURVES + BOUNDS + ZERO),
    "euler_a": ("EulerAncestralDiscreteScheduler", {}, ZERO),
    "heun": ("HeunDiscreteScheduler", {}, OTHER_CURVES + CLIPPED[:1]),
    "kdpm2": ("KDPM2DiscreteScheduler", {}, OTHER_CURVES),
    "kdpm2_a": ("KDPM2AncestralDiscreteScheduler", {}, OTHER_CURVES),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"},
                 DPM + ZERO + [{"euler_at_final": True, "final_sigmas_type": "sigma_min"},
                               {"lower_order_final": False}, {"lambda_min_clipped": -5.1}, {"use_lu_lambdas": True},
                               {"use_lu_lambdas": True, "sigma_min": 0.05, "sigma_max": 8.0},
                               {"use_lu_lambdas": True, "use_beta_sigmas": True}]),
    "dpmpp_2m_karras": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++", "use_karras_sigmas": True},
                        [{"solver_type": "heun"}, {"final_sigmas_type": "sigma_min"}, BOUNDS[0]]),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}, DPM),
    "dpmpp_single": ("DPMSolverSinglestepScheduler", {"algorithm_type": "dpmsolver++"},
                     DPM + [{"solver_order": 3, "solver_type": "heun"},
                            {"solver_order": 3, "final_sigmas_type": "sigma_min"},
                            {"lower_order_final": True, "final_sigmas_type": "sigma_min"}]),
    "dpm_2m": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver"}, DPM + [{"use_lu_lambdas": True}]),
    "dpm_2m_sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver"}, [v for v in DPM if v.get("solver_order") != 3]),
    "dpm_single": ("DPMSolverSinglestepScheduler", {"algorithm_type": "dpmsolver"},  # its thresholding fails in diffusers
                   [v for v in DPM if v not in THRESHOLD] + [{"solver_order": 3, "solver_type": "heun"}]),
    "dpmpp_single_sde": ("DPMSolverSinglestepScheduler", {"algorithm_type": "sde-dpmsolver++"},
                         DPM + [{"solver_order": 3, "solver_type": "heun"}, {"solver_order": 3, "final_sigmas_type": "sigma_min"}]),
    "deis": ("DEISMultistepScheduler", {}, OTHER_CURVES + THRESHOLD + [{"solver_order": 3}, {"solver_order": 1}]),
    "unipc": ("UniPCMultistepScheduler", {},
              CURVES + BOUNDS + THRESHOLD + ZERO + [{**BOUNDS[0], "final_sigmas_type": "sigma_min"},
                                           {"solver_order": 3}, {"solver_order": 1}, {"solver_type": "bh1"},
                                           {"predict_x0": False, "final_sigmas_type": "sigma_min"},
                                           {"disable_corrector": [0, 2]}]),
    "lcm": ("LCMScheduler", {}, CLIPPED + [{"original_inference_steps": 100}]),
    "tcd": ("TCDScheduler", {}, [{"original_inference_steps": 100}]),
}


def model(x, t):
    """Smooth and bounded, so that a wrong number shows and a rounding does not grow."""
    return torch.tanh(0.5 * x + t / 2000)


def run(name, config, steps, strength, dtype=torch.float32, jitter=0.0, shape=SHAPE):
    """-> the scheduler, the index of the first call, the last latents; jitter: by which share the first ones are changed, up and down."""
    cls, fixed, _ = SAMPLERS[name]
    scheduler = getattr(diffusers, cls).from_config({**config, **fixed})
    scheduler.set_timesteps(steps)
    generator = torch.Generator("cpu").manual_seed(1)
    noise = torch.randn(shape, generator=generator).to(dtype)
    noise = noise * (1 + jitter * torch.linspace(-1, 1, noise.numel(), dtype=dtype).reshape(shape).sin())
    begin = max(steps - min(int(steps * strength), steps), 0) * getattr(scheduler, "order", 1)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(begin)
    times = scheduler.timesteps[begin:]
    if strength < 1:
        clean = torch.linspace(-1, 1, int(np.prod(shape)), dtype=dtype).reshape(shape)
        x = scheduler.add_noise(clean, noise, times[:1])
    else:
        x = noise * scheduler.init_noise_sigma
    arguments = scheduler.step.__code__.co_varnames
    extra = {**({"generator": generator} if "generator" in arguments else {}),
             **({"eta": 0.0} if "eta" in arguments else {})}  # as the Stable Diffusion pipelines pass it
    for t in times:
        out = model(scheduler.scale_model_input(x, t), t)
        x = scheduler.step(out.to(x.dtype), t, x, **extra).prev_sample
    return scheduler, begin, x


def ends(values):
    values = [float(v) for v in values]
    return values if len(values) <= 8 else values[:4] + values[-4:]


def rounded(values):
    return [float(f"{float(v):.7g}") for v in values]


def case(name, config, steps, strength=1.0):
    if name.startswith("dpm_"):
        config = {**config, "final_sigmas_type": "sigma_min"}  # diffusers refuses zero
    try:
        scheduler, begin, x = run(name, config, steps, strength)
    except (IndexError, ValueError, NotImplementedError) as problem:
        print(f"{name} {steps} {config}: not in diffusers ({problem})")
        return None
    if not torch.isfinite(x).all():
        print(f"{name} {steps} {config}: not finite in diffusers")
        return None
    return {"config": config, "steps": steps, "strength": strength, "begin": begin,
            "calls": len(scheduler.timesteps), "timesteps": rounded(ends(scheduler.timesteps)),
            "initialScale": rounded([scheduler.init_noise_sigma])[0],
            "mean": rounded([x.mean()])[0], "meanMagnitude": rounded([x.abs().mean()])[0],
            "head": rounded(x.flatten()[:4])}


def cases(name):
    distilled = name in ("lcm", "tcd")
    spacings = SPACINGS[:1] if distilled or "_single" in name else SPACINGS  # they know no others
    predictions = PREDICTIONS[:2] if name in ("pndm", "euler_a", "kdpm2", "kdpm2_a") else PREDICTIONS
    for spacing, prediction, steps in itertools.product(spacings, predictions, DISTILLED if distilled else STEPS):
        usual = {"clip_sample": False} if name in ("ddim", "ddpm") else {"skip_prk_steps": True} if name == "pndm" else {}
        yield case(name, {**SD, **usual, "timestep_spacing": spacing, "prediction_type": prediction}, steps)
    for steps in (5, 50):
        yield case(name, {}, steps)
        if name != "dpm_single":  # 32 bits are too few: diffusers itself gives other numbers in 64
            # with few steps 32 bits do not carry the cosine schedule's first sigma of 20 000
            yield case(name, {**COSINE, "timestep_spacing": "trailing", "prediction_type": "v_prediction"}, max(25, steps))
        yield case(name, {**SD, "timestep_spacing": "leading", "steps_offset": 1}, steps)
        for variant in SAMPLERS[name][2]:
            yield case(name, {**SD, **variant}, steps)
        yield case(name, SD, steps, strength=0.6)


def whole(name, config, steps):
    """The timesteps at the starts and half-way through steps that a denoiser is told which counts in whole ones."""
    cls, fixed, _ = SAMPLERS[name]
    scheduler = getattr(diffusers, cls).from_config({**config, **fixed})
    scheduler.set_timesteps(steps)
    whole = scheduler.timesteps.long().tolist()
    return {"name": name, "config": config, "steps": steps, "starts": whole[::2], "middles": whole[1::2]}


def take_nearest_roots():
    """PyTorch's square roots are a bit off on some CPUs, which cuts a timestep to another whole one."""
    power = torch.Tensor.__pow__
    torch.Tensor.__pow__ = lambda x, e: torch.from_numpy(np.asarray(np.sqrt(x.numpy()))) if isinstance(e, float) and e == 0.5 else power(x, e)


def wholes():
    """NB: of the middles, a few differ by one between CPUs all the same (4 of 144 cases seen), by the last bit of a logarithm."""
    curves = ({}, *CURVES[:3])
    for name, curve, spacing in itertools.product(("kdpm2", "kdpm2_a"), curves, SPACINGS):
        for steps in (4, 7, 9, 13, 16, 25):
            yield whole(name, {**SD, **curve, "timestep_spacing": spacing}, steps)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or SAMPLERS:
        lines = ",\n".join(json.dumps(c) for c in cases(name) if c)
        (OUT / f"{name}.json").write_text("[\n" + lines + "\n]\n", encoding="utf-8")
    if not sys.argv[1:]:
        other()
        take_nearest_roots()
        (OUT.parent / "whole-timesteps.json").write_text("[" + ",\n".join(map(json.dumps, wholes())) + "]\n", encoding="utf-8")


def other():
    bars = {name: list(map(float, ends(diffusers.DDIMScheduler(**config).alphas_cumprod)))
            for name, config in (("linear", {}), ("scaled_linear", SD), ("squaredcos_cap_v2", COSINE))}
    noise = {}
    for seed, counts in ((0, (5, 5, 16, 17, 3)), (4294967295, (40,)), (42, (1, 1, 1, 33))):
        generator = torch.Generator("cpu").manual_seed(seed)
        noise[str(seed)] = [rounded(torch.randn(n, generator=generator)) for n in counts]
    big = torch.randn(100_000, generator=torch.Generator("cpu").manual_seed(7))
    noise["sum of 100000 magnitudes, seed 7"] = float(big.abs().double().sum())
    (OUT.parent / "noise.json").write_text(json.dumps({"alphaBars": bars, "noise": noise}, indent=1) + "\n")


if __name__ == "__main__":
    main()
