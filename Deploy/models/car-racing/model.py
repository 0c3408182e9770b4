"""The split policy: head (device), local policy (device), backbone (worker).

Shapes and units are those of `bundle.json`: camera uint8 [N,96,96,3]; state float32 [N,4] (`track.STATE`); latent
float32 [N,16,6,6]; plan float32 [N,20,3], a chunk of actions (steering, gas, brake; step k at (k+1)*50 ms after the
picture); belief float32 [N,1] (m, how far right of the road's middle).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

IMAGE_SHAPE = (96, 96, 3)
LATENT_SHAPE = (16, 6, 6)
PLAN_STEPS = 20
STEP_SECONDS = 0.05

# What a chunk may do, by construction and inside the limits of bundle.json: bounds, and change per second.
LOWEST = (-0.42, 0.0, 0.0)
HIGHEST = (0.42, 0.7, 0.8)
RATES = (3.0, 5.0, 8.0)


def leaky_clamp(value: Tensor, lower: Tensor, upper: Tensor) -> Tensor:
    """Clamps, but in training lets a tenth of the gradient through outside, so that nothing dies there."""
    clamped = torch.minimum(torch.maximum(value, lower), upper)
    if not torch.is_grad_enabled():
        return clamped
    leak = 0.1 * (value - clamped)
    return clamped + leak - leak.detach()


class ChunkDecoder(nn.Module):
    """Features to a chunk: where the controls start and how they move, so that no network can draw a chunk that
    moves faster than the device lets pass."""

    def __init__(self, width: int):
        super().__init__()
        self.output = nn.Linear(width, 3 * PLAN_STEPS + 1)
        nn.init.normal_(self.output.weight, std=0.01)
        nn.init.zeros_(self.output.bias)
        self.register_buffer("lowest", torch.tensor(LOWEST), persistent=False)
        self.register_buffer("highest", torch.tensor(HIGHEST), persistent=False)
        # 0.98: rounding to float32 must not carry a step over the limit.
        self.register_buffer("reach", torch.tensor(RATES) * STEP_SECONDS * 0.98, persistent=False)
        self.register_buffer("sum", torch.ones(PLAN_STEPS, PLAN_STEPS).tril(), persistent=False)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        raw = self.output(features)
        moves = raw[:, :3 * PLAN_STEPS].view(-1, PLAN_STEPS, 3)
        start = 0.3 * moves[:, :1]
        steps = self.reach * torch.tanh(moves[:, 1:] * 0.5)
        chunk = self.sum @ torch.cat((start, steps), 1)
        return leaky_clamp(chunk, self.lowest, self.highest), 5.0 * raw[:, 3 * PLAN_STEPS:]


def state_features(state: Tensor) -> Tensor:
    """Scaled to about one."""
    return state * torch.tensor((1 / 30, 1 / 5, 1 / 2, 1 / 0.2))


class Head(nn.Module):
    """Picture to latent: four convolutions of stride 2 and a linear bottleneck."""

    widths = (3, 16, 24, 32, 48)

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(self.widths, self.widths[1:]))
        self.mix = nn.Conv2d(self.widths[-1], self.widths[-1], 3, padding=1)
        self.bottleneck = nn.Conv2d(self.widths[-1], LATENT_SHAPE[0], 1)
        # How many steps of the quantiser a channel spans, and what all pictures have in common.
        self.gain = nn.Parameter(torch.ones(1, LATENT_SHAPE[0], 1, 1))
        self.common = nn.Parameter(torch.zeros(1, *LATENT_SHAPE))
        for layer in [*self.stem, self.mix]:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)

    @torch.no_grad()
    def calibrate(self, images: Tensor, deviation: float = 2.0) -> None:
        """Starts the latent at so many steps of deviation: one that rounds to nothing would stay there for long."""
        latent = self.forward(images)
        spread = latent.std((0, 2, 3)).view(1, -1, 1, 1).clamp(min=1e-4)
        self.gain.mul_(deviation / spread)
        self.common.copy_(self.forward(images).mean(0, keepdim=True))

    def forward(self, image: Tensor) -> Tensor:
        """`image`: [N,96,96,3], 0...255."""
        x = (image.permute(0, 3, 1, 2).float() - 110.0) * (1.0 / 64.0)
        for convolution in self.stem:
            x = F.relu(convolution(x))
        x = x + F.relu(self.mix(x))
        return self.bottleneck(x) * self.gain - self.common


class Local(nn.Module):
    """The device's own policy, trained on the cautious expert."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(LATENT_SHAPE[0], 24, 3, padding=1)
        self.hidden = nn.Linear(24 * 36 + 4, 64)
        self.decoder = ChunkDecoder(64)

    def forward(self, latent: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        x = F.relu(self.first(latent * 0.5)).flatten(1)
        return self.decoder(F.relu(self.hidden(torch.cat((x, state_features(state)), 1))))


class ResidualBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class Backbone(nn.Module):
    """The worker's policy, trained on the brisk expert."""

    width, blocks = 64, 3

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(LATENT_SHAPE[0], self.width, 3, padding=1)
        self.body = nn.Sequential(*(ResidualBlock(self.width) for _ in range(self.blocks)))
        self.leave = nn.Conv2d(self.width, 32, 1)
        self.hidden = nn.Linear(32 * 36 + 4, 192)
        self.second = nn.Linear(192, 128)
        self.decoder = ChunkDecoder(128)

    def forward(self, latent: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        x = F.relu(self.leave(self.body(F.relu(self.enter(latent * 0.5))))).flatten(1)
        x = F.relu(self.hidden(torch.cat((x, state_features(state)), 1)))
        return self.decoder(F.relu(self.second(x)))


class Policy(nn.Module):
    """All that is trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.local, self.backbone = Head(), Local(), Backbone()
        # The logarithm of each channel's spread: the prior that prices bits in training.
        self.log_scale = nn.Parameter(torch.zeros(1, LATENT_SHAPE[0], 1, 1))
