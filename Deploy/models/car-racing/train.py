"""Trains the split policy on recorded frames.

    python train.py --data base.npz [round1.npz ...] --out run.pt --steps 4000
    python train.py --data base.npz round1.npz --init run.pt --out run2.pt --steps 2000 --rate 7e-4

One process with one thread. The backbone learns from the brisk expert's frames, the local policy from the cautious
one's, the head from both. The latent is trained through the noise that rounding will be, at a price by the bit.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model import LATENT_SHAPE, PLAN_STEPS, STEP_SECONDS, Policy

HELD_OUT = 10  # every so-manieth track is not trained on
SCALE = torch.tensor((0.05, 0.2, 0.15))  # what is tolerable of each channel
TIMES = (torch.arange(PLAN_STEPS) + 1) * STEP_SECONDS
# The first half second is what the car will drive on a good link; the rest is for a bad one.
WEIGHT = torch.where(TIMES <= 0.5, 1.4, 0.6)[:, None]
MIRRORED_STATE = torch.tensor((1.0, -1.0, -1.0, -1.0))
MIRRORED_CHUNK = torch.tensor((-1.0, 1.0, 1.0))


class Frames:
    """Recordings in memory."""

    def __init__(self, paths: list[Path]):
        parts = [np.load(path) for path in paths]
        self.parts = {name: np.concatenate([part[name] for part in parts])
                      for name in ("pictures", "states", "chunks", "offsets", "styles", "seeds")}
        is_held_out = self.parts["seeds"] % HELD_OUT == 0
        self.held_out, self.training = np.flatnonzero(is_held_out), np.flatnonzero(~is_held_out)

    def batch(self, picked: np.ndarray) -> tuple[Tensor, ...]:
        """Pictures, states, chunks, offsets, styles."""
        return tuple(torch.from_numpy(self.parts[name][picked])
                     for name in ("pictures", "states", "chunks", "offsets", "styles"))


def mirrored(batch: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Half of the frames seen in a mirror: every track is a left turn on the whole."""
    pictures, states, chunks, offsets, styles = batch
    flip = torch.rand(len(pictures)) < 0.5
    pictures = torch.where(flip[:, None, None, None], pictures.flip(2), pictures)
    states = torch.where(flip[:, None], states * MIRRORED_STATE, states)
    chunks = torch.where(flip[:, None, None], chunks * MIRRORED_CHUNK, chunks)
    return pictures, states, chunks, torch.where(flip, -offsets, offsets), styles


def quantised(latent: Tensor) -> Tensor:
    """Noise for half of the frames, straight-through rounding for the others; coarser for some."""
    step = torch.empty(len(latent), 1, 1, 1).uniform_(math.log(0.75), math.log(2.0)).exp()
    noisy = latent + step * (torch.rand_like(latent) - 0.5)
    rounded = latent + ((latent / step).round().clamp(-127, 127) * step - latent).detach()
    return torch.where(torch.rand(len(latent), 1, 1, 1) < 0.5, noisy, rounded)


def bits(policy: Policy, latent: Tensor) -> Tensor:
    """Bits per frame [N] at a step of one, by a logistic prior about zero in each channel."""
    noisy = latent + torch.rand_like(latent) - 0.5
    inverse = torch.exp(-policy.log_scale)
    centre = -noisy.abs()
    upper, lower = (centre + 0.5) * inverse, (centre - 0.5) * inverse
    log_probability = upper + torch.log1p(-torch.exp(-inverse)) - F.softplus(upper) - F.softplus(lower)
    return -log_probability.flatten(1).sum(1) / math.log(2.0)


def chunk_loss(chunk: Tensor, label: Tensor) -> Tensor:
    """Per frame, [N]."""
    error = (chunk - label) / SCALE
    return (F.smooth_l1_loss(error, torch.zeros_like(error), reduction="none") * WEIGHT).mean((1, 2))


def loss(policy: Policy, batch: tuple[Tensor, ...], price: float) -> tuple[Tensor, float]:
    pictures, states, chunks, offsets, styles = batch
    latent = policy.head(pictures)
    received = quantised(latent)
    total = torch.zeros(())
    for style, part, share in ((0, policy.backbone, 1.0), (1, policy.local, 0.5)):
        mine = styles == style
        # The local policy bends the latent less than the backbone does.
        seen = received[mine] if style == 0 else share * received[mine] + (1 - share) * received[mine].detach()
        chunk, belief = part(seen, states[mine])
        belief_error = F.smooth_l1_loss(belief[:, 0], offsets[mine], reduction="none")
        total = total + (chunk_loss(chunk, chunks[mine]) + 0.2 * belief_error).sum() / len(pictures)
    cost = bits(policy, latent).mean()
    return total + price * cost / math.prod(LATENT_SHAPE), float(cost.detach()) / 8


@torch.no_grad()
def validate(policy: Policy, frames: Frames) -> str:
    """Mean errors of the first half second on tracks held out, through the rounded latent."""
    policy.eval()
    picked = frames.held_out[:: max(1, len(frames.held_out) // 1000)]
    pictures, states, chunks, offsets, styles = frames.batch(picked)
    latent = policy.head(pictures).round().clamp(-127, 127)
    words = []
    for style, name in ((0, "backbone"), (1, "local")):
        mine = styles == style
        chunk, belief = getattr(policy, name)(latent[mine], states[mine])
        error = (chunk - chunks[mine])[:, :10].abs().mean((0, 1))
        words.append(f"{name} steering {error[0]:.4f} gas {error[1]:.3f} brake {error[2]:.3f} "
                     f"offset {float((belief[:, 0] - offsets[mine]).abs().mean()):.2f}")
    policy.train()
    return ", ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="of learning, at its peak")
    parser.add_argument("--price", type=float, default=0.06, help="of a bit a number of the latent")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    frames, policy = Frames(arguments.data), Policy()
    if arguments.init:
        policy.load_state_dict(torch.load(arguments.init, weights_only=True))
    else:
        policy.head.calibrate(frames.batch(frames.training[:: max(1, len(frames.training) // 256)])[0])
    average = torch.optim.swa_utils.AveragedModel(
        policy, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.997))
    optimizer = torch.optim.AdamW(policy.parameters(), weight_decay=0.01, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, arguments.rate, arguments.steps, pct_start=0.05)
    generator, begun = np.random.default_rng(arguments.seed), time.monotonic()
    print(f"{len(frames.training)} frames to train on, {len(frames.held_out)} held out", flush=True)
    sums = np.zeros(2)
    for step in range(1, arguments.steps + 1):
        picked = generator.choice(frames.training, arguments.batch)
        # From nothing, first something worth sending, then at a price.
        price = arguments.price * (1.0 if arguments.init else min(1.0, step / (0.3 * arguments.steps)))
        total, size = loss(policy, mirrored(frames.batch(picked)), price)
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 3.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(policy)
        sums += (float(total.detach()), size)
        if step % 250 == 0:
            print(f"[{time.monotonic() - begun:5.0f} s, step {step}] loss {sums[0] / 250:.3f} {sums[1] / 250:.0f} B | "
                  f"{validate(average.module, frames)}", flush=True)
            sums[:] = 0
    torch.save(average.module.state_dict(), arguments.out)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
