"""Exports a checkpoint as a bundle: head.onnx, local.onnx, backbone.onnx and bundle.json.

    python export.py run.pt --out DIRECTORY --version N --rates RECORDING [RECORDING ...]

The same checkpoint gives the same networks, byte by byte: names come from the modules, and nothing is stamped with
a time. The files are read back with OpenVINO and compared with PyTorch before the manifest is written; then the
rates of the latent are measured on held-out recordings (`rates.py`) and join it.
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
from model import IMAGE_SHAPE, LATENT_SHAPE, Head, multiply_accumulates
from train import Network

OPSET = 17
SIZE_LIMIT = 20_000_000  # bytes of all networks together
TOLERANCE = 2e-3  # of an output's largest magnitude: float32 against float32, other orders of summation


def folded(head: Head) -> Head:
    """The gain inside the bottleneck's weights, so that every step of the latent is exactly one."""
    result = Head()
    result.load_state_dict(head.state_dict())
    with torch.no_grad():
        gain = result.log_gain.exp().flatten()
        result.bottleneck.weight.mul_(gain.view(-1, 1, 1, 1))
        result.bottleneck.bias.mul_(gain)
        result.log_gain.zero_()
    return result.eval()


def write_onnx(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], path: Path,
               dynamic: bool) -> None:
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
    core = openvino.Core()
    compiled = core.compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = compiled({name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    worst = 0.0
    for index, tensor in enumerate(expected):
        scale = max(1.0, float(tensor.abs().max()))
        worst = max(worst, float(np.abs(found[index] - tensor.numpy()).max()) / scale)
    if worst > TOLERANCE:
        raise SystemExit(f"{path.name} differs from PyTorch by {worst}")
    return worst


def sample(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Latents and states such as a drive has."""
    latent = (2 * torch.randn((count, *LATENT_SHAPE), generator=generator)).round()
    spread, centre = torch.tensor([3.0, 0.2, 0.1, 1.0]), torch.tensor([7.0, 0.0, 0.0, 0.0])
    state = centre + spread * torch.randn((count, 4), generator=generator)
    state[:, 0].clamp_(min=0)
    return latent, state


def tensor(name: str, kind: str, shape: list[int], layout: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "shape": shape, "layout": layout}


def manifest(directory: Path, version: int, names: list[str], cost: dict[str, int]) -> dict[str, Any]:
    files = {}
    for name in names:
        content = (directory / f"{name}.onnx").read_bytes()
        files[name] = {"path": f"{name}.onnx", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    latent = tensor("latent", "float32", [1, *LATENT_SHAPE], "NCHW")
    state = tensor("state", "float32", [1, 4], "NC")
    outputs = [tensor("plan", "float32", [1, 25, 4], "NTC"), tensor("belief", "float32", [1, 3], "NC")]
    channel = lambda name, unit, low, high, rate: {
        "name": name, "unit": unit, "minimum": low, "maximum": high, "maximumRatePerSecond": rate}
    unit = lambda name, symbol: {"name": name, "unit": symbol}
    return {
        "format": 1, "name": "driving", "version": version, "files": files,
        "camera": {"width": IMAGE_SHAPE[1], "height": IMAGE_SHAPE[0], "channels": 3, "rateHertz": 10},
        "state": [unit("speed", "m/s"), unit("yaw rate", "rad/s"), unit("steering angle", "rad"),
                  unit("acceleration", "m/s2")],
        "tensors": {
            "head": {"inputs": [tensor("image", "uint8", [1, *IMAGE_SHAPE], "NHWC")], "outputs": [latent]},
            "local": {"inputs": [latent, state], "outputs": outputs},
            "backbone": {"inputs": [latent, state], "outputs": outputs, "batch": "dynamic"},
        },
        "latent": {"channels": LATENT_SHAPE[0], "height": LATENT_SHAPE[1], "width": LATENT_SHAPE[2],
                   "steps": [1.0] * LATENT_SHAPE[0]},
        "plan": {
            "stepMilliseconds": 100, "firstStepMilliseconds": 100, "stepCount": 25,
            "channels": [channel("x", "m", -2, 45, 18), channel("y", "m", -25, 25, 15),
                         channel("heading", "rad", -2.5, 2.5, 2.0), channel("speed", "m/s", 0, 16, 10)],
            "beliefs": [unit("obstacle distance", "m"), unit("obstacle offset", "m"),
                        unit("obstacle probability", "1")],
        },
        "cost": cost,
    }


def export(checkpoint: Path, directory: Path, version: int) -> None:
    torch.manual_seed(0)
    network = Network()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    network.eval()
    directory.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    image = torch.randint(0, 256, (1, *IMAGE_SHAPE), dtype=torch.uint8, generator=generator)
    latent, state = sample(1, generator)
    latents, states = sample(5, generator)
    head: nn.Module = folded(network.head)
    local, backbone = network.local, network.backbone

    write_onnx(head, {"image": image}, ["latent"], directory / "head.onnx", dynamic=False)
    write_onnx(local, {"latent": latent, "state": state}, ["plan", "belief"], directory / "local.onnx", dynamic=False)
    write_onnx(backbone, {"latent": latents, "state": states}, ["plan", "belief"], directory / "backbone.onnx",
               dynamic=True)
    one = {"latent": latent, "state": state}
    worst = {
        # Against the unfolded head, so that the folding is checked as well.
        "head": check(directory / "head.onnx", network.head, {"image": image}),
        "local": check(directory / "local.onnx", local, one),
        "backbone": max(check(directory / "backbone.onnx", backbone, one),
                        check(directory / "backbone.onnx", backbone, {"latent": latents, "state": states})),
    }
    cost = {"headMultiplyAccumulates": multiply_accumulates(head, image),
            "localMultiplyAccumulates": multiply_accumulates(local, latent, state),
            "backboneMultiplyAccumulates": multiply_accumulates(backbone, latent, state)}
    names = ["head", "local", "backbone"]
    bundle = manifest(directory, version, names, cost)
    total = sum(bundle["files"][name]["bytes"] for name in names)
    if total > SIZE_LIMIT:
        raise SystemExit(f"{total} bytes of networks exceed {SIZE_LIMIT}")
    (directory / "bundle.json").write_text(json.dumps(bundle, indent=2) + "\n")
    for name in names:
        print(f"{name}.onnx: {bundle['files'][name]['bytes']} bytes, {cost[name + 'MultiplyAccumulates'] / 1e6:.2f} M "
              f"multiply-accumulates, differs from PyTorch by {worst[name]:.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the directory of the bundle")
    parser.add_argument("--version", type=int, required=True, help="a number no other network had: plans carry it")
    parser.add_argument("--rates", type=Path, nargs="+", required=True,
                        help="recordings, held out as a whole, that the rates are measured on")
    parser.add_argument("--rate-frames", type=int, default=rates.FRAMES, help="how many of their frames")
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.out, arguments.version)
    rates.write(arguments.out, arguments.rates, is_all=True, limit=arguments.rate_frames)


if __name__ == "__main__":
    main()
