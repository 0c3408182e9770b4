"""The task loss, and the figures of a validation."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from frames import has_obstacle, speed_drop
from model import NO_OBSTACLE, PLAN_STEPS, STEP_SECONDS

TIMES = (torch.arange(PLAN_STEPS) + 1) * STEP_SECONDS
# Errors are divided by what is tolerable at each time, so that the first second (which the car will really
# drive) is not drowned by the metres at the plan's end.
LATERAL_SCALE = 0.06 + 0.16 * TIMES  # m
LONGITUDINAL_SCALE = 0.25 + 0.4 * TIMES  # m
HEADING_SCALE = 0.03 + 0.03 * TIMES  # rad
SPEED_SCALE = 0.25 + 0.3 * TIMES  # m/s
# Too fast is worse than too slow: where a frame leaves open what comes next, the careful end is the right one.
HASTE = 1.7
TIME_WEIGHT = torch.where(TIMES <= 1.5, 1.25, 0.625)


def split_error(plan: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
    """Along and across the label's heading, m, [N,25] each."""
    dx, dy = plan[..., 0] - label[..., 0], plan[..., 1] - label[..., 1]
    cosine, sine = torch.cos(label[..., 2]), torch.sin(label[..., 2])
    return cosine * dx + sine * dy, cosine * dy - sine * dx


def plan_loss(plan: Tensor, label: Tensor) -> Tensor:
    """Per frame, [N]."""
    along, across = split_error(plan, label)
    robust = lambda error, scale: F.smooth_l1_loss(error / scale, torch.zeros_like(error), reduction="none")
    hasty = lambda error, scale: robust(error, scale) * torch.where(error > 0, HASTE, 1.0)
    error = (2.0 * robust(across, LATERAL_SCALE) + 0.5 * hasty(along, LONGITUDINAL_SCALE)
             + 1.0 * robust(plan[..., 2] - label[..., 2], HEADING_SCALE)
             + 1.0 * hasty(plan[..., 3] - label[..., 3], SPEED_SCALE))
    return (error * TIME_WEIGHT).mean(1)


def belief_loss(belief: Tensor, label: Tensor) -> Tensor:
    """Per frame, [N]. Distance and offset count where there is an obstacle; a nearer one must be known better."""
    present = has_obstacle(label).float()
    scale = 1.0 + 0.12 * label[:, 0]
    distance = F.smooth_l1_loss(belief[:, 0] / scale, label[:, 0] / scale, reduction="none")
    offset = F.smooth_l1_loss(belief[:, 1], label[:, 1], reduction="none", beta=0.5)
    probability = belief[:, 2].clamp(1e-5, 1 - 1e-5)
    presence = F.binary_cross_entropy(probability, present, reduction="none")
    return present * (0.6 * distance + 0.4 * offset) + 0.1 * (1 - present) * distance + 0.5 * presence


def cell_loss(seen: Tensor, label: Tensor) -> Tensor:
    """Per frame, [N]. Most cells are empty, so the others count ten times."""
    error = F.smooth_l1_loss(seen.float(), label, reduction="none", beta=0.3)
    return (error * (1 + 9 * (label > 0))).mean((1, 2))


def plan_figures(plan: Tensor, label: Tensor, states: Tensor) -> dict[str, float]:
    """Mean errors: position (m), lateral at 1 s and 2 s (m), speed (m/s); braking recall and false alarms."""
    _, across = split_error(plan, label)
    expected, predicted = speed_drop(label, states) > 2.0, speed_drop(plan, states) > 1.0
    share = lambda hits, base: float(hits.float().sum() / base.float().sum().clamp(min=1))
    return {
        "ade": float((plan[..., :2] - label[..., :2]).norm(dim=-1).mean()),
        "lateral1s": float(across[:, 9].abs().mean()),
        "lateral2s": float(across[:, 19].abs().mean()),
        "speed": float((plan[..., 3] - label[..., 3]).abs().mean()),
        "braking": share(expected & predicted, expected),
        "falseBraking": share(~(speed_drop(label, states) > 0.5) & predicted, ~(speed_drop(label, states) > 0.5)),
    }


def belief_figures(belief: Tensor, label: Tensor) -> dict[str, float]:
    """Distance and offset error (m) where there is an obstacle nearer than 50 m, and accuracy of presence."""
    present = has_obstacle(label)
    judged = present & (label[:, 0] < 50.0)
    count = judged.float().sum().clamp(min=1)
    error = (belief - label).abs() * judged[:, None]
    return {
        "distance": float(error[:, 0].sum() / count),
        "offset": float(error[:, 1].sum() / count),
        "presence": float(((belief[:, 2] > 0.5) == present).float().mean()),
    }


assert NO_OBSTACLE > 50.0  # the figure's limit must lie inside the scale of distances
