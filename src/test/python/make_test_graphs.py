"""Writes the small graphs of the runtime tests to src/test/resources/graphs."""
import onnx
from onnx import TensorProto as T
from onnx import helper, numpy_helper
import numpy as np

OUT = "src/test/resources/graphs/"


def save(name, nodes, inputs, outputs, constants=()):
    value = lambda v: helper.make_tensor_value_info(*v)
    graph = helper.make_graph(nodes, name, [value(v) for v in inputs], [value(v) for v in outputs], list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, f"{OUT}{name}.onnx")


node = helper.make_node
# y = 2x in half precision; n doubled as 32-bit integers and given as float
save("half", [node("Add", ["x", "x"], ["y"])], [("x", T.FLOAT16, ["n"])], [("y", T.FLOAT16, ["n"])])
# the same with a face in bfloat16, between which and 32 bits ONNX Runtime converts on every device
save("bfloat16", [node("Cast", ["x"], ["f"], to=T.FLOAT), node("Add", ["f", "f"], ["g"]), node("Cast", ["g"], ["y"], to=T.BFLOAT16)],
     [("x", T.BFLOAT16, ["n"])], [("y", T.BFLOAT16, ["n"])])
save("int32", [node("Add", ["n", "n"], ["m"]), node("Cast", ["m"], ["y"], to=T.FLOAT)],
     [("n", T.INT32, ["k"])], [("y", T.FLOAT, ["k"])])
# a float timestep as some exports have it, and a scalar output
save("scalar", [node("ReduceSum", ["t"], ["y"], keepdims=0)], [("t", T.FLOAT, ["b"])], [("y", T.FLOAT, [])])
save("text", [node("Identity", ["s"], ["y"])], [("s", T.STRING, ["n"])], [("y", T.STRING, ["n"])])
# many nodes that take about a second: to be stopped half-way
shape = numpy_helper.from_array(np.array([384, 384], np.int64), "shape")
weight = node("ConstantOfShape", ["shape"], ["w"], value=numpy_helper.from_array(np.array([1 / 384], np.float32)))
chain = [node("MatMul", [f"x{i}" if i else "x", "w"], [f"x{i + 1}" if i < 399 else "y"]) for i in range(400)]
save("slow", [weight] + chain, [("x", T.FLOAT, [384, 384])], [("y", T.FLOAT, [384, 384])], [shape])
# the decoder's face with an output that is not a number: log(−1 − x²)
save("nan", [node("Mul", ["latent_sample", "latent_sample"], ["s"]), node("Neg", ["s"], ["m"]),
             node("Sub", ["m", "one"], ["n"]), node("Log", ["n"], ["l"]),
             node("Slice", ["l", "zero", "three", "axis"], ["c"]), node("Resize", ["c", "", "scales"], ["sample"])],
     [("latent_sample", T.FLOAT, ["b", 8, "h", "w"])], [("sample", T.FLOAT, ["b", 3, "H", "W"])],
     [numpy_helper.from_array(np.array(1, np.float32), "one"),
      *(numpy_helper.from_array(np.array([v], np.int64), k) for k, v in (("zero", 0), ("three", 3), ("axis", 1))),
      numpy_helper.from_array(np.array([1, 1, 8, 8], np.float32), "scales")])
