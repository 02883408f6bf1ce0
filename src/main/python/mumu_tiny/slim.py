"""Fewer nodes for the same numbers: tracing computes each reshape's sizes with a dozen nodes where one constant says the same.

ONNX Runtime reads, optimises and plans every node at each opening of a bundle.
"""
from itertools import count
from typing import NamedTuple

import numpy as np
import onnx
from onnx import numpy_helper, shape_inference

from .either import graphs, reads, subgraphs

AS_IT_IS, THE_REST = 0, -1  # what Reshape makes of these sizes


class Scope(NamedTuple):
    """What is known of the values that a graph sees."""
    made: dict  # the node of each
    constants: dict
    ranks: dict

    def of(self, graph):
        """The same within a branch."""
        made = {o: n for n in graph.node for o in n.output}
        constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer if i.data_type == onnx.TensorProto.INT64}
        ranks = {v.name: len(v.type.tensor_type.shape.dim) for v in [*graph.value_info, *graph.input, *graph.output]
                 if v.type.tensor_type.HasField("shape")}
        ranks.update({i.name: len(i.dims) for i in graph.initializer})
        return Scope({**self.made, **made}, {**self.constants, **constants}, {**self.ranks, **ranks})


def slim(model):
    model = shape_inference.infer_shapes(model)
    _slim(model.graph, Scope({}, {}, {}))
    _with_short_names(model.graph)
    return model


def _with_short_names(graph):
    """Values that lie between nodes get numbers for names: some 180 kB in four thousand nodes. Inputs, outputs and weights keep theirs."""
    every = graphs(graph)
    kept = {"", *(v.name for v in [*graph.input, *graph.output]), *(i.name for g in every for i in g.initializer)}
    made = dict.fromkeys(o for g in every for n in g.node for o in n.output if o not in kept)
    short = dict(zip(made, (name for name in map(str, count()) if name not in kept)))
    for g in every:
        for names in [x for n in g.node for x in (n.input, n.output)]:
            names[:] = [short.get(name, name) for name in names]
        for value in g.output:
            value.name = short.get(value.name, value.name)


def _slim(graph, scope):
    scope = scope.of(graph)
    for node in list(graph.node):
        for branch in subgraphs(node):
            _slim(branch, scope)
        if node.op_type == "Reshape":
            _with_plain_sizes(graph, node, scope)
        elif node.op_type == "Unsqueeze":
            _at_once(graph, node, scope)
    for node in graph.node:
        node.ClearField("name")  # 1.6 kB in a hundred nodes; nobody reads them
    del graph.value_info[:]
    _without_unused(graph)


def _with_plain_sizes(graph, node, scope):
    sizes = None if node.input[1] in scope.constants else _sizes(node.input[1], node.input[0], scope)
    if sizes is None:
        return
    plain = [size if isinstance(size, int) else AS_IT_IS if size == (i,) else THE_REST for i, size in enumerate(sizes)]
    if plain.count(THE_REST) <= 1:
        node.input[1] = _constant(graph, node.output[0] + ".sizes", plain)


def _sizes(name, x, scope):
    """Each entry of a vector of sizes: a number, (i,) for the i-th size of x, or "?"; none if not even its length is known."""
    if name in scope.constants:
        return [int(size) for size in scope.constants[name].reshape(-1)]
    node = scope.made.get(name)
    kind, inputs = (node.op_type, node.input) if node else ("", [])
    if kind == "Concat":
        parts = [_sizes(i, x, scope) for i in inputs]
        return None if None in parts else sum(parts, [])
    if kind == "Shape" and not any(a.name == "end" or a.i for a in node.attribute) and inputs[0] in scope.ranks:
        return [(i,) if inputs[0] == x else "?" for i in range(scope.ranks[inputs[0]])]
    if kind in ("Slice", "Gather"):
        sizes = _sizes(inputs[0], x, scope)
        arguments = [scope.constants.get(i) for i in inputs[1:]]
        if sizes is None or any(a is None for a in arguments):
            return None
        chosen = arguments[0].reshape(-1) if kind == "Gather" else range(len(sizes))[slice(int(arguments[0][0]), int(arguments[1][0]))]
        return [sizes[i] for i in chosen] if len(arguments) < 4 or arguments[3][0] == 1 else None
    if kind == "Unsqueeze" and scope.ranks.get(inputs[0]) == 0:
        return _sizes(inputs[0], x, scope) or ["?"]
    return ["?"] if kind == "Reshape" and scope.constants.get(inputs[1], np.zeros(0)).tolist() == [1] else None


def _at_once(graph, node, scope):
    """x[:, None, None] in one step."""
    inner = scope.made.get(node.input[0])
    if inner is None or inner.op_type != "Unsqueeze":
        return
    axes, later = ([int(a) for a in scope.constants.get(n.input[1], [])] for n in (inner, node))
    if axes and later and min(axes + later) >= 0:
        place = [a for a in range(max(axes + later) + len(axes + later) + 1) if a not in later]  # where inner axes are in the result
        node.input[1] = _constant(graph, node.output[0] + ".axes", sorted(later + [place[a] for a in axes]))
        node.input[0] = inner.input[0]
        scope.constants[node.input[1]] = numpy_helper.to_array(graph.initializer[-1])


def _constant(graph, name, numbers):
    graph.initializer.append(numpy_helper.from_array(np.array(numbers, np.int64), name))
    return name


def _without_unused(graph):
    used = {o.name for o in graph.output}
    kept = []
    for node in reversed(graph.node):
        if used & set(node.output):
            kept.append(node)
            used |= reads(node)
    numbers = [i for i in graph.initializer if i.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(kept[::-1])
    graph.initializer.extend(numbers)
