"""The split driving network: head (device), local policy (device), backbone (worker).

Shapes and units are those of `bundle.json`: camera uint8 [N,96,192,3]; state float32 [N,4] (speed m/s,
yaw rate rad/s, last steering angle rad, last acceleration m/s2); latent float32 [N,16,6,12]; plan float32
[N,25,4] (x m, y m, heading rad, speed m/s in the car's frame at the capture, step k at (k+1)*100 ms);
belief float32 [N,3] (obstacle distance m, its lateral offset m, probability).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

IMAGE_SHAPE = (96, 192, 3)
LATENT_SHAPE = (16, 6, 12)
PLACES = LATENT_SHAPE[1] * LATENT_SHAPE[2]
PLAN_STEPS = 25
STEP_SECONDS = 0.1
WHEELBASE = 2.6  # m, of the simulated compact car
NO_OBSTACLE = 80.0  # m, the distance that stands for "none"

# What a plan may do. Inside the limits of bundle.json, so that a valid network cannot draw a plan that the
# device's own checks reject.
MAXIMUM_ACCELERATION = 9.0  # m/s2 either way
MAXIMUM_CURVATURE = 0.26  # 1/m; the car itself reaches tan(0.55)/2.6 = 0.236
MAXIMUM_YAW_RATE = 1.9  # rad/s
MAXIMUM_HEADING = 2.4  # rad
MAXIMUM_SPEED = 15.8  # m/s

# Controls are predicted at these times (s) and interpolated: dense where the device will drive, sparse where
# it will have a newer plan, and smooth by construction.
KNOTS = (0.05, 0.15, 0.3, 0.5, 0.75, 1.05, 1.4, 1.8, 2.2, 2.5)
BELIEFS = 3


def leaky_clamp(value: Tensor, lower: float, upper: float) -> Tensor:
    """Clamps, but in training lets a tenth of the gradient through outside, so that nothing dies there."""
    clamped = value.clamp(lower, upper)
    if not torch.is_grad_enabled():
        return clamped
    leak = 0.1 * (value - clamped)
    return clamped + leak - leak.detach()


def layer_norm(norm: nn.LayerNorm, tokens: Tensor) -> Tensor:
    """Layer norm in the type of the tokens: autocast would widen to float32 and halve the throughput."""
    with torch.autocast("cpu", enabled=False):
        weight, bias = norm.weight.to(tokens.dtype), norm.bias.to(tokens.dtype)
        return F.layer_norm(tokens, norm.normalized_shape, weight, bias, norm.eps)


class StateFeatures(nn.Module):
    """The state scaled to about one, with the curvature that the last steering angle asks for."""

    count = 6

    def forward(self, state: Tensor) -> Tensor:
        speed, yaw_rate, steering, acceleration = state.unbind(1)
        curvature = torch.tan(steering.clamp(-0.7, 0.7)) / WHEELBASE
        slow = torch.exp(-0.5 * speed.clamp(min=0.0))
        features = (speed / 8, yaw_rate * 3, curvature * 15, curvature * speed * 3, acceleration / 3, slow)
        return torch.stack(features, 1)


class PlanDecoder(nn.Module):
    """Turns features into controls at the knots and integrates them into a plan, and reads the beliefs.

    Predicting acceleration and curvature and integrating them from the measured speed makes every plan
    smooth and drivable, and a zero output means "straight on at this speed".
    """

    def __init__(self, width: int):
        super().__init__()
        self.output = nn.Linear(width + StateFeatures.count, 2 * len(KNOTS) + BELIEFS)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)
        self.register_buffer("interpolation", self._interpolation(), persistent=False)
        self.register_buffer("integration", torch.ones(PLAN_STEPS, PLAN_STEPS).triu() * STEP_SECONDS,
                             persistent=False)

    @staticmethod
    def _interpolation() -> Tensor:
        """[knots, steps]: linear interpolation at the middle of each step, held outside the knots."""
        knots = torch.tensor(KNOTS, dtype=torch.float64)
        matrix = torch.zeros(len(KNOTS), PLAN_STEPS, dtype=torch.float64)
        for step in range(PLAN_STEPS):
            time = min(max((step + 0.5) * STEP_SECONDS, KNOTS[0]), KNOTS[-1])
            upper = max(1, int(torch.searchsorted(knots, torch.tensor(time, dtype=torch.float64))))
            share = (time - knots[upper - 1]) / (knots[upper] - knots[upper - 1])
            matrix[upper - 1, step] = 1 - share
            matrix[upper, step] = share
        return matrix.float()

    def forward(self, features: Tensor, state_features: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        with torch.autocast("cpu", enabled=False):  # metres need more than bfloat16's eight bits
            raw = self.output(torch.cat((features.float(), state_features.float()), 1))
            count = len(KNOTS)
            controls = torch.stack((raw[:, :count], raw[:, count:2 * count]), 1) @ self.interpolation
            return self._integrate(controls, state[:, 0:1].float()), self._beliefs(raw[:, 2 * count:])

    def _integrate(self, controls: Tensor, speed: Tensor) -> Tensor:
        acceleration = MAXIMUM_ACCELERATION * torch.tanh(controls[:, 0] * (3.0 / MAXIMUM_ACCELERATION))
        curvature = MAXIMUM_CURVATURE * torch.tanh(controls[:, 1] * (0.08 / MAXIMUM_CURVATURE))
        start = speed.clamp(0.0, MAXIMUM_SPEED)
        speeds = leaky_clamp(start + acceleration @ self.integration, 0.0, MAXIMUM_SPEED)
        middle_speeds = 0.5 * (speeds + torch.cat((start, speeds[:, :-1]), 1))
        yaw_rates = leaky_clamp(curvature * middle_speeds, -MAXIMUM_YAW_RATE, MAXIMUM_YAW_RATE)
        headings = leaky_clamp(yaw_rates @ self.integration, -MAXIMUM_HEADING, MAXIMUM_HEADING)
        middle_headings = 0.5 * (headings + torch.cat((torch.zeros_like(start), headings[:, :-1]), 1))
        x = (middle_speeds * torch.cos(middle_headings)) @ self.integration
        y = (middle_speeds * torch.sin(middle_headings)) @ self.integration
        return torch.stack((x, y, headings, speeds), 2)

    def _beliefs(self, raw: Tensor) -> Tensor:
        distance = NO_OBSTACLE * torch.sigmoid(raw[:, 0:1])
        offset = 4.0 * raw[:, 1:2]
        return torch.cat((distance, offset, torch.sigmoid(raw[:, 2:3])), 1)


class Head(nn.Module):
    """Camera to latent: four stride-2 convolutions, a separable residual block, a linear bottleneck."""

    widths = (3, 16, 24, 40, 64)

    def __init__(self) -> None:
        super().__init__()
        pairs = zip(self.widths, self.widths[1:])
        self.stem = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairs)
        width = self.widths[-1]
        self.spread = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.mix = nn.Conv2d(width, width, 1)
        self.bottleneck = nn.Conv2d(width, LATENT_SHAPE[0], 1)
        # The gain sets how many steps a channel spans; the map takes away what every frame has in common
        # (sky above, road below), which would cost bytes and say nothing.
        self.log_gain = nn.Parameter(torch.full((1, LATENT_SHAPE[0], 1, 1), 1.0))
        self.common = nn.Parameter(torch.zeros(1, *LATENT_SHAPE))
        for layer in [*self.stem, self.spread, self.mix]:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)

    @torch.no_grad()
    def calibrate(self, images: Tensor, deviation: float = 2.0) -> None:
        """Starts the latent at this many steps of standard deviation about the mean of some real frames.

        A fresh latent would lie within one step, so that rounding leaves nothing of it and training would
        spend its first minutes on escaping from there.
        """
        latent = self.forward(images)
        spread = (latent - latent.mean(0)).std((0, 2, 3)).view(1, -1, 1, 1).clamp(min=1e-4)
        self.common.copy_((latent.mean(0, keepdim=True) + self.common) * deviation / spread)
        self.log_gain.add_((deviation / spread).log())

    def forward(self, image: Tensor) -> Tensor:
        """`image`: [N,96,192,3], 0...255, uint8 or floating point."""
        x = image.permute(0, 3, 1, 2)
        if not x.is_floating_point():
            x = x.float()
        x = (x - 115.0) * (1.0 / 64.0)
        for convolution in self.stem:
            x = F.relu(convolution(x))
        x = x + F.relu(self.mix(F.relu(self.spread(x))))
        return self.bottleneck(x).float() * self.log_gain.exp() - self.common


class Local(nn.Module):
    """The device's own policy: a small exit on the same latent, trained on the cautious expert."""

    def __init__(self) -> None:
        super().__init__()
        channels = LATENT_SHAPE[0]
        self.first = nn.Conv2d(channels, 32, 3, padding=1)
        self.second = nn.Conv2d(32, 32, 3, stride=2, padding=1)
        self.state_features = StateFeatures()
        self.hidden = nn.Linear(32 * 3 * 6 + StateFeatures.count, 128)
        self.decoder = PlanDecoder(128)

    def forward(self, latent: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        x = F.relu(self.second(F.relu(self.first(latent * 0.5)))).flatten(1)
        features = self.state_features(state)
        return self.decoder(F.relu(self.hidden(torch.cat((x, features), 1))), features, state)


class ResidualBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class TransformerLayer(nn.Module):
    """Pre-norm attention and a feed-forward block. Attention is written out: on a CPU in bfloat16, with 74
    tokens, that trains more than twice as fast as the fused operator."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.width, self.heads = width, heads
        self.attention_norm = nn.LayerNorm(width)
        self.projections = nn.Linear(width, 3 * width)
        self.merge = nn.Linear(width, width)
        self.feed_norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        count, width = PLACES + 2, self.width  # constants, so that the exported graph has fixed shapes
        size = width // self.heads
        x = self.projections(layer_norm(self.attention_norm, tokens))
        query, key, value = x.view(-1, count, 3, self.heads, size).permute(2, 0, 3, 1, 4).unbind(0)
        scores = torch.softmax((query * size**-0.5) @ key.transpose(-1, -2), -1, dtype=query.dtype)
        tokens = tokens + self.merge((scores @ value).transpose(1, 2).reshape(-1, count, width))
        x = layer_norm(self.feed_norm, tokens)
        return tokens + self.narrow(F.relu(self.widen(x)))


class Backbone(nn.Module):
    """Dequantised latent and state to plan and beliefs: residual blocks, then attention over 72 places, a
    state token and a query token that gathers the answer."""

    width, layers, heads = 192, 3, 4

    def __init__(self, convolution_width: int = 160, blocks: int = 2) -> None:
        super().__init__()
        channels, height, breadth = LATENT_SHAPE
        self.enter = nn.Conv2d(channels, convolution_width, 1)
        self.place = nn.Parameter(torch.zeros(1, convolution_width, height, breadth))
        self.blocks = nn.ModuleList(ResidualBlock(convolution_width) for _ in range(blocks))
        self.tokens = nn.Conv2d(convolution_width, self.width, 1)
        # Only for training: says what stands in each cell, so that the head learns early where to look.
        self.cells = nn.Conv2d(convolution_width, 1, 1)
        self.seen: Tensor | None = None
        self.positions = nn.Parameter(0.02 * torch.randn(1, PLACES + 2, self.width))
        self.state_features = StateFeatures()
        self.state_token = nn.Sequential(nn.Linear(StateFeatures.count, 64), nn.ReLU(), nn.Linear(64, self.width))
        self.transformer = nn.ModuleList(TransformerLayer(self.width, self.heads) for _ in range(self.layers))
        self.final_norm = nn.LayerNorm(self.width)
        self.hidden = nn.Linear(2 * self.width, 256)
        self.decoder = PlanDecoder(256)

    def forward(self, latent: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        x = F.relu(self.enter(latent * 0.5) + self.place)
        for block in self.blocks:
            x = block(x)
        if self.training:
            self.seen = self.cells(x).squeeze(1)
        places = self.tokens(x).flatten(2).transpose(1, 2)
        features = self.state_features(state)
        state_token = self.state_token(features).unsqueeze(1)
        tokens = torch.cat((places, state_token, torch.zeros_like(state_token)), 1)
        tokens = tokens + self.positions.to(tokens.dtype)
        for layer in self.transformer:
            tokens = layer(tokens)
        tokens = layer_norm(self.final_norm, tokens)
        gathered = torch.cat((tokens[:, -1], tokens[:, :-2].mean(1)), 1)
        return self.decoder(F.relu(self.hidden(gathered)), features, state)


def multiply_accumulates(module: nn.Module, *inputs: Tensor) -> int:
    """Multiply-accumulates of convolutions, linear layers and attention for inputs of batch one."""
    total = 0

    def count(layer: nn.Module, arguments: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            total += output.numel() * layer.weight[0].numel()
        elif isinstance(layer, nn.Linear):
            total += output.numel() * layer.in_features
        elif isinstance(layer, TransformerLayer):
            total += 2 * output.shape[1] ** 2 * output.shape[2]  # scores, and their sum over the values

    hooks = [layer.register_forward_hook(count) for layer in module.modules()]
    with torch.no_grad():
        module(*inputs)
    for hook in hooks:
        hook.remove()
    return total
