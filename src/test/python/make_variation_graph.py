"""Writes src/test/resources/graphs/prompt_encoder_variation.onnx: the prompt encoder of the test bundle tiny-random, which
varies with the seed and tells where things are, by numbers that a test can foresee.

Things: each place of image_positions (-1 where no <image> is), then one of the last word before the end mark. Thing i:
  box   top 4 + 12 i + variety * variation[0], left 2 + 12 i + variety * variation[1], 16 x 16
  mask  [8, 8]: 1 in rows 1 to 6 and columns 2 to 5, 0 elsewhere
hidden_states: what they were, plus variety * variation[0].
"""
import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper, numpy_helper

NUMBERS, IMAGE, SIDE = 20, 3, 8
BUNDLE = "src/test/resources/bundles/tiny-random/prompt_encoder.onnx"
OUT = "src/test/resources/graphs/prompt_encoder_variation.onnx"

model = onnx.load(BUNDLE)
graph = model.graph
for made in graph.node:
    made.output[:] = ["plain_states" if name == "hidden_states" else name for name in made.output]
    made.input[:] = ["plain_states" if name == "hidden_states" else name for name in made.input]
mask = np.zeros((1, SIDE, SIDE), np.float32)
mask[:, 1:7, 2:6] = 1
constants = {"c_zero": np.array([0]), "c_one": np.array([1]), "c_two": np.array([2]), "c_before": np.array([-2]),
             "c_image": np.array(IMAGE), "c_nothing": np.array(-1), "c_step": np.float32(12), "c_first": np.array([[4, 2]], np.float32),
             "c_size": np.array([[16, 16]], np.float32), "c_mask": mask, "c_flat": np.array([-1]), "c_start": np.array(0), "c_by": np.array(1)}
graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items())
node = helper.make_node
graph.node.extend([
    node("Mul", ["variety", "variation"], ["v_all"]),  # [1, NUMBERS]
    node("Slice", ["v_all", "c_zero", "c_one", "c_one"], ["v_first"]),  # [1, 1]
    node("Add", ["plain_states", "v_first"], ["hidden_states"]),
    node("Reshape", ["input_ids", "c_flat"], ["v_ids"]),  # [m]
    node("Gather", ["v_ids", "image_positions"], ["v_there"]),
    node("Equal", ["v_there", "c_image"], ["v_bound"]),
    node("Where", ["v_bound", "image_positions", "c_nothing"], ["v_images"]),  # [k]
    node("Shape", ["v_ids"], ["v_length"]),
    node("Add", ["v_length", "c_before"], ["v_word"]),  # [1]
    node("Concat", ["v_images", "v_word"], ["thing_words"], axis=0),  # [k + 1]
    node("Shape", ["thing_words"], ["v_count"]),  # [1]
    node("Squeeze", ["v_count"], ["v_end"]),
    node("Range", ["c_start", "v_end", "c_by"], ["v_index"]),
    node("Cast", ["v_index"], ["v_real"], to=T.FLOAT),
    node("Mul", ["v_real", "c_step"], ["v_far"]),
    node("Unsqueeze", ["v_far", "c_one"], ["v_column"]),  # [j, 1]
    node("Slice", ["v_all", "c_zero", "c_two", "c_one"], ["v_both"]),  # [1, 2]
    node("Add", ["v_both", "c_first"], ["v_corner"]),
    node("Add", ["v_column", "v_corner"], ["v_corners"]),  # [j, 2]
    node("Concat", ["v_count", "c_one"], ["v_rows"], axis=0),
    node("Tile", ["c_size", "v_rows"], ["v_sizes"]),
    node("Concat", ["v_corners", "v_sizes"], ["thing_boxes"], axis=1),  # [j, 4]
    node("Concat", ["v_count", "c_one", "c_one"], ["v_repeats"], axis=0),
    node("Tile", ["c_mask", "v_repeats"], ["thing_masks"]),  # [j, SIDE, SIDE]
])
value = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
graph.input.extend([value("variation", T.FLOAT, [1, NUMBERS]), value("variety", T.FLOAT, [1])])
graph.output.extend([value("thing_boxes", T.FLOAT, ["j", 4]), value("thing_masks", T.FLOAT, ["j", SIDE, SIDE]),
                     value("thing_words", T.INT64, ["j"])])
onnx.checker.check_model(model)
onnx.save(model, OUT)
