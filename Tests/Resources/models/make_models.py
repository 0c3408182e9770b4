"""Writes the tiny ONNX models of the tests; needs only the `onnx` package.

scale.onnx     image uint8 [1,2,3,3] -> latent float32 [1,4]: sum of the image / 255, times 1..4
affine.onnx    latent [N,4], state [N,2]
               -> plan [N,3] = latent W + state V + b, belief [N,1] = max of latent
fixed.onnx     the same with N = 1
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper as nh

HERE = pathlib.Path(__file__).parent


def save(name, nodes, inputs, outputs, constants):
    graph = h.make_graph(
        nodes, name,
        [h.make_tensor_value_info(n, t, s) for n, t, s in inputs],
        [h.make_tensor_value_info(n, t, s) for n, t, s in outputs],
        [nh.from_array(v, k) for k, v in constants.items()])
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


save("scale",
     [h.make_node("Cast", ["image"], ["wide"], to=T.FLOAT),
      h.make_node("ReduceSum", ["wide", "axes"], ["sum"], keepdims=0),
      h.make_node("Unsqueeze", ["sum", "last"], ["column"]),
      h.make_node("Mul", ["column", "gains"], ["latent"])],
     [("image", T.UINT8, [1, 2, 3, 3])], [("latent", T.FLOAT, [1, 4])],
     {"axes": np.array([1, 2, 3], np.int64), "last": np.array([1], np.int64),
      "gains": (np.arange(1, 5, dtype=np.float32) / np.float32(255)).reshape(1, 4)})

for name, batch in (("affine", "N"), ("fixed", 1)):
    save(name,
         [h.make_node("MatMul", ["latent", "W"], ["a"]),
          h.make_node("MatMul", ["state", "V"], ["c"]),
          h.make_node("Add", ["a", "c"], ["d"]),
          h.make_node("Add", ["d", "b"], ["plan"]),
          h.make_node("ReduceMax", ["latent"], ["belief"], axes=[1], keepdims=1)],
         [("latent", T.FLOAT, [batch, 4]), ("state", T.FLOAT, [batch, 2])],
         [("plan", T.FLOAT, [batch, 3]), ("belief", T.FLOAT, [batch, 1])],
         {"W": np.arange(12, dtype=np.float32).reshape(4, 3),
          "V": np.array([[1, 0, 0], [0, 1, 0]], np.float32),
          "b": np.array([0.5, -0.5, 0.25], np.float32)})
