"""Exports a checkpoint as a bundle: head.onnx, local.onnx, backbone.onnx and bundle.json.

    python export.py run.pt --out DIRECTORY --version N --rates RECORDING [RECORDING ...]

The same checkpoint gives the same networks, byte by byte: names come from the modules, and nothing is stamped with
a time. The files are read back with OpenVINO and compared with PyTorch before the manifest is written; then the
rates of the latent are measured on held-out recordings (`rates.py`) and join it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # what the bundles' exports share

import networks
import rates
from model import IMAGE_SHAPE, LATENT_SHAPE, Head, multiply_accumulates
from train import Network

SIZE_LIMIT = 20_000_000  # bytes of all networks together
STATE = [("speed", "m/s"), ("yaw rate", "rad/s"), ("steering angle", "rad"), ("acceleration", "m/s2")]


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


def sample(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Latents and states such as a drive has."""
    latent = (2 * torch.randn((count, *LATENT_SHAPE), generator=generator)).round()
    spread, centre = torch.tensor([3.0, 0.2, 0.1, 1.0]), torch.tensor([7.0, 0.0, 0.0, 0.0])
    state = centre + spread * torch.randn((count, 4), generator=generator)
    state[:, 0].clamp_(min=0)
    return latent, state


def plan() -> dict[str, Any]:
    channel = lambda name, unit, low, high, rate: {
        "name": name, "unit": unit, "minimum": low, "maximum": high, "maximumRatePerSecond": rate}
    unit = lambda name, symbol: {"name": name, "unit": symbol}
    return {
        "stepMilliseconds": 100, "firstStepMilliseconds": 100, "stepCount": 25,
        "channels": [channel("x", "m", -2, 45, 18), channel("y", "m", -25, 25, 15),
                     channel("heading", "rad", -2.5, 2.5, 2.0), channel("speed", "m/s", 0, 16, 10)],
        "beliefs": [unit("obstacle distance", "m"), unit("obstacle offset", "m"),
                    unit("obstacle probability", "1")],
    }


def export(checkpoint: Path, directory: Path, version: int) -> None:
    torch.manual_seed(0)
    network = Network()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    network.eval()
    directory.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    image = torch.randint(0, 256, (1, *IMAGE_SHAPE), dtype=torch.uint8, generator=generator)
    one, several = (dict(zip(("latent", "state"), sample(count, generator))) for count in (1, 5))
    parts = networks.Parts(head=folded(network.head), trained_head=network.head, local=network.local,
                           backbone=network.backbone, image=image, one=one, several=several)
    differences = parts.write(directory)
    bundle = networks.manifest(directory, "driving", version, image=IMAGE_SHAPE, latent=LATENT_SHAPE, state=STATE,
                               plan=plan(), cost=parts.cost(multiply_accumulates))
    total = sum(file["bytes"] for file in bundle["files"].values())
    if total > SIZE_LIMIT:
        raise SystemExit(f"{total} bytes of networks exceed {SIZE_LIMIT}")
    networks.write_manifest(directory, bundle, differences)


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
