"""A choice by one truth value. In PyTorch both sides are there already; in a bundle's graph it is an If, and only what is chosen is computed.

Such graphs open faster, too: ONNX Runtime plans memory in a time that grows with the square of the nodes, for each branch by itself.
"""
import torch
from onnx import TensorProto, helper

NODE, DOMAIN = "Either", "mumu"


class _Either(torch.autograd.Function):
    @staticmethod
    def forward(_, condition, this, that):
        return (this if condition else that).clone()

    @staticmethod
    def symbolic(graph, condition, this, that):
        any_size = this.type().with_sizes([None] * this.type().dim())  # NB: those of the trace are not those of all inputs
        return graph.op(f"{DOMAIN}::{NODE}", condition, this, that).setType(any_size)


def either(condition, this, that):
    """condition: one truth value, without dimensions; this and that: of real numbers and one rank."""
    if torch.onnx.is_in_onnx_export():
        return _Either.apply(condition, this, that)
    return this if condition else that


def subgraphs(node):
    return [attribute.g for attribute in node.attribute if attribute.HasField("g")]


def graphs(graph):
    """It and those of all branches."""
    return [graph] + [inner for node in graph.node for branch in subgraphs(node) for inner in graphs(branch)]


def reads(node):
    """Names of the values that a node takes, those that its branches take from outside included."""
    names = set(node.input)
    for graph in subgraphs(node):
        own = {i.name for i in graph.initializer} | {o for n in graph.node for o in n.output}
        names |= set().union({o.name for o in graph.output}, *map(reads, graph.node)) - own
    return names - {""}


def with_branches(graph):
    """Makes an If of each choice of a traced graph; what only one side needs goes into its branch."""
    while choices := [n for n in graph.node if n.domain == DOMAIN]:
        _branch(graph, choices[0])  # NB: of nested ones the inner one comes first
    _settle(graph)


def _branch(graph, choice):
    condition, this, that = choice.input
    sides = [_only_for(name, graph, choice) if name not in (other, condition) else [] for name, other in ((this, that), (that, this))]
    bodies = [_body(name, side, choice.output[0]) for name, side in zip((this, that), sides)]
    moved = {o for side in sides for n in side for o in n.output}
    node = helper.make_node("If", [condition], choice.output, name=choice.name, then_branch=bodies[0], else_branch=bodies[1])
    nodes = [node if n.output == choice.output else n for n in graph.node if not moved & set(n.output)]
    del graph.node[:]
    graph.node.extend(nodes)


def _only_for(name, graph, choice):
    """What is needed for nothing but one side of a choice, in the order of the graph; of a node, its first output is its name."""
    users = {o.name: {o.name} for o in graph.output}
    for node in graph.node:
        for i in reads(node):
            users.setdefault(i, set()).add(node.output[0])
    side, ours = [], set()
    for node in reversed(graph.node):
        every = set().union(*(users.get(o, set()) for o in node.output))
        if every and every <= (ours | {choice.output[0]} if name in node.output else ours):
            side.append(node)
            ours.add(node.output[0])
    return side[::-1]


def _body(name, nodes, choice):
    if not any(name in n.output for n in nodes):
        nodes, name = [*nodes, helper.make_node("Identity", [name], [f"{choice}.{name}"])], f"{choice}.{name}"
    return helper.make_graph(nodes, name, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)])


def _settle(graph):
    """Numbers that only branches need lie in them, where ONNX Runtime prepares them."""
    here = {o.name for o in graph.output}.union(*(n.input for n in graph.node))
    bodies = [body for n in graph.node for body in subgraphs(n)]
    for initializer in [i for i in graph.initializer if i.name not in here]:
        graph.initializer.remove(initializer)
        for body in bodies:
            if initializer.name in set().union(*map(reads, body.node)):
                body.initializer.append(initializer)
    for body in bodies:
        _settle(body)
