"""Sizes of the model and where it is trained: two cores, or one GPU with the same code."""
from dataclasses import dataclass, field

import torch


@dataclass(frozen=True)
class Config:
    device: str
    ranks: int  # processes that share gradients
    painter: dict = field(default_factory=dict)  # fields of model.Size
    renderer: tuple = (48, 96, 160, 192)  # widths at 32, 16, 8 and 4 cells


CONFIGS = {
    "cpu": Config("cpu", 2, {"width": 64, "deep": 160}),
    "gpu": Config("cuda", 1, {"width": 128, "deep": 320, "blocks": 4, "words": 256, "layers": 4}, (96, 160, 256, 320)),
}


def autocast(device):
    """Half precision where the hardware has it: emulated, it takes twice the time of fp32 (measured on AVX-512 without BF16)."""
    return torch.autocast(device, torch.bfloat16, enabled=device != "cpu" or torch.cpu._is_avx512_bf16_supported())
