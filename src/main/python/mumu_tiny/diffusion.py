"""Noise schedule (diffusers: squaredcos_cap_v2, v_prediction, trailing) and a DDIM loop for samples and goldens."""
import math

import torch

STEPS = 1000


def alphas_cumprod():
    """[1000] float64, as diffusers' betas_for_alpha_bar with max_beta 0.999."""
    bar = lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2
    betas = [min(1 - bar((i + 1) / STEPS) / bar(i / STEPS), 0.999) for i in range(STEPS)]
    return torch.cumprod(1 - torch.tensor(betas, dtype=torch.float64), 0)


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
