"""One PyTorch part of a pipeline -> one ONNX graph, with the names optimum uses."""
import inspect
import tempfile
from dataclasses import dataclass
from pathlib import Path

import diffusers
import onnx
import torch
from diffusers.models.attention_processor import AttnProcessor

OPSET = 17


@dataclass(frozen=True)
class Dialect:
    """What differs between exports found in the wild; the defaults are today's optimum."""
    ids: torch.dtype = torch.int64
    timestep: torch.dtype = torch.float32
    timestep_rank: int = 0
    timestep_axis: str = "steps"
    latents: str = "latent_parameters"  # mean and log variance; older exports sample inside: latent_sample
    external: bool = False
    opset: int = OPSET
    dynamo: tuple = ()  # parts that torch's newer exporter writes, which knows opsets from 18 on


class TextEncoder(torch.nn.Module):
    def __init__(self, model, projected):
        super().__init__()
        self.model, self.projected = model, projected

    def forward(self, input_ids, attention_mask=None):
        out = self.model(input_ids.long(), attention_mask, output_hidden_states=True)
        first = (out.text_embeds, out.last_hidden_state) if self.projected else (out.last_hidden_state, out.pooler_output)
        return (*first, *out.hidden_states)


class Denoiser(torch.nn.Module):
    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, sample, timestep, encoder_hidden_states, *more):
        named = dict(zip(self.names, more))
        added = {k: named[k] for k in ("text_embeds", "time_ids") if k in named}
        return self.model(sample, timestep.to(sample.dtype), encoder_hidden_states,
                          timestep_cond=named.get("timestep_cond"), added_cond_kwargs=added or None,
                          return_dict=False)[0]


class Encoder(torch.nn.Module):
    def __init__(self, model, latents):
        super().__init__()
        self.model, self.latents = model, latents

    def forward(self, sample):
        encoded = self.model.encode(sample)
        if not hasattr(encoded, "latent_dist"):  # of an AutoencoderTiny
            return encoded.latents
        return encoded.latent_dist.parameters if self.latents == "latent_parameters" else encoded.latent_dist.mode()


class Decoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, latent_sample):
        return self.model.decode(latent_sample, return_dict=False)[0]


def save(module, inputs, outputs, axes, path, dialect):
    """inputs: name -> example; axes: name -> {axis: dimension name}; every other axis keeps its extent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    module.eval()
    if path.parent.name in dialect.dynamo:
        save_newer(module, inputs, outputs, axes, path, dialect)
        return
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        raw = Path(folder) / "graph.onnx"
        torch.onnx.export(module, tuple(inputs.values()), raw, dynamo=False, opset_version=dialect.opset,
                          input_names=list(inputs), output_names=outputs, dynamic_axes=axes)
        model = onnx.load(raw)
        results = module(*inputs.values())
    for name, result in zip(outputs, results if isinstance(results, tuple) else (results,)):
        value = next(v for v in model.graph.output if v.name == name)
        for i, dim in enumerate(value.type.tensor_type.shape.dim):  # tracing names them after nodes
            dim.Clear()
            if i in axes[name]:
                dim.dim_param = axes[name][i]
            else:
                dim.dim_value = result.shape[i]
    if dialect.external:
        data = path.name + "_data"
        (path.parent / data).unlink(missing_ok=True)
        onnx.save(model, path, save_as_external_data=True, location=data,
                  size_threshold=0 if dialect.external == "all" else 1024)
    else:
        onnx.save(model, path)


def save_newer(module, inputs, outputs, axes, path, dialect):
    """With the axes' names that the exporter finds, and weights in `model.onnx.data`."""
    shapes = [{i: torch.export.Dim.AUTO for i in axes.get(name, {})} for name in inputs]
    named = [p for p in inspect.signature(module.forward).parameters.values() if p.kind != p.VAR_POSITIONAL]
    if len(named) < len(shapes):
        shapes[len(named):] = [tuple(shapes[len(named):])]
    torch.onnx.export(module, tuple(inputs.values()), path, dynamo=True, opset_version=max(dialect.opset, 18), verbose=False,
                      input_names=list(inputs), output_names=outputs, dynamic_shapes=tuple(shapes),
                      external_data=bool(dialect.external))


def save_text_encoder(model, projected, path, dialect):
    layers = model.config.num_hidden_layers
    first = ["text_embeds", "last_hidden_state"] if projected else ["last_hidden_state", "pooler_output"]
    outputs = first + [f"hidden_states.{i}" for i in range(layers + 1)]
    axes = {name: {0: "batch_size"} for name in outputs}
    length = model.config.max_position_embeddings
    ids = torch.full((2, length), model.config.vocab_size - 1, dtype=dialect.ids)
    inputs = {"input_ids": ids}
    if getattr(model.config, "use_attention_mask", False):
        inputs["attention_mask"] = torch.ones_like(ids, dtype=torch.int64)
    axes |= {name: {0: "batch_size"} for name in inputs}
    save(TextEncoder(model, projected), inputs, outputs, axes, path, dialect)


def attend_simply(model, dialect):
    """Attention as one operation can be written from opset 14 on."""
    if dialect.opset < 14 and hasattr(model, "set_attn_processor"):
        model.set_attn_processor(AttnProcessor())


def save_denoiser(model, pooled, path, dialect):
    """pooled: width of `text_embeds`, 0 for SD."""
    attend_simply(model, dialect)
    config, dtype = model.config, model.dtype
    space = {0: "batch_size", 2: "height", 3: "width"}
    timestep = torch.tensor(7, dtype=dialect.timestep)
    inputs = {"sample": torch.randn(2, config.in_channels, 8, 8).to(dtype),
              "timestep": timestep if dialect.timestep_rank == 0 else timestep[None],
              "encoder_hidden_states": torch.randn(2, 77, config.cross_attention_dim).to(dtype)}
    axes = {"sample": space, "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"}, "out_sample": space}
    if dialect.timestep_rank == 1:
        axes["timestep"] = {0: dialect.timestep_axis}
    if pooled:
        inputs["text_embeds"] = torch.randn(2, pooled).to(dtype)
        numbers = (config.projection_class_embeddings_input_dim - pooled) // config.addition_time_embed_dim
        inputs["time_ids"] = torch.randn(2, numbers).to(dtype)
    if config.time_cond_proj_dim:
        inputs["timestep_cond"] = torch.randn(2, config.time_cond_proj_dim).to(dtype)
    for name in list(inputs)[3:]:
        axes[name] = {0: "batch_size"}
    save(Denoiser(model, list(inputs)[3:]), inputs, ["out_sample"], axes, path, dialect)


def save_codec(model, folder, dialect):
    """`vae_encoder/` and `vae_decoder/`."""
    attend_simply(model, dialect)
    config, dtype = model.config, model.dtype
    image = {0: "batch_size", 2: "height", 3: "width"}
    latent = {0: "batch_size", 2: "latent_height", 3: "latent_width"}
    latents = dialect.latents if isinstance(model, diffusers.AutoencoderKL) else "latent_sample"
    save(Encoder(model, latents), {"sample": torch.randn(1, 3, 64, 64).to(dtype)}, [latents],
         {"sample": image, latents: latent}, folder / "vae_encoder/model.onnx", dialect)
    save(Decoder(model), {"latent_sample": torch.randn(1, config.latent_channels, 8, 8).to(dtype)}, ["sample"],
         {"latent_sample": latent, "sample": image}, folder / "vae_decoder/model.onnx", dialect)
