"""Exports a checkpoint as a bundle: head.onnx, local.onnx, backbone.onnx and bundle.json.

    python export.py run.pt --out DIRECTORY --version N

The files are read back with OpenVINO and compared with PyTorch before the manifest is written. Then the rates of the
latent are measured on tracks of their own and join it (`rates.py`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # what the bundles' exports share

import networks
import rates
import track
from model import HIGHEST, IMAGE_SHAPE, LATENT_SHAPE, LOWEST, PLAN_STEPS, RATES, REDUCED_GAS, STEP_SECONDS, Head, Policy


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


def channels() -> list[dict[str, Any]]:
    """What the actuators may be told. Stopped, the car steers on along its plan and brakes. In the reduced envelope (a
    late cloud, or the local policy alone) it has a fifteenth of the gas: with plans 200 to 500 ms old it must not
    gain on the straight what the next corner takes back."""
    extra = ({"stopsAlongPlan": True}, {"reducedMaximum": REDUCED_GAS}, {})
    return [{"name": channel.name, "unit": channel.unit, "minimum": low, "maximum": high, "maximumRatePerSecond": rate,
             "safe": safe, **more}
            for channel, low, high, rate, safe, more in zip(track.CHANNELS, LOWEST, HIGHEST, RATES, track.SAFE, extra)]


def plan() -> dict[str, Any]:
    milliseconds = round(STEP_SECONDS * 1000)
    return {
        "kind": "actions", "interpolation": "linear",
        "stepMilliseconds": milliseconds, "firstStepMilliseconds": milliseconds, "stepCount": PLAN_STEPS,
        "channels": channels(), "beliefs": [{"name": "offset from the middle", "unit": "m"}],
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
    one, several = ({"latent": latents[:n], "state": states[:n]} for n in (1, 5))
    parts = networks.Parts(head=folded(policy.head), trained_head=policy.head, local=policy.local,
                           backbone=policy.backbone, image=image, one=one, several=several)
    differences = parts.write(directory)
    bundle = networks.manifest(directory, "car-racing", version, image=IMAGE_SHAPE, latent=LATENT_SHAPE,
                               state=track.STATE, plan=plan(), cost=parts.cost())
    networks.write_manifest(directory, bundle, differences)
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
