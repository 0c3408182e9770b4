"""Writes a bundle of tiny ONNX models whose plans show what a device had committed to.

Needs only the `onnx` package. `bundle.json` holds the rest; its `files` are brought up to date.

head.onnx       image uint8 [1,96,192,3] -> latent [1,3,1,1]: the mean of each colour, 0 to 1
local.onnx      latent [1,3,1,1], state [1,4] -> plan [1,25,4], belief [1,4]: a crawl that stops
backbone.onnx   the same, [N,...], with prefix [N,25,4], prefixLength [N], expectedDelay [N]
                -> plan: the committed steps, behind them the crawl
                   belief: prefixLength, expectedDelay, the largest colour, the state's speed
wide.onnx       a backbone whose prefix has a channel too many
endless.onnx    a backbone that has no prefixLength
fixed.onnx      a backbone for one member at a time
others.json     how a manifest describes these three
"""
import hashlib
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper as nh

HERE = pathlib.Path(__file__).parent
STEPS, CHANNELS = 25, 4


def save(name, nodes, inputs, outputs, constants):
    graph = h.make_graph(
        nodes, name,
        [h.make_tensor_value_info(n, t, s) for n, t, s in inputs],
        [h.make_tensor_value_info(n, t, s) for n, t, s in outputs],
        [nh.from_array(v, k) for k, v in constants.items()])
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def crawl():
    """Half a metre a second, braking to a stop in the last second."""
    time = 0.02 + np.arange(STEPS) * 0.1
    braking = np.clip(time - 1.4, 0, 1)
    speed = 0.5 * (1 - braking)
    way = 0.5 * (time - braking * braking / 2)
    zero = np.zeros(STEPS)
    return np.stack([way, zero, zero, speed], 1).astype(np.float32)[None]


ONE_AND_TWO = np.array([1, 2], np.int64)
ONE = np.array([1], np.int64)
FIRST = np.array([0], np.int64)


def about_latent_and_state():
    return [h.make_node("ReduceMax", ["latent"], ["bright"], axes=[1, 2, 3], keepdims=0),
            h.make_node("Unsqueeze", ["bright", "one"], ["bright column"]),
            h.make_node("Slice", ["state", "first", "one", "one"], ["speed column"])]


def backbone(name, batch="N", channels=CHANNELS, has_length=True):
    nodes = about_latent_and_state()
    length = "prefixLength" if has_length else "expectedDelay"
    nodes += [h.make_node("Unsqueeze", [length, "one and two"], ["count"]),
              h.make_node("GreaterOrEqual", ["places", "count"], ["is behind"])]
    committed = "prefix"
    if channels != CHANNELS:
        nodes.append(h.make_node("Slice", ["prefix", "first", "width", "last axis"], ["cut"]))
        committed = "cut"
    nodes += [h.make_node("Where", ["is behind", "crawl", committed], ["plan"]),
              h.make_node("Unsqueeze", [length, "one"], ["count column"]),
              h.make_node("Unsqueeze", ["expectedDelay", "one"], ["delay column"]),
              h.make_node("Concat", ["count column", "delay column", "bright column",
                                     "speed column"], ["belief"], axis=1)]
    inputs = [("latent", T.FLOAT, [batch, 3, 1, 1]), ("state", T.FLOAT, [batch, 4]),
              ("prefix", T.FLOAT, [batch, STEPS, channels])]
    inputs += [("prefixLength", T.FLOAT, [batch])] if has_length else []
    inputs += [("expectedDelay", T.FLOAT, [batch])]
    save(name, nodes, inputs,
         [("plan", T.FLOAT, [batch, STEPS, CHANNELS]), ("belief", T.FLOAT, [batch, 4])],
         {"one": ONE, "first": FIRST, "one and two": ONE_AND_TWO, "crawl": crawl(),
          "width": np.array([CHANNELS], np.int64), "last axis": np.array([2], np.int64),
          "places": np.arange(STEPS, dtype=np.float32).reshape(1, STEPS, 1)})


save("head",
     [h.make_node("Cast", ["image"], ["wide"], to=T.FLOAT),
      h.make_node("Mul", ["wide", "scale"], ["shade"]),
      h.make_node("ReduceMean", ["shade"], ["colours"], axes=[1, 2], keepdims=1),
      h.make_node("Transpose", ["colours"], ["latent"], perm=[0, 3, 1, 2])],
     [("image", T.UINT8, [1, 96, 192, 3])], [("latent", T.FLOAT, [1, 3, 1, 1])],
     {"scale": np.array(1 / 255, np.float32)})
save("local",
     about_latent_and_state()
     + [h.make_node("Mul", ["speed column", "nothing"], ["still"]),
        h.make_node("Unsqueeze", ["still", "one"], ["still steps"]),
        h.make_node("Add", ["still steps", "crawl"], ["plan"]),
        h.make_node("Concat", ["still", "still", "bright column", "speed column"], ["belief"],
                    axis=1)],
     [("latent", T.FLOAT, [1, 3, 1, 1]), ("state", T.FLOAT, [1, 4])],
     [("plan", T.FLOAT, [1, STEPS, CHANNELS]), ("belief", T.FLOAT, [1, 4])],
     {"one": ONE, "first": FIRST, "crawl": crawl(), "nothing": np.array(0, np.float32)})
backbone("backbone")
backbone("wide", channels=CHANNELS + 1)
backbone("endless", has_length=False)
backbone("fixed", batch=1)



def described(path):
    found = (HERE / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(found).hexdigest(), "bytes": len(found)}


manifest = json.loads((HERE / "bundle.json").read_text())
manifest["files"] = {name: described(f"{name}.onnx") for name in ("head", "local", "backbone")}
(HERE / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
others = {name: described(f"{name}.onnx") for name in ("wide", "endless", "fixed")}
(HERE / "others.json").write_text(json.dumps(others, indent=2) + "\n")
