"""diffusers' own pipelines around ONNX graphs: what the Java side must equal, and how an export is checked."""
import json
from types import SimpleNamespace

import diffusers
import onnxruntime
import torch
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.configuration_utils import FrozenDict
from transformers import CLIPTokenizer

TYPES = {"tensor(float)": torch.float32, "tensor(float16)": torch.float16, "tensor(int64)": torch.int64,
         "tensor(int32)": torch.int32, "tensor(double)": torch.float64}


class Graph(torch.nn.Module):
    """One session; feeds are cast to the graph's types and ranks, results are torch tensors."""

    single = False

    def __init__(self, path, config, threads=1):
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
        self.config = FrozenDict(config)
        self.register_buffer("device_mark", torch.zeros(1), persistent=False)

    @property
    def dtype(self):
        """What diffusers keeps latents in; graphs are fed what they want whatever it is."""
        return torch.float32 if self.single else TYPES[self.session.get_outputs()[0].type]

    @property
    def device(self):
        return torch.device("cpu")

    def run(self, **inputs):
        feeds = {}
        for node in self.session.get_inputs():
            value = torch.as_tensor(inputs[node.name]).to(TYPES[node.type])
            if node.name == "timestep":
                value = value.reshape([]) if not node.shape else value.reshape(1)
                if node.shape[:1] == ["batch_size"]:
                    value = value.expand(len(inputs["sample"])).contiguous()
            feeds[node.name] = value.numpy()
        names = [o.name for o in self.session.get_outputs()]
        return {n: torch.from_numpy(r) for n, r in zip(names, self.session.run(None, feeds))}


class TextEncoder(Graph):
    def forward(self, input_ids, attention_mask=None, output_hidden_states=False):
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        out = self.run(input_ids=input_ids, attention_mask=mask)
        last = [k for k in out if not k.startswith("hidden_states")]
        hidden = tuple(out[f"hidden_states.{i}"] for i in range(len(out) - len(last)))
        return _Output(tuple(out[k] for k in last), hidden)


class _Output(tuple):
    def __new__(cls, values, hidden):
        self = super().__new__(cls, values)
        self.hidden_states = hidden
        return self


class Unet(Graph):
    def forward(self, sample, timestep, encoder_hidden_states, timestep_cond=None, cross_attention_kwargs=None,
                added_cond_kwargs=None, return_dict=False):
        out = self.run(sample=sample, timestep=timestep, encoder_hidden_states=encoder_hidden_states,
                       timestep_cond=timestep_cond, **(added_cond_kwargs or {}))
        return (out["out_sample"].to(sample.dtype),)

    @property
    def add_embedding(self):
        return SimpleNamespace(linear_1=SimpleNamespace(
            in_features=self.config["projection_class_embeddings_input_dim"]))


class Codec(torch.nn.Module):
    def __init__(self, folder, config, threads=1):
        super().__init__()
        if config["_class_name"] == "AutoencoderTiny":
            config = {"block_out_channels": config["decoder_block_out_channels"], **config}
        self.encoder = Graph(folder / "vae_encoder/model.onnx", config, threads)
        self.decoder = Graph(folder / "vae_decoder/model.onnx", config, threads)
        self.config = FrozenDict(config)

    @property
    def dtype(self):
        return self.decoder.dtype

    @property
    def device(self):
        return torch.device("cpu")

    def encode(self, sample):
        out = {k: v.to(sample.dtype) for k, v in self.encoder.run(sample=sample).items()}
        if "latent_parameters" in out:  # also of a graph that gives both, as in optimum
            return SimpleNamespace(latent_dist=DiagonalGaussianDistribution(out["latent_parameters"]))
        return SimpleNamespace(latents=out["latent_sample"])

    def decode(self, latents, return_dict=False, generator=None):
        return (self.decoder.run(latent_sample=latents)["sample"],)


PIPELINES = {
    "lcm": {"txt2img": diffusers.LatentConsistencyModelPipeline,
            "img2img": diffusers.LatentConsistencyModelImg2ImgPipeline},
    "sd": {"txt2img": diffusers.StableDiffusionPipeline, "img2img": diffusers.StableDiffusionImg2ImgPipeline,
           "inpaint": diffusers.StableDiffusionInpaintPipeline},
    "sdxl": {"txt2img": diffusers.StableDiffusionXLPipeline, "img2img": diffusers.StableDiffusionXLImg2ImgPipeline,
             "inpaint": diffusers.StableDiffusionXLInpaintPipeline},
}


def load(folder, task="txt2img", single=False, threads=1):
    """A diffusers pipeline whose parts are the folder's graphs.

    single: whether latents are kept in single precision between the calls of half-precision graphs.
    """
    read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
    index = read("model_index.json")
    family = "sdxl" if "StableDiffusionXL" in index["_class_name"] else "sd"
    family = "lcm" if "LatentConsistency" in index["_class_name"] else family
    scheduler = getattr(diffusers, index["scheduler"][1]).from_pretrained(folder / "scheduler")
    parts = {"vae": Codec(folder, read("vae_decoder/config.json"), threads),
             "unet": Unet(folder / "unet/model.onnx", read("unet/config.json"), threads), "scheduler": scheduler}
    for part in [p for p in index if p.startswith("text_encoder")]:
        tokens = part.replace("text_encoder", "tokenizer")
        if not index[part][1]:  # of a refiner
            parts |= {part: None, tokens: None}
            continue
        parts[part] = TextEncoder(folder / part / "model.onnx", read(part + "/config.json"), threads)
        parts[tokens] = CLIPTokenizer.from_pretrained(folder / tokens)
    if family != "sdxl":
        parts.update(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    else:
        parts["force_zeros_for_empty_prompt"] = index.get("force_zeros_for_empty_prompt", True)
        if task == "txt2img":
            parts["add_watermarker"] = False
        else:
            parts.update(add_watermarker=False, requires_aesthetics_score=index.get("requires_aesthetics_score", False))
    for part in parts.values():
        for graph in part.modules() if isinstance(part, torch.nn.Module) else []:
            graph.single = single
    pipeline = PIPELINES[family][task](**parts)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
