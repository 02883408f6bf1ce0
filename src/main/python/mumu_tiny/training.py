"""Writes checkpoints so that a killed process leaves the old one or the new one."""
import os

import torch


def save(path, state):
    torch.save(state, str(path) + ".new")
    os.replace(str(path) + ".new", path)
