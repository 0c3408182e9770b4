"""Serve a PyTorch module: put yours in place of `Backbone`, and its weights behind --weights.

    python examples/torch_worker.py --weights backbone.pt --device cuda

Without --weights the module keeps its random start, which is good for measuring and nothing else.
"""

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

import tombolo


class Backbone(nn.Module):
    """Latents [N, 16, 6, 12] and states [N, 4] to plans [N, 25, 4] and beliefs [N, 3]."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(16, 64, kernel_size=3, padding=1), nn.ReLU(),
            nn.Conv2d(64, 64, kernel_size=3, padding=1), nn.ReLU(),
            nn.Flatten(),
        )  # fmt: skip
        self.trunk = nn.Sequential(nn.Linear(64 * 6 * 12 + 4, 256), nn.ReLU())
        self.plan = nn.Linear(256, 25 * 4)
        self.belief = nn.Linear(256, 3)

    def forward(self, latents: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return plans and beliefs."""
        hidden = self.trunk(torch.cat([self.features(latents), states], dim=1))
        return self.plan(hidden).reshape(-1, 25, 4), self.belief(hidden)


model = Backbone().eval()
device = torch.device("cpu")


@tombolo.worker(bundle="Deploy/models/driving", endpoint="tcp://127.0.0.1:5571", batch_limit=8)
@torch.inference_mode()
def backbone(latents: Any, states: Any) -> tuple[Any, Any]:
    """Run the module on its device; what comes back has to be on the CPU."""
    plans, beliefs = model(
        torch.from_numpy(latents).to(device), torch.from_numpy(states).to(device)
    )
    return plans.cpu(), beliefs.cpu()


def prepare(options: argparse.Namespace) -> None:
    """Load the weights and move the module to its device."""
    global device  # noqa: PLW0603
    device = torch.device(options.device)
    if options.weights is not None:
        model.load_state_dict(torch.load(options.weights, map_location="cpu", weights_only=True))
    model.to(device)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", type=Path, help="a state dict saved by torch.save")
    parser.add_argument("--device", default="cpu", help="such as cuda (default: %(default)s)")
    backbone.main(parser=parser, prepare=prepare)
