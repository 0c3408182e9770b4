"""What the export of every bundle does with its networks: to ONNX, read back with OpenVINO, described.

`driving/export.py` and `car-racing/export.py` take it from here; one's own bundle may, too.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import openvino
import torch
from torch import Tensor, nn

PARTS = ("head", "local", "backbone")
OPSET = 17
TOLERANCE = 2e-3  # of an output's largest magnitude: float32 against float32, other orders of summation


def write_onnx(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path, dynamic: bool) -> None:
    """Write a network; the same weights give the same bytes: nothing in the file is stamped with a time."""
    axes = {name: {0: "batch"} for name in [*inputs, *outputs]} if dynamic else None
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracer notes about constant shapes, which are meant
        torch.onnx.export(module.eval(), tuple(inputs.values()), str(path), input_names=list(inputs),
                          output_names=outputs, dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    model.producer_name, model.producer_version, model.doc_string = "tombolo", "1", ""
    for node in model.graph.node:
        node.doc_string = ""
    path.write_bytes(model.SerializeToString(deterministic=True))


def check(path: Path, module: nn.Module, inputs: dict[str, Tensor]) -> float:
    """The largest difference to PyTorch, relative to each output's magnitude."""
    compiled = openvino.Core().compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = compiled({name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())
    worst = 0.0
    for index, tensor in enumerate(expected if isinstance(expected, tuple) else (expected,)):
        scale = max(1.0, float(tensor.abs().max()))
        worst = max(worst, float(np.abs(found[index] - tensor.numpy()).max()) / scale)
    if worst > TOLERANCE:
        raise SystemExit(f"{path.name} differs from PyTorch by {worst}")
    return worst


def multiply_accumulates(module: nn.Module, *inputs: Tensor) -> int:
    """Of convolutions and linear layers, for inputs of batch one."""
    total = 0

    def count(layer: nn.Module, arguments: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        total += output.numel() * layer.weight[0].numel()

    hooks = [layer.register_forward_hook(count) for layer in module.modules()
             if isinstance(layer, (nn.Conv2d, nn.Linear))]
    with torch.no_grad():
        module(*inputs)
    for hook in hooks:
        hook.remove()
    return total


@dataclass
class Parts:
    """The networks of a bundle, and inputs to write, compare and count them with."""

    head: nn.Module
    trained_head: nn.Module
    """The head before its gain was folded, so that the folding is checked as well."""
    local: nn.Module
    backbone: nn.Module
    image: Tensor
    one: dict[str, Tensor]
    """Latent and state of one member, by their names."""
    several: dict[str, Tensor]
    """The same of a batch."""

    def write(self, directory: Path) -> dict[str, float]:
        """Write head.onnx, local.onnx and backbone.onnx; how much each differs from PyTorch."""
        answers = ["plan", "belief"]
        write_onnx(self.head, {"image": self.image}, ["latent"], directory / "head.onnx", dynamic=False)
        write_onnx(self.local, self.one, answers, directory / "local.onnx", dynamic=False)
        write_onnx(self.backbone, self.several, answers, directory / "backbone.onnx", dynamic=True)
        return {
            "head": check(directory / "head.onnx", self.trained_head, {"image": self.image}),
            "local": check(directory / "local.onnx", self.local, self.one),
            "backbone": max(check(directory / "backbone.onnx", self.backbone, inputs)
                            for inputs in (self.one, self.several)),
        }

    def cost(self, count: Callable[..., int] = multiply_accumulates) -> dict[str, int]:
        """What a manifest says of each part's work; `count` is for networks with more than convolutions and linear
        layers."""
        return {"headMultiplyAccumulates": count(self.head, self.image),
                "localMultiplyAccumulates": count(self.local, *self.one.values()),
                "backboneMultiplyAccumulates": count(self.backbone, *self.one.values())}


def tensor(name: str, kind: str, shape: list[int], layout: str) -> dict[str, Any]:
    """A tensor as a manifest describes it."""
    return {"name": name, "type": kind, "shape": shape, "layout": layout}


def files(directory: Path) -> dict[str, Any]:
    """The networks' files as a manifest describes them."""
    described = {}
    for name in PARTS:
        content = (directory / f"{name}.onnx").read_bytes()
        described[name] = {"path": f"{name}.onnx", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return described


def manifest(directory: Path, name: str, version: int, *, image: tuple[int, ...], latent: tuple[int, ...],
             state: list[tuple[str, str]], plan: dict[str, Any], cost: dict[str, int]) -> dict[str, Any]:
    """A bundle whose camera takes `image` [height, width, channels] ten times a second, and whose latent's steps are
    one; the table of its rates is measured later."""
    latent_tensor = tensor("latent", "float32", [1, *latent], "NCHW")
    inputs = [latent_tensor, tensor("state", "float32", [1, len(state)], "NC")]
    outputs = [tensor("plan", "float32", [1, plan["stepCount"], len(plan["channels"])], "NTC"),
               tensor("belief", "float32", [1, len(plan["beliefs"])], "NC")]
    return {
        "format": 1, "name": name, "version": version, "files": files(directory),
        "camera": {"width": image[1], "height": image[0], "channels": image[2], "rateHertz": 10},
        "state": [{"name": field, "unit": unit} for field, unit in state],
        "tensors": {
            "head": {"inputs": [tensor("image", "uint8", [1, *image], "NHWC")], "outputs": [latent_tensor]},
            "local": {"inputs": inputs, "outputs": outputs},
            "backbone": {"inputs": inputs, "outputs": outputs, "batch": "dynamic"},
        },
        "latent": {"channels": latent[0], "height": latent[1], "width": latent[2], "steps": [1.0] * latent[0]},
        "plan": plan,
        "cost": cost,
    }


def write_manifest(directory: Path, bundle: dict[str, Any], differences: dict[str, float]) -> None:
    """Write bundle.json and say what was exported."""
    (directory / "bundle.json").write_text(json.dumps(bundle, indent=2) + "\n")
    for name in PARTS:
        work = bundle["cost"][name + "MultiplyAccumulates"] / 1e6
        print(f"{name}.onnx: {bundle['files'][name]['bytes']} bytes, {work:.2f} M multiply-accumulates, differs from "
              f"PyTorch by {differences[name]:.1e}")
