"""Writes what one scheduler of diffusers makes of the configuration of another, which has rewritten it when it was read.

    python src/test/python/make_inherited_golden.py

A class whose file asks for a `solver_type` of other classes puts its own in place of it, and `from_config` hands that
on: a file of UniPC with `heun` is one of `midpoint` to DPM-Solver, which knows `heun` itself. Pinned as
goldens_sampling.py.
"""
import json
import warnings
from pathlib import Path

import diffusers
import torch

import goldens_sampling
from goldens_sampling import SAMPLERS, SD

OUT = Path("src/test/resources/golden/inherited-schedulers.json")
OWN = ["DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "DEISMultistepScheduler",
       "UniPCMultistepScheduler", "EulerDiscreteScheduler"]
TYPES = ["heun", "bh1", "logrho"]
NAMES = ["dpmpp_2m", "dpmpp_single", "unipc"]
SHAPE, STEPS = (1, 2, 3, 5), 5


def handed_on(own, written):
    """What `from_config` of another class gets: without what stands only for a default."""
    config = dict(getattr(diffusers, own).from_config(written).config)
    unwritten = config.pop("_use_default_values", [])
    return {k: v for k, v in config.items() if k not in unwritten}


def main():
    warnings.simplefilter("ignore")
    diffusers.logging.set_verbosity_error()
    lines = []
    for own in OWN:
        for kind in TYPES:
            written = {**SD, "solver_type": kind, "final_sigmas_type": "sigma_min"}  # bh1 does not end at zero
            for name in [n for n in NAMES if SAMPLERS[n][0] != own]:
                x = goldens_sampling.run(name, handed_on(own, written), STEPS, 1.0, shape=SHAPE)[2]
                lines.append(json.dumps({"config": {"_class_name": own, **written}, "name": name, "steps": STEPS,
                                         "values": [float(f"{v:.7g}") for v in x.double().flatten()]}))
    OUT.write_text("[" + ",\n".join(lines) + "]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
