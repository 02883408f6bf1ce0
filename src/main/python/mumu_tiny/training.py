"""What the trainers share: checkpoints, and the pace of the small ones."""
import os

import numpy as np
import torch


def save(path, state):
    """So that a killed process leaves the old file or the new one."""
    torch.save(state, str(path) + ".new")
    os.replace(str(path) + ".new", path)


def pace(optimizer, step, steps, peak, warmup=100):
    """Sets the learning rate: warm-up, then a cosine from the peak to a hundredth of it."""
    for group in optimizer.param_groups:
        group["lr"] = peak * min(1, (step + 1) / warmup) * (0.01 + 0.99 * (1 + np.cos(np.pi * step / steps)) / 2)
