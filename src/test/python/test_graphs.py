"""What an export makes of a traced graph: the same numbers, from fewer nodes."""
import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from mumu_tiny.either import either, subgraphs
from mumu_tiny.export import save_graph
from mumu_tiny.warm import weights


class Choosing(nn.Module):
    """x [n, 6] -> two choices, one within the other; `wide` is needed by both sides of the outer one."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(4)
        self.far, self.near, self.always = nn.Linear(6, 300), nn.Linear(300, 6), nn.Linear(6, 6)

    def forward(self, x):
        wide = self.always(x)
        inner = either(x.sum() > 9, self.near(self.far(wide)).sin(), wide)
        return either((x > 0).any(), inner + wide, (wide * 2).cos())


class Reshaping(nn.Module):
    def forward(self, x):
        heads = x.unflatten(2, (3, -1)).transpose(1, 2)  # [b, 3, m, 4]
        return heads.transpose(1, 2).flatten(2) * x[0, 0].sum()[None, None, None], heads.flatten(1)[:, None, :, None]


def exported(module, x, outputs, axes, path):
    save_graph(module, (x,), ["x"], outputs, {"x": axes, **{o: axes for o in outputs}}, path)
    return onnx.load(path).graph, onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def choosing(tmp_path_factory):
    module = Choosing()
    return module, *exported(module, torch.randn(2, 6), ["y"], {0: "n"}, tmp_path_factory.mktemp("graphs") / "graph.onnx")


@pytest.mark.parametrize("x", [-torch.ones(3, 6), torch.eye(6)[:1], 2 * torch.ones(5, 6)])
def test_a_choice_in_a_graph_is_the_one_of_pytorch_for_any_number(choosing, x):
    module, _, session = choosing
    with torch.no_grad():
        torch.testing.assert_close(torch.from_numpy(session.run(None, {"x": x.numpy()})[0]), module(x), atol=2e-3, rtol=2e-3)


def test_what_one_side_needs_lies_in_its_branch_with_its_weights(choosing):
    graph = choosing[1]
    outer = [n for n in graph.node if n.op_type == "If"]
    inner = [n for body in subgraphs(outer[0]) for n in body.node if n.op_type == "If"]
    assert len(outer) == len(inner) == 1
    assert not {n.op_type for n in graph.node} & {"Sin", "Cos", "Either"}
    large = [i for body in subgraphs(inner[0]) for i in body.initializer if len(i.dims) == 2]
    assert len(large) == 2 and all(i.data_type == onnx.TensorProto.FLOAT16 for i in large)
    assert not [i for i in graph.initializer if 300 in i.dims]


def test_weights_within_branches_are_found_again(choosing):
    module, graph, _ = choosing
    found = {value.astype(np.float32).tobytes() for value in weights(graph).values()}
    for layer in (module.far, module.near):
        kept = layer.weight.detach().half().float().numpy()
        assert kept.tobytes() in found or np.ascontiguousarray(kept.T).tobytes() in found


def test_a_choice_needs_no_size_that_the_trace_had(choosing):
    _, graph, _ = choosing
    assert graph.output[0].type.tensor_type.shape.dim[0].dim_param == "n"


def test_reshapes_compute_no_sizes(tmp_path):
    module = Reshaping()
    graph, session = exported(module, torch.randn(1, 5, 12), ["y", "z"], {0: "b", 1: "m"}, tmp_path / "graph.onnx")
    kinds = [n.op_type for n in graph.node]
    assert not {"Shape", "Concat", "Constant"} & set(kinds) and kinds.count("Unsqueeze") <= 3
    x = torch.randn(2, 7, 12)
    for told, meant in zip(session.run(None, {"x": x.numpy()}), module(x)):
        assert np.abs(told - meant.numpy()).max() < 1e-5
