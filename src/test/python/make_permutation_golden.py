"""Writes src/test/resources/golden/permutations.json: orders of torch.randperm (torch 2.15.0), each seed's one after another."""
import json
from pathlib import Path

import torch

orders = {}
for seed in (0, 1, 42, 4294967295):
    generator = torch.Generator("cpu").manual_seed(seed)
    orders[seed] = [torch.randperm(n, generator=generator).tolist() for n in (12, 3, 1, 5, 12, 300)]
Path("src/test/resources/golden/permutations.json").write_text(json.dumps(orders) + "\n", encoding="utf-8")
