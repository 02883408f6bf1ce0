"""Noise schedule (diffusers: linear, v_prediction, trailing) and sampling loops for figures and goldens.

The colour of a ground shows in all cells at once (1024 of 256 px), so it is decided while a single number is still all noise; and what
the noisiest training pictures still show of it, pictures that begin with noise alone lack (arXiv 2305.08891). Hence the largest sigma.
Things are told by tokens, not found in the noise: little of it is left to decide below a sigma of 1, and steps there add grain.
"""
import math

import torch

STEPS = 1000
BETAS = (0.002, 0.02)  # first and last; of ten steps, sigma 254, 97, 40, 18, 9.2, 5, 2.9, 1.8, 1.1, 0.58


def alphas_cumprod(schedule="linear", betas=BETAS):
    """[1000] float64; schedule: as in diffusers, linear or scaled_linear."""
    power = {"linear": 1, "scaled_linear": 2}[schedule]
    return torch.cumprod(1 - torch.linspace(*(b ** (1 / power) for b in betas), STEPS, dtype=torch.float64) ** power, 0)


def clock(bar):
    """What the denoiser is told of how noisy a sample is: the time of the cosine schedule (arXiv:2102.09672) with as much noise."""
    return 1000 * (1.008 * 2 / math.pi * torch.atan(((1 - bar) / bar).sqrt()) - 0.008) - 1


def trailing(steps):
    return [round(STEPS - i * STEPS / steps) - 1 for i in range(steps)]


def ddim(denoise, draw, steps, bar):
    """denoise(x, t) -> v, already guided; draw() -> noise of the sample's shape, first the sample that is begun with;
    bar: `alphas_cumprod`."""
    x = draw()
    for t in trailing(steps):
        before = t - STEPS // steps
        a, b = bar[t].item(), bar[before].item() if before >= 0 else 1.0
        v = denoise(x, t)
        x0 = math.sqrt(a) * x - math.sqrt(1 - a) * v
        eps = math.sqrt(a) * v + math.sqrt(1 - a) * x
        x = math.sqrt(b) * x0 + math.sqrt(1 - b) * eps
    return x


def euler(denoise, draw, steps, bar):
    """diffusers' EulerDiscreteScheduler without churn: same inputs as ddim."""
    return walk(denoise, draw, steps, bar, lambda x, x0, s, after: x + (x - x0) / s * (after - s))


def euler_ancestral(denoise, draw, steps, bar):
    """diffusers' EulerAncestralDiscreteScheduler: same inputs as ddim."""
    def step(x, x0, s, after):
        up = math.sqrt(after ** 2 * (s ** 2 - after ** 2) / s ** 2)
        return x + (x - x0) / s * (math.sqrt(after ** 2 - up ** 2) - s) + up * draw()
    return walk(denoise, draw, steps, bar, step)


def walk(denoise, draw, steps, bar, step):
    """step(x, x0, sigma, next sigma) -> the next x; samples are not scaled by how noisy they are."""
    times = trailing(steps)
    sigmas = [math.sqrt((1 - bar[t].item()) / bar[t].item()) for t in times] + [0.0]
    x = draw() * max(sigmas)
    for i, t in enumerate(times):
        s = sigmas[i]
        v = denoise(x / math.sqrt(s * s + 1), t)
        x0 = v * (-s / math.sqrt(s * s + 1)) + x / (s * s + 1)
        x = step(x, x0, s, sigmas[i + 1])
    return x
