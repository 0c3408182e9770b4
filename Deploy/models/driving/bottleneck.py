"""Quantisation of the latent while training, and what its symbols would cost.

The device sends round(latent / (step * multiplier)), clamped to +-127, with step = 1 for every channel (the
gains are inside the head). The multiplier is the rate control: 0.75 (fine) to 2 (coarse). Half of the frames
train with uniform noise (unbiased gradients for the rate), half with rounding (what the backbone will see).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import LATENT_SHAPE

ELEMENTS = math.prod(LATENT_SHAPE)
MULTIPLIER_RANGE = (0.75, 2.0)
LARGEST_SYMBOL = 127


def dequantised(latent: Tensor, multiplier: Tensor | float) -> Tensor:
    """What the worker sees of a latent."""
    return (latent / multiplier).round().clamp(-LARGEST_SYMBOL, LARGEST_SYMBOL) * multiplier


def draw_multipliers(count: int, share_at_one: float = 0.4) -> Tensor:
    """[count,1,1,1]: log-uniform over the range; a share of exactly one, the rate of everyday use."""
    low, high = (math.log(bound) for bound in MULTIPLIER_RANGE)
    drawn = torch.empty(count).uniform_(low, high).exp()
    drawn[torch.rand(count) < share_at_one] = 1.0
    return drawn.view(-1, 1, 1, 1)


class RatePrior(nn.Module):
    """A logistic distribution about zero per channel; the head's map of means makes zero the right centre."""

    def __init__(self) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(1, LATENT_SHAPE[0], 1, 1))

    def bits(self, values: Tensor, multiplier: Tensor) -> Tensor:
        """Bits per frame, [N]. The log of a difference of sigmoids, in a form that is exact in the tails."""
        inverse = torch.exp(-self.log_scale)
        centre = -values.abs()
        upper, lower = (centre + 0.5 * multiplier) * inverse, (centre - 0.5 * multiplier) * inverse
        gap = -(multiplier * inverse)
        log_probability = upper + torch.log1p(-torch.exp(gap)) - F.softplus(upper) - F.softplus(lower)
        return -log_probability.flatten(1).sum(1) / math.log(2.0)


def quantise_for_training(latent: Tensor, multiplier: Tensor) -> Tensor:
    """Noise for half of the frames, straight-through rounding for the other half."""
    noisy = latent + multiplier * (torch.rand_like(latent) - 0.5)
    rounded = latent + (dequantised(latent, multiplier) - latent).detach()
    use_noise = torch.rand(latent.shape[0], 1, 1, 1) < 0.5
    return torch.where(use_noise, noisy, rounded)


class RateController:
    """Finds the weight of the rate term that meets a byte target: up while too dear, down while too cheap.

    A fixed weight would have to be tuned anew for each data set and length of training.
    """

    BOUNDS = (1e-5, 3e-2)  # per bit-per-element; beyond them the target is not to be had sensibly

    def __init__(self, target_bytes: float, weight: float = 2e-3) -> None:
        self.target_bytes = target_bytes
        self.weight = weight

    def update(self, bytes_at_one: float) -> None:
        error = max(-1.0, min(1.0, bytes_at_one / self.target_bytes - 1.0))
        low, high = self.BOUNDS
        self.weight = max(low, min(high, self.weight * math.exp(0.02 * error)))


def entropy_bytes(symbols: Tensor) -> float:
    """Zeroth-order entropy per channel of integer symbols [N,16,6,12], in bytes per frame."""
    total_bits = 0.0
    for channel in range(symbols.shape[1]):
        _, counts = torch.unique(symbols[:, channel], return_counts=True)
        probabilities = counts.double() / counts.sum()
        total_bits -= float((counts * probabilities.log2()).sum())
    return total_bits / 8 / symbols.shape[0]
