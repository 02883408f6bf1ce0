"""Noise schedule (diffusers: scaled_linear, v_prediction, trailing) and a DDIM loop for samples and goldens.

The colour of a ground shows in all cells at once (1024 of 256 px), so it is decided while a single number is still all noise; and what
the noisiest training pictures still show of it, pictures that begin with noise alone lack (arXiv 2305.08891). Hence the largest sigma.
"""
import math

import torch

STEPS = 1000
BETAS = (1e-4, 0.03)  # first and last; sigma 0.01 to 212


def alphas_cumprod():
    """[1000] float64."""
    betas = torch.linspace(*(math.sqrt(b) for b in BETAS), STEPS, dtype=torch.float64).square()
    return torch.cumprod(1 - betas, 0)


def clock(bar):
    """What the denoiser is told of how noisy a sample is: the time of the cosine schedule (arXiv:2102.09672) with as much noise."""
    return 1000 * (1.008 * 2 / math.pi * torch.atan(((1 - bar) / bar).sqrt()) - 0.008) - 1


def trailing(steps):
    return [round(STEPS - i * STEPS / steps) - 1 for i in range(steps)]


def ddim(denoise, noise, steps):
    """denoise(x, t) -> v, already guided; noise is the first sample."""
    bar = alphas_cumprod()
    x = noise
    for t in trailing(steps):
        before = t - STEPS // steps
        a, b = bar[t].item(), bar[before].item() if before >= 0 else 1.0
        v = denoise(x, t)
        x0 = math.sqrt(a) * x - math.sqrt(1 - a) * v
        eps = math.sqrt(a) * v + math.sqrt(1 - a) * x
        x = math.sqrt(b) * x0 + math.sqrt(1 - b) * eps
    return x


def euler(denoise, noise, steps):
    """diffusers' EulerDiscreteScheduler without churn: same inputs as ddim."""
    bar = alphas_cumprod()
    times = trailing(steps)
    sigmas = [math.sqrt((1 - bar[t].item()) / bar[t].item()) for t in times] + [0.0]
    x = noise * max(sigmas)
    for i, t in enumerate(times):
        s = sigmas[i]
        v = denoise(x / math.sqrt(s * s + 1), t)
        x0 = v * (-s / math.sqrt(s * s + 1)) + x / (s * s + 1)
        x = x + (x - x0) / s * (sigmas[i + 1] - s)
    return x
