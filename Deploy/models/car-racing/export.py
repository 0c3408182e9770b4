"""Exports a checkpoint as a bundle: head.onnx, local.onnx, backbone.onnx and bundle.json.

    python export.py run.pt --out DIRECTORY --version N

The files are read back with OpenVINO and compared with PyTorch before the manifest is written. Then the rates of the
latent are measured on tracks of their own and join it (`rates.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import openvino
import torch
from torch import Tensor, nn

import rates
import track
from model import HIGHEST, IMAGE_SHAPE, LATENT_SHAPE, LOWEST, PLAN_STEPS, RATES, STEP_SECONDS, Head, Policy

OPSET = 17
TOLERANCE = 2e-3  # of an output's largest magnitude: float32 against float32, other orders of summation
PARTS = ("head", "local", "backbone")


def folded(head: Head) -> Head:
    """The gain inside the bottleneck's weights, so that every step of the latent is exactly one."""
    result = Head()
    result.load_state_dict(head.state_dict())
    with torch.no_grad():
        gain = result.gain.flatten()
        result.bottleneck.weight.mul_(gain.view(-1, 1, 1, 1))
        result.bottleneck.bias.mul_(gain)
        result.gain.fill_(1.0)
    return result.eval()


def write_onnx(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path, dynamic: bool) -> None:
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


def tensor(name: str, kind: str, shape: list[int], layout: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "shape": shape, "layout": layout}


def channels() -> list[dict[str, Any]]:
    """What the actuators may be told. Stopped, the car steers on along its plan and brakes. In the reduced envelope (a
    late cloud, or the local policy alone) it has a fifteenth of the gas: with plans 200 to 500 ms old it must not
    gain on the straight what the next corner takes back."""
    extra = ({"stopsAlongPlan": True}, {"reducedMaximum": 0.04}, {})
    return [{"name": channel.name, "unit": channel.unit, "minimum": low, "maximum": high, "maximumRatePerSecond": rate,
             "safe": safe, **more}
            for channel, low, high, rate, safe, more in zip(track.CHANNELS, LOWEST, HIGHEST, RATES, track.SAFE, extra)]


def manifest(directory: Path, version: int, cost: dict[str, int]) -> dict[str, Any]:
    files = {}
    for name in PARTS:
        content = (directory / f"{name}.onnx").read_bytes()
        files[name] = {"path": f"{name}.onnx", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    latent = tensor("latent", "float32", [1, *LATENT_SHAPE], "NCHW")
    state = tensor("state", "float32", [1, len(track.STATE)], "NC")
    outputs = [tensor("plan", "float32", [1, PLAN_STEPS, 3], "NTC"), tensor("belief", "float32", [1, 1], "NC")]
    milliseconds = round(STEP_SECONDS * 1000)
    return {
        "format": 1, "name": "car-racing", "version": version, "files": files,
        "camera": {"width": IMAGE_SHAPE[1], "height": IMAGE_SHAPE[0], "channels": 3, "rateHertz": 10},
        "state": [{"name": name, "unit": unit} for name, unit in track.STATE],
        "tensors": {
            "head": {"inputs": [tensor("image", "uint8", [1, *IMAGE_SHAPE], "NHWC")], "outputs": [latent]},
            "local": {"inputs": [latent, state], "outputs": outputs},
            "backbone": {"inputs": [latent, state], "outputs": outputs, "batch": "dynamic"},
        },
        "latent": {"channels": LATENT_SHAPE[0], "height": LATENT_SHAPE[1], "width": LATENT_SHAPE[2],
                   "steps": [1.0] * LATENT_SHAPE[0]},
        "plan": {
            "kind": "actions", "interpolation": "linear",
            "stepMilliseconds": milliseconds, "firstStepMilliseconds": milliseconds, "stepCount": PLAN_STEPS,
            "channels": channels(), "beliefs": [{"name": "offset from the middle", "unit": "m"}],
        },
        "cost": cost,
    }


def export(checkpoint: Path, directory: Path, version: int) -> None:
    policy = Policy()
    policy.load_state_dict(torch.load(checkpoint, weights_only=True))
    policy.eval()
    directory.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    image = torch.randint(0, 256, (1, *IMAGE_SHAPE), dtype=torch.uint8, generator=generator)
    latents = (2 * torch.randn((5, *LATENT_SHAPE), generator=generator)).round()
    states = torch.randn((5, 4), generator=generator) * torch.tensor((10.0, 1.0, 0.5, 0.1))
    one, five = ({"latent": latents[:n], "state": states[:n]} for n in (1, 5))
    head = folded(policy.head)
    write_onnx(head, {"image": image}, ["latent"], directory / "head.onnx", dynamic=False)
    write_onnx(policy.local, one, ["plan", "belief"], directory / "local.onnx", dynamic=False)
    write_onnx(policy.backbone, five, ["plan", "belief"], directory / "backbone.onnx", dynamic=True)
    # The head against the unfolded one, so that the folding is checked as well.
    worst = (check(directory / "head.onnx", policy.head, {"image": image}),
             check(directory / "local.onnx", policy.local, one),
             max(check(directory / "backbone.onnx", policy.backbone, inputs) for inputs in (one, five)))
    cost = {"headMultiplyAccumulates": multiply_accumulates(head, image),
            "localMultiplyAccumulates": multiply_accumulates(policy.local, *one.values()),
            "backboneMultiplyAccumulates": multiply_accumulates(policy.backbone, *one.values())}
    bundle = manifest(directory, version, cost)
    (directory / "bundle.json").write_text(json.dumps(bundle, indent=2) + "\n")
    for name, difference in zip(PARTS, worst):
        print(f"{name}.onnx: {bundle['files'][name]['bytes']} bytes, {cost[name + 'MultiplyAccumulates'] / 1e6:.2f} M "
              f"multiply-accumulates, differs from PyTorch by {difference:.1e}")
    rates.write(directory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the directory of the bundle")
    parser.add_argument("--version", type=int, required=True, help="a number no other policy had: plans carry it")
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.out, arguments.version)


if __name__ == "__main__":
    main()
