"""Writes src/test/resources/graphs/prompt_encoder_canvas.onnx: prompt_encoder_variation.onnx (make_variation_graph.py), which
also asks for the canvas and the weights of the images, by numbers that a test can foresee.

hidden_states, attention_mask: m prompt tokens, then one of the weights' sum; m + 1 in all, whatever the number of images.
Things: each of before twice, as of a word that stands for two. On a canvas of height H and width W:
  box   both H / 3 x W / 3, the second 6 lower than the first, so that they overlap
  mask  [H / 6, H / 6]: of the first 1 everywhere, of the second in the last three rows, which the first does not cover

And prompt_encoder_unfit.onnx, where both inputs have another shape and all else is missing.
"""
import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper, numpy_helper

VARYING = "src/test/resources/graphs/prompt_encoder_variation.onnx"
OUT = "src/test/resources/graphs/prompt_encoder_canvas.onnx"
REPLACED = ("hidden_states", "attention_mask", "thing_boxes", "thing_masks", "thing_words")

model = onnx.load(VARYING)
graph = model.graph
for made in graph.node:
    made.output[:] = ["before_" + name if name in REPLACED else name for name in made.output]
    made.input[:] = ["before_" + name if name in REPLACED else name for name in made.input]
constants = {"k_zero": np.array([0]), "k_one": np.array([1]), "k_two": np.array([2]), "k_three": np.array([3]), "k_six": np.array([6]),
             "k_flat": np.array([-1]), "k_row": np.array([1, -1]), "k_shift": np.array([[[0, 0], [6, 0]]], np.float32),
             "k_pairs": np.array([-1, 2]), "k_start": np.array(0), "k_by": np.array(1)}
graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items())
node = helper.make_node
graph.node.extend([
    node("Shape", ["input_ids"], ["k_shape"]),
    node("Slice", ["k_shape", "k_one", "k_two"], ["k_length"]),  # [m]
    node("ReduceSum", ["image_weights", "k_zero"], ["k_sum"], keepdims=1),  # [1]
    node("Reshape", ["k_sum", "k_row"], ["k_last"]),  # [1, 1]
    node("Slice", ["before_attention_mask", "k_zero", "k_length", "k_one"], ["k_words"]),
    node("Concat", ["k_words", "k_last"], ["attention_mask"], axis=1),  # [1, m + 1]
    node("Add", ["k_length", "k_one"], ["k_all"]),
    node("Slice", ["before_hidden_states", "k_zero", "k_all", "k_one"], ["hidden_states"]),  # [1, m + 1, D]
    node("Unsqueeze", ["before_thing_words", "k_one"], ["k_column"]),  # [j, 1]
    node("Concat", ["k_column", "k_column"], ["k_both"], axis=1),
    node("Reshape", ["k_both", "k_flat"], ["thing_words"]),  # [2 j]
    node("Slice", ["before_thing_boxes", "k_zero", "k_two", "k_one"], ["k_corners"]),  # [j, 2]
    node("Unsqueeze", ["k_corners", "k_one"], ["k_corner"]),
    node("Add", ["k_corner", "k_shift"], ["k_shifted"]),  # [j, 2, 2]
    node("Reshape", ["k_shifted", "k_pairs"], ["k_places"]),  # [2 j, 2]
    node("Div", ["canvas", "k_three"], ["k_third"]),
    node("Cast", ["k_third"], ["k_size"], to=T.FLOAT),
    node("Shape", ["k_places"], ["k_count"]),
    node("Expand", ["k_size", "k_count"], ["k_sizes"]),
    node("Concat", ["k_places", "k_sizes"], ["thing_boxes"], axis=1),  # [2 j, 4]
    node("Slice", ["canvas", "k_zero", "k_one"], ["k_height"]),
    node("Div", ["k_height", "k_six"], ["k_side"]),  # [1]
    node("Squeeze", ["k_side"], ["k_end"]),
    node("Range", ["k_start", "k_end", "k_by"], ["k_rows"]),
    node("Sub", ["k_side", "k_three"], ["k_hidden"]),
    node("GreaterOrEqual", ["k_rows", "k_hidden"], ["k_below"]),
    node("Cast", ["k_below"], ["k_lower"], to=T.FLOAT),  # [S]
    node("Equal", ["k_rows", "k_rows"], ["k_always"]),
    node("Cast", ["k_always"], ["k_whole"], to=T.FLOAT),
    node("Concat", ["k_whole", "k_lower"], ["k_pair"], axis=0),
    node("Concat", ["k_two", "k_side", "k_one"], ["k_tall"], axis=0),
    node("Reshape", ["k_pair", "k_tall"], ["k_tower"]),  # [2, S, 1]
    node("Concat", ["k_two", "k_side", "k_side"], ["k_wide"], axis=0),
    node("Expand", ["k_tower", "k_wide"], ["k_masks"]),  # [2, S, S]
    node("Shape", ["before_thing_words"], ["k_things"]),
    node("Concat", ["k_things", "k_one", "k_one"], ["k_repeats"], axis=0),
    node("Tile", ["k_masks", "k_repeats"], ["thing_masks"]),  # [2 j, S, S]
])
value = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
graph.input.extend([value("canvas", T.INT64, [2]), value("image_weights", T.FLOAT, ["k"])])
masks = next(output for output in graph.output if output.name == "thing_masks")
graph.output.remove(masks)
graph.output.append(value("thing_masks", T.FLOAT, ["j", "S", "S"]))
onnx.checker.check_model(model)
onnx.save(model, OUT)
unfit = helper.make_model(helper.make_graph(
    [node("Identity", ["canvas"], ["a"]), node("Identity", ["image_weights"], ["b"])], "unfit",
    [value("canvas", T.INT64, [3]), value("image_weights", T.FLOAT, ["k", 1])],
    [value("a", T.INT64, [3]), value("b", T.FLOAT, ["k", 1])]), opset_imports=model.opset_import)
unfit.ir_version = model.ir_version
onnx.checker.check_model(unfit)
onnx.save(unfit, OUT.replace("canvas", "unfit"))
