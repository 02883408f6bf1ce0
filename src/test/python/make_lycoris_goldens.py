"""Writes src/test/resources/golden/lycoris: a fine-tune of every kind that is no plain LoRA, and merged weights.

    python src/test/python/make_lycoris_goldens.py

Pinned: numpy 2.4.6, safetensors 0.8. The formulas are those of LyCORIS 3.4 (`functional/loha.py`, `lokr.py`, `tucker`) and of
PEFT 0.19 (`tuners/lora/dora.py`), written with numpy's own einsum and kron. A weight before is sin(i / 10), i counted through.
"""
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

OUT = Path("src/test/resources/golden/lycoris")
OUTS, INS, RANK, ALPHA = 6, 4, 2, 3.0
LINEAR, KERNEL = (OUTS, INS), (OUTS, INS, 3, 3)
random = np.random.default_rng(20261129)


def draw(*shape):
    return random.standard_normal(shape).astype(np.float32)


def flat(product, shape):
    return product.reshape(shape)


def loha(shape):
    columns = int(np.prod(shape[1:]))
    t = {"hada_w1_a": draw(OUTS, RANK), "hada_w1_b": draw(RANK, columns), "hada_w2_a": draw(OUTS, RANK), "hada_w2_b": draw(RANK, columns)}
    return t, flat((t["hada_w1_a"] @ t["hada_w1_b"]) * (t["hada_w2_a"] @ t["hada_w2_b"]), shape) * ALPHA / RANK


def tucker(t, core, a, b):
    return np.einsum("ijkl,jr,ip->prkl", t[core], t[b], t[a])


def loha_tucker(shape):
    t = {f"hada_{k}": draw(RANK, *size) for n in "12" for k, size in
         ((f"t{n}", (RANK, 3, 3)), (f"w{n}_a", (OUTS,)), (f"w{n}_b", (INS,)))}
    return t, tucker(t, "hada_t1", "hada_w1_a", "hada_w1_b") * tucker(t, "hada_t2", "hada_w2_a", "hada_w2_b") * ALPHA / RANK


def lokr(shape):
    """w1 whole, w2 of factors."""
    columns = int(np.prod(shape[1:]))
    t = {"lokr_w1": draw(2, 2), "lokr_w2_a": draw(OUTS // 2, RANK), "lokr_w2_b": draw(RANK, columns // 2)}
    return t, flat(np.kron(t["lokr_w1"], t["lokr_w2_a"] @ t["lokr_w2_b"]), shape) * ALPHA / RANK


def lokr_whole(shape):
    """Both whole: alpha has no effect."""
    t = {"lokr_w1": draw(3, 2), "lokr_w2": draw(2, 2, *shape[2:])}
    return t, np.kron(t["lokr_w1"].reshape(3, 2, *[1] * (len(shape) - 2)), t["lokr_w2"])


def lokr_tucker(shape):
    t = {"lokr_w1_a": draw(2, 1), "lokr_w1_b": draw(1, 2), "lokr_t2": draw(RANK, RANK, 3, 3), "lokr_w2_a": draw(RANK, OUTS // 2),
         "lokr_w2_b": draw(RANK, INS // 2)}
    w1 = (t["lokr_w1_a"] @ t["lokr_w1_b"]).reshape(2, 2, 1, 1)
    return t, np.kron(w1, tucker(t, "lokr_t2", "lokr_w2_a", "lokr_w2_b")) * ALPHA / RANK


def lora(shape):
    columns = int(np.prod(shape[1:]))
    t = {"lora_up.weight": draw(OUTS, RANK, *[1] * (len(shape) - 2)), "lora_down.weight": draw(RANK, *shape[1:])}
    return t, flat(t["lora_up.weight"].reshape(OUTS, RANK) @ t["lora_down.weight"].reshape(RANK, columns), shape) * ALPHA / RANK


def renormalised(weight, magnitude, axes):
    return magnitude * weight / np.sqrt((weight.astype(np.float64) ** 2).sum(axes, keepdims=True))


CASES = [  # module, factors, shape, strength, magnitude: key, shape, axes of the length
    ("lora_unet_mid_block_attentions_0_proj_in", loha, LINEAR, 0.7, None),
    ("lora_unet_mid_block_resnets_0_conv1", loha, KERNEL, 1.0, None),
    ("lora_unet_mid_block_resnets_0_conv2", loha_tucker, KERNEL, 0.5, None),
    ("lora_te_text_model_encoder_layers_0_mlp_fc1", lokr, LINEAR, 0.8, None),
    ("lora_unet_mid_block_resnets_1_conv1", lokr, KERNEL, 1.0, None),
    ("lora_unet_mid_block_attentions_0_proj_out", lokr_whole, LINEAR, 0.6, None),
    ("lora_unet_input_blocks_1_0_in_layers_2", lokr_whole, KERNEL, 1.0, None),
    ("lora_unet_mid_block_resnets_1_conv2", lokr_tucker, KERNEL, -0.5, None),
    ("lora_unet_conv_in", lora, KERNEL, 1.0, ("dora_scale", (OUTS, 1, 1, 1), (1, 2, 3))),
    ("lora_unet_conv_out", lora, KERNEL, 0.5, ("lora_magnitude_vector", (1, OUTS, 1, 1), (1, 2, 3))),
    ("unet.time_embedding.linear_1", lora, LINEAR, 0.8, ("lora_magnitude_vector", (OUTS,), (1,))),
    ("lora_unet_time_embedding_linear_2", loha, LINEAR, 1.0, ("dora_scale", (OUTS, 1), (1,))),
    ("lora_unet_down_blocks_0_resnets_0_conv2", lokr, KERNEL, 0.9, ("dora_scale", (1, INS, 1, 1), (0, 2, 3))),
]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    tensors, records = {}, []
    for module, make, shape, strength, magnitude in CASES:
        found, delta = make(shape)
        found["alpha"] = np.array(ALPHA, dtype=np.float32)
        weight = np.sin(np.arange(np.prod(shape)) / 10).astype(np.float32).reshape(shape) + np.float32(strength) * delta
        if magnitude:
            role, size, axes = magnitude
            found[role] = np.abs(draw(*size)) + 0.5
            broad = found[role].reshape([-1 if axis not in axes else 1 for axis in range(len(shape))])
            weight = renormalised(weight, broad, axes)
        tensors.update({f"{module}.{role}": value for role, value in found.items()})
        records.append({"key": module, "outs": OUTS, "strength": strength, "weight": [float(f"{v:.7g}") for v in weight.flatten()]})
    save_file(tensors, OUT / "every-kind.safetensors")
    (OUT / "every-kind.safetensors").chmod(0o644)
    (OUT / "merged.json").write_text("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
