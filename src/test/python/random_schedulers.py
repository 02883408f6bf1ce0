"""Draws scheduler configurations at random and writes what diffusers makes of them.

    python src/test/python/random_schedulers.py [cases seed file]

Without arguments it writes the fixture of the build, src/test/resources/golden/random-schedulers.json. A larger file is
replayed by the `main` of src/test/java/mumu/sampling/RandomSchedulerTest.java, which prints the largest difference per
scheduler. Pinned as goldens_sampling.py.
"""
import json
import random
import sys
import warnings
from contextlib import nullcontext
from pathlib import Path
from unittest import mock

import diffusers
import numpy as np
import torch
import goldens_sampling
from goldens_sampling import SAMPLERS, SD

SHAPE = (1, 2, 3, 5)
FIXTURE = (210, 5, "src/test/resources/golden/random-schedulers.json")
JITTER = 1e-6
ZERO_SNR = {**SD, "timestep_spacing": "linspace", "rescale_betas_zero_snr": True}
KARRAS = {"use_karras_sigmas": True}
END = {"final_sigmas_type": "sigma_min"}
# what earlier draws found wrong, and keys that only one class reads
PINNED = [
    ("ddim", ZERO_SNR, 45), ("ddpm", ZERO_SNR, 12),  # nothing of the image is left, then clipped
    ("deis", {**SD, **KARRAS, "sigma_min": 0.0649}, 3),  # ends at the curve's smallest level
    ("unipc", {**SD, "use_beta_sigmas": True, "sigma_min": 0.1, **END}, 5), ("unipc", {**SD, **KARRAS, **END}, 1),
    ("euler", {**SD, "interpolation_type": "log_linear"}, 7),
    ("euler", {**SD, "interpolation_type": "log_linear", "use_beta_sigmas": True}, 7),
    ("euler", {"prediction_type": "v_prediction", "timestep_type": "continuous", "interpolation_type": "log_linear",
               **KARRAS, "sigma_min": 0.002, "sigma_max": 700.0}, 10),
    ("dpmpp_2m", {**SD, "beta_end": 0.014, "use_exponential_sigmas": True}, 4),  # 999 or 998 by numpy's logarithm
    ("dpmpp_2m_sde", {"beta_schedule": "squaredcos_cap_v2", "num_train_timesteps": 500, "use_lu_lambdas": True,
                      "prediction_type": "v_prediction"}, 1),
    ("dpmpp_2m_sde", {"beta_start": 0.0005, "beta_end": 0.015, "thresholding": True, "use_lu_lambdas": True, **END}, 5),
    # the last levels before zero SNR are noisier than its own
    ("dpmpp_2m_sde", {"timestep_spacing": "linspace", "rescale_betas_zero_snr": True, "use_lu_lambdas": True}, 22),
    # a flag that is null is off, also where it is on by default
    ("ddim", {**SD, "set_alpha_to_one": None, "clip_sample": None}, 6), ("ddpm", {**SD, "clip_sample": None}, 3),
    ("unipc", {**SD, "lower_order_final": None, "predict_x0": None}, 4), ("dpmpp_2m", {**SD, "lower_order_final": None}, 5),
    ("lcm", {**SD, "set_alpha_to_one": None}, 2),
    # schedules that only one class has
    ("ddpm", {"beta_schedule": "sigmoid", "clip_sample": False}, 7), ("ddpm", {"beta_schedule": "laplace", "prediction_type": "v_prediction"}, 6),
    ("heun", {"beta_schedule": "exp"}, 5), ("ddim", {"beta_schedule": "sigmoid"}, 5), ("ddpm", {"beta_schedule": "exp"}, 5),
]


def draw(dice):
    """Any key that any class reads, whether this one does or not: a config outlives its class."""
    def sometimes(chance, **value):
        return value if dice.random() < chance else {}

    train = dice.choice([1000] * 7 + [100, 500, 1100])
    config = dice.choice([dict(SD), dict(SD), {}, {"beta_schedule": "squaredcos_cap_v2"},
                          {"beta_start": 0.0005, "beta_end": 0.015, "beta_schedule": "linear"}])
    config |= sometimes(1 if train != 1000 else 0, num_train_timesteps=train)
    if dice.random() < 0.04:
        config["num_train_timesteps"] = 60
        config["trained_betas"] = [round(0.002 + 0.0015 * i + 0.0005 * dice.random(), 5) for i in range(60)]
    config |= sometimes(0.8, timestep_spacing=dice.choice(["leading", "trailing", "linspace"]))
    config |= sometimes(0.3, steps_offset=dice.choice([0, 1, 1, 2]))
    config |= sometimes(0.7, prediction_type=dice.choice(["epsilon", "v_prediction", "sample"]))
    curve = dice.choice([None, None, "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"])
    config |= {curve: True} if curve else {}
    config |= sometimes(0.2, sigma_min=round(dice.uniform(0.01, 0.3), 4))
    config |= sometimes(0.2, sigma_max=round(dice.uniform(2, 20), 3))
    config |= sometimes(0.2, rescale_betas_zero_snr=True)
    config |= sometimes(0.3, final_sigmas_type=dice.choice(["zero", "sigma_min"]))
    config |= sometimes(0.2, thresholding=dice.random() < 0.7)
    config |= sometimes(0.3, sample_max_value=round(dice.uniform(1, 3), 2))
    config |= sometimes(0.3, dynamic_thresholding_ratio=round(dice.uniform(0.5, 1), 3))
    config |= sometimes(0.4, clip_sample=dice.random() < 0.5)
    config |= sometimes(0.2, clip_sample_range=round(dice.uniform(0.5, 2), 2))
    config |= sometimes(0.3, set_alpha_to_one=dice.random() < 0.5)
    config |= sometimes(0.4, skip_prk_steps=dice.random() < 0.7)
    config |= sometimes(0.4, solver_order=dice.choice([1, 2, 3]))
    config |= sometimes(0.4, solver_type=dice.choice(["midpoint", "heun", "logrho", "bh1", "bh2"]))
    config |= sometimes(0.3, lower_order_final=dice.random() < 0.5)
    config |= sometimes(0.3, euler_at_final=dice.random() < 0.5)
    config |= sometimes(0.15, use_lu_lambdas=True)
    config |= sometimes(0.15, lambda_min_clipped=round(dice.uniform(-6, -2), 2))
    config |= sometimes(0.3, variance_type=dice.choice(["fixed_small", "fixed_small_log", "fixed_large"]))
    config |= sometimes(0.2, predict_x0=dice.random() < 0.5)
    config |= sometimes(0.2, disable_corrector=sorted(dice.sample(range(8), dice.randint(1, 3))))
    config |= sometimes(0.2, original_inference_steps=dice.choice([20, 50, 100]))
    config |= sometimes(0.2, timestep_scaling=dice.choice([1.0, 5.0, 10.0]))
    config |= sometimes(0.15, interpolation_type=dice.choice(["linear", "log_linear"]))
    config |= sometimes(0.15, timestep_type=dice.choice(["discrete", "continuous"]))
    return config


def run(*arguments, **options):
    """-> the last latents, flat, in 64 bit."""
    return goldens_sampling.run(*arguments, shape=SHAPE, **options)[2].double().numpy().flatten()


def single_noise(*shape, dtype=None, randn=torch.randn, **options):
    """The generator gives other numbers for 64 bit."""
    return randn(*shape, dtype=torch.float32, **options).to(dtype or torch.float32)


def wide_levels(kind):
    """The scheduler's class with its noise levels in 64 bit."""
    def set_timesteps(scheduler, *arguments, prepare=kind.set_timesteps, **options):
        prepare(scheduler, *arguments, **options)
        for key in ("sigmas", "alphas_cumprod"):
            if isinstance(getattr(scheduler, key, None), torch.Tensor):
                setattr(scheduler, key, getattr(scheduler, key).double())
    return mock.patch.object(kind, "set_timesteps", set_timesteps)


def nearest_roots():
    """PyTorch's roots are a bit off on some CPUs; these are not."""
    power = torch.Tensor.__pow__
    root = lambda x: torch.from_numpy(np.asarray(np.sqrt(x.numpy())))
    return mock.patch.multiple(torch.Tensor, sqrt=root, __pow__=lambda x, e: root(x) if e == 0.5 else power(x, e))


def spread(name, config, steps, strength, values):
    """By how much roundings alone move the result: of the first latents, of roots, and of the work in 64 bit instead of
    32. NB: the fixture's older cases know neither of roots nor of levels in 64 bit, and are the stricter for it."""
    moved = [run(name, config, steps, strength, jitter=JITTER)]
    with nearest_roots():
        moved.append(run(name, config, steps, strength))
    for levels in (nullcontext(), wide_levels(getattr(diffusers, SAMPLERS[name][0]))):
        try:
            with mock.patch("torch.randn", single_noise), levels:
                moved.append(run(name, config, steps, strength, dtype=torch.float64))
        except (RuntimeError, TypeError):  # a scheduler that knows no 64-bit latents
            continue
    return float(max(np.abs(m - values).max() for m in moved if np.isfinite(m).all()))


def case(name, config, steps, strength):
    found = {"name": name, "config": config, "steps": steps, "strength": strength}
    try:
        values = run(name, config, steps, strength)
    except Exception as problem:  # whatever diffusers answers is a result here
        return found | {"problem": f"{type(problem).__name__}: {problem}"[:100]}
    if not np.isfinite(values).all():
        return found | {"problem": "not finite"}
    return found | {"spread": float(f"{spread(name, config, steps, strength, values):.2g}"),
                    "values": [float(f"{v:.7g}") for v in values]}


def main():
    warnings.simplefilter("ignore")
    diffusers.logging.set_verbosity_error()
    count, seed, file = sys.argv[1:] or FIXTURE
    dice = random.Random(int(seed))
    names = list(SAMPLERS)
    with Path(file).open("w", encoding="utf-8") as out:
        out.write("[" + ",\n".join(json.dumps(case(*pinned, 1.0)) for pinned in PINNED))
        for i in range(int(count)):
            name = names[i % len(names)]
            config = draw(dice)
            if name.startswith("dpm_"):
                config["final_sigmas_type"] = "sigma_min"  # diffusers refuses zero
            if name == "dpm_2m_sde":
                config.pop("solver_order", None)  # diffusers has no third and fails where it gets there
            steps = dice.choice([dice.randint(1, 8), dice.randint(1, 60)])
            strength = dice.choice([1.0, 1.0, round(dice.uniform(0.2, 1), 2)])
            strength = strength if int(steps * strength) else 1.0  # the pipelines refuse no step at all
            out.write(",\n" + json.dumps(case(name, config, steps, strength)))
        out.write("]\n")


if __name__ == "__main__":
    main()
