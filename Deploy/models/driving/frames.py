"""Recorded frames: memory-mapped arrays, a split by drive, importance sampling and augmentation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from model import IMAGE_SHAPE, NO_OBSTACLE, STEP_SECONDS

HELD_OUT_SHARE = 10  # one drive in this many is held out


@dataclass
class Batch:
    images: Tensor  # uint8 [B,96,192,3]
    states: Tensor  # float32 [B,4]
    plans: Tensor  # float32 [B,25,4], the expert's
    cautious: Tensor  # float32 [B,25,4], the cautious expert's
    obstacles: Tensor  # float32 [B,3]: distance m, offset m, probability
    cells: Tensor  # float32 [B,6,12]: nearness of what stands in each cell of the picture


class Recording:
    """One directory written by `tombolo world record`. Images stay on disk; the labels are small and loaded."""

    def __init__(self, directory: Path):
        self.images = np.load(directory / "images.npy", mmap_mode="r")
        names = ("states", "plans", "cautious", "obstacles", "cells", "drives")
        self.states, self.plans, self.cautious, self.obstacles, self.cells, self.drives = (
            np.load(directory / f"{name}.npy") for name in names)
        count = len(self.images)
        expected = {"images": (count, *IMAGE_SHAPE), "states": (count, 4), "plans": (count, 25, 4),
                    "cautious": (count, 25, 4), "obstacles": (count, 3), "cells": (count, 6, 12), "drives": (count, 3)}
        for name, shape in expected.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{directory}/{name}.npy is {getattr(self, name).shape}, not {shape}")
        self.keys = drive_keys(self.drives, json.loads((directory / "record.json").read_text())["seedBase"])
        finite = [np.isfinite(a.reshape(count, -1)).all(1) for a in
                  (self.states, self.plans, self.cautious, self.obstacles)]
        self.usable = np.logical_and.reduce(finite)


def drive_keys(drives: np.ndarray, seed_base: int) -> np.ndarray:
    """[N]: one number per drive, from its world's seed and its scenario.

    The same world gets the same key in every recording, so that a drive held out once stays held out when
    policies drive it again.
    """
    seeds, scenarios = seed_base + drives[:, 0].astype(np.int64), drives[:, 2].astype(np.int64)
    return ((seeds + 0x9E36) * 1_000_003 + scenarios + 0x9E37) % 2_147_483_629


def is_held_out(keys: np.ndarray) -> np.ndarray:
    mixed = (keys * 2_654_435_761) % 4_294_967_296  # Knuth's multiplicative hash
    return (mixed >> 12) % HELD_OUT_SHARE == 0


class Frames:
    """All recordings as one sequence, divided into training and held-out frames."""

    def __init__(self, directories: list[Path]):
        self.recordings = [Recording(directory) for directory in directories]
        sizes = [len(recording.images) for recording in self.recordings]
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        join = lambda name: np.concatenate([getattr(r, name) for r in self.recordings])
        self.states, self.plans = join("states"), join("plans")
        self.cautious, self.obstacles = join("cautious"), join("obstacles")
        self.cells = join("cells")
        self.keys = join("keys")
        usable = join("usable")
        held_out = is_held_out(self.keys)
        if not (held_out & usable).any():  # few drives: hold out the last one
            held_out = self.keys == self.keys[-1]
        if held_out.all():  # a single drive: its last tenth
            held_out = np.arange(len(self.keys)) >= len(self.keys) * 9 // 10
        self.training = np.flatnonzero(usable & ~held_out)
        self.held_out = np.flatnonzero(usable & held_out)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def images(self, indices: np.ndarray) -> np.ndarray:
        out = np.empty((len(indices), *IMAGE_SHAPE), np.uint8)
        owners = np.searchsorted(self.starts, indices, side="right") - 1
        for slot, (owner, index) in enumerate(zip(owners, indices)):
            out[slot] = self.recordings[owner].images[index - self.starts[owner]]
        return out

    def batch(self, indices: np.ndarray) -> Batch:
        pick = lambda array: torch.from_numpy(np.ascontiguousarray(array[indices], dtype=np.float32))
        return Batch(torch.from_numpy(self.images(indices)), pick(self.states), pick(self.plans),
                     pick(self.cautious), pick(self.obstacles), pick(self.cells))

    def sampling_weights(self) -> np.ndarray:
        """Of the training frames: 1 for plain cruising, up to 6 where there is something to learn."""
        plans, states = self.plans[self.training], self.states[self.training]
        obstacles = self.obstacles[self.training]
        braking = states[:, 0] - plans[:, -1, 3] > 2.0
        near = (obstacles[:, 2] > 0.5) & (obstacles[:, 0] < 30.0)
        # Where the expert leaves the arc that the car is on: recoveries, lane changes, bends ahead.
        time = 15 * STEP_SECONDS
        arc = 0.5 * states[:, 0] * states[:, 1] * time**2
        leaving = np.abs(plans[:, 14, 1] - arc) > 0.5
        starting = (states[:, 0] < 1.0) & (plans[:, -1, 3] > 1.5)
        # Late braking, as for somebody who steps out: one frame in sixty, and every collision begins there.
        hard = states[:, 0] - plans[:, 9, 3] > np.minimum(2.0, 0.6 * states[:, 0])
        hard &= states[:, 0] > 0.7
        weights = 1.0 + 1.2 * braking + 0.6 * near + 1.0 * leaving + 1.0 * starting + 3.0 * hard
        return np.minimum(weights, 6.0)


class Augmentation:
    """Brightness, contrast, colour, sensor noise and state noise. No mirror image: traffic keeps a side.

    Noise is drawn from a bank made once: fresh normal numbers for every pixel cost more than the head.
    """

    def __init__(self, seed: int, bank: int = 48):
        generator = torch.Generator().manual_seed(seed)
        self.noise = torch.randn((bank, *IMAGE_SHAPE), generator=generator).bfloat16()
        self.generator = generator

    def images(self, images: Tensor, dtype: torch.dtype) -> Tensor:
        count = len(images)
        uniform = lambda *shape: 2 * torch.rand(shape, generator=self.generator) - 1
        # One affine map per frame and colour: contrast about the mid grey, brightness, white balance.
        contrast = torch.exp(0.22 * uniform(count, 1) + 0.06 * uniform(count, 3))
        brightness = 24.0 * uniform(count, 1) + 6.0 * uniform(count, 3)
        offset = 115.0 * (1 - contrast) + brightness
        sigma = 7.0 * torch.rand((count, 1, 1, 1), generator=self.generator) ** 2
        picked = self.noise[torch.randint(len(self.noise), (count,), generator=self.generator)]
        x = images.to(dtype) * contrast.to(dtype).view(count, 1, 1, 3)
        x = x.add_(offset.to(dtype).view(count, 1, 1, 3)).addcmul_(picked.to(dtype), sigma.to(dtype))
        return x.clamp_(0, 255)

    def states(self, states: Tensor) -> Tensor:
        """Noise on what the car's own motion says, on half of the frames: a network that copies its last
        command instead of looking would otherwise score well here and drive badly."""
        scale = torch.tensor([0.0, 0.06, 0.04, 0.8])
        noise = torch.randn(states.shape, generator=self.generator) * scale
        noisy = torch.rand((len(states), 1), generator=self.generator) < 0.5
        return torch.where(noisy, states + noise, states)


def speed_drop(plans: Tensor, states: Tensor) -> Tensor:
    """m/s lost by the end of the plan."""
    return states[:, 0] - plans[:, -1, 3]


def has_obstacle(obstacles: Tensor) -> Tensor:
    return (obstacles[:, 2] > 0.5) & (obstacles[:, 0] < NO_OBSTACLE - 1)
