"""What a coded frame costs in task error: the shipped networks over held-out drives, and errors by drive.

Every codec is judged on the same frames, so that differences are paired; frames of one drive are much alike,
so that the noise is that of drawing other drives (`curves.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino

from frames import Frames
from model import NO_OBSTACLE

CHUNK = 50  # frames a run of the backbone
FAR_OBSTACLE = 50.0  # m; the distance of one farther off is not judged
# Of a drive's frames, 0.1 s apart, one in this many is judged: neighbours are much alike. It shares no factor with
# the nine latents from keyframe to keyframe, so that keyframes are counted as often as they are sent.
STRIDE = 4

Arrays = np.ndarray
# Frames [N,H,W,3] in; bytes of all of them and the frames as decoded out.
PictureCodec = Callable[[Arrays], tuple[int, Arrays]]


class Bundle:
    """The shipped head and backbone, so that whoever has a clone can repeat the table."""

    def __init__(self, directory: Path, threads: int = 1) -> None:
        options = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads}
        core = openvino.Core()
        self._head = core.compile_model(str(directory / "head.onnx"), "CPU", options)
        self._backbone = core.compile_model(str(directory / "backbone.onnx"), "CPU", options)
        latent = json.loads((directory / "bundle.json").read_text())["latent"]
        self.steps: list[float] = latent["steps"]

    def head(self, images: Arrays) -> Arrays:
        """Camera frames [N,96,192,3] to latents; the head takes one at a time, as on a device."""
        return np.concatenate([self._head([image[None]])[0].copy() for image in images])

    def backbone(self, latents: Arrays, states: Arrays) -> tuple[Arrays, Arrays]:
        """Plans [N,25,4] and beliefs [N,3]."""
        answers = [self._backbone([latents[i:i + CHUNK], states[i:i + CHUNK]]) for i in range(0, len(latents), CHUNK)]
        plans, beliefs = (np.concatenate([answer[output] for answer in answers]) for output in (0, 1))
        return plans, beliefs


@dataclass
class Sums:
    """What a codec did on each drive: sums [D] and what they are sums over."""

    bytes: Arrays
    coded: Arrays  # frames that the bytes are of
    position: Arrays  # m, distance of the plan's positions from the expert's, mean over the plan
    judged: Arrays  # frames
    distance: Arrays  # m, error of the obstacle's distance
    obstacles: Arrays  # frames with an obstacle nearer than FAR_OBSTACLE


class Judge:
    """Runs the network over drives, frame by frame in order."""

    def __init__(self, bundle: Bundle, frames: Frames, drives: list[Arrays], stride: int) -> None:
        self.bundle, self.frames, self.drives = bundle, frames, drives
        self.order = np.concatenate(drives)
        self.owners = np.repeat(np.arange(len(drives)), [len(drive) for drive in drives])
        self.places = np.concatenate([np.arange(len(drive)) for drive in drives])
        self.is_judged = self.places % stride == 0
        self.picked = np.flatnonzero(self.is_judged)
        judged = self.order[self.picked]
        self.states = np.ascontiguousarray(frames.states[judged], np.float32)
        self._positions = frames.plans[judged][..., :2]
        self._distances = frames.obstacles[judged][:, 0]
        probability = frames.obstacles[judged][:, 2]
        self._has_obstacle = (probability > 0.5) & (self._distances < min(FAR_OBSTACLE, NO_OBSTACLE - 1))

    def latents(self) -> Arrays:
        """Of every frame, unquantised."""
        return np.concatenate([self.bundle.head(self.frames.images(drive)) for drive in self.drives])

    def plans(self, latents: Arrays) -> tuple[Arrays, Arrays]:
        """Plans and beliefs of the judged frames, whose latents these are."""
        return self.bundle.backbone(latents, self.states)

    def sums(self, answers: tuple[Arrays, Arrays], size: Arrays, coded: Arrays) -> Sums:
        """The errors of the judged frames' plans and beliefs; bytes and coded frames by drive."""
        plans, beliefs = answers
        error = np.linalg.norm(plans[..., :2] - self._positions, axis=-1).mean(axis=1)
        distance = np.where(self._has_obstacle, np.abs(beliefs[:, 0] - self._distances), 0)
        by_drive = lambda values: np.bincount(self.owners[self.picked], values, minlength=len(self.drives))
        return Sums(size, coded, by_drive(error), by_drive(np.ones_like(error)), by_drive(distance),
                    by_drive(self._has_obstacle))

    def through(self, codec: PictureCodec, is_stream: bool) -> Sums:
        """Sums when each drive's pictures go through a codec; a stream has to see the frames not judged too."""
        sizes, counts = [], []

        def received() -> Iterator[Arrays]:
            for number, drive in enumerate(self.drives):
                picked = self.places[self.picked[self.owners[self.picked] == number]]
                sent = drive if is_stream else drive[picked]
                size, images = codec(self.frames.images(sent))
                sizes.append(size)
                counts.append(len(sent))
                yield self.bundle.head(images[picked] if is_stream else images)

        latents = np.concatenate(list(received()))
        return self.sums(self.plans(latents), np.array(sizes, float), np.array(counts, float))


def held_out_drives(frames: Frames, limit: int) -> list[Arrays]:
    """Continuous runs of held-out frames: an equal share of the limit for each drive, so that all count; from its
    middle, since drives begin alike."""
    held_out = frames.held_out
    cuts = np.flatnonzero((np.diff(held_out) != 1) | (np.diff(frames.keys[held_out]) != 0)) + 1
    drives = np.split(held_out, cuts)
    share = max(1, limit // len(drives))
    begins = [max(0, len(drive) - share) // 2 for drive in drives]
    return [drive[begin:begin + share] for drive, begin in zip(drives, begins)]


def open_judge(bundle: Bundle, data: list[Path], limit: int, is_all: bool, stride: int = STRIDE,
               apart: int | None = None) -> Judge:
    """A judge of whole drives, or of frames so many apart; of all frames, or of those held out by the hash."""
    frames = Frames(data)
    if is_all:
        frames.held_out = np.sort(np.concatenate((frames.held_out, frames.training)))
    if apart is None:
        return Judge(bundle, frames, held_out_drives(frames, limit), stride)
    return Judge(bundle, frames, [drive[::apart] for drive in held_out_drives(frames, limit * apart)], 1)
