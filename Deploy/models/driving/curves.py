"""Bytes at equal task error: monotone curves through measured settings, and the noise of what they say.

A setting's figures are sums by drive (`judge.Sums`). Noise is that of drawing other drives (bootstrap): each
draw weighs the drives anew, for every codec alike, and a curve is fitted in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from judge import Sums

DRAWS = 1000
SEED = 1
INTERVAL = (5, 95)  # per cent of the draws


@dataclass
class Point:
    """One setting of one codec."""

    codec: str
    setting: float
    sums: Sums
    entropy: float | None = None  # bytes a frame


@dataclass(frozen=True)
class Bytes:
    """Bytes a frame at some error; a bound where no setting is that bad, or none that good."""

    value: float
    bound: int = 0  # 1: more than that, -1: less


def draws(drive_count: int) -> np.ndarray:
    """[DRAWS + 1, D]: how often each drive counts; the first row is the drives as they are."""
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(drive_count, np.full(drive_count, 1 / drive_count), size=DRAWS)
    return np.concatenate((np.ones((1, drive_count)), drawn))


def mean(sums: np.ndarray, counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """In each draw; no obstacle in any of its drives gives no number."""
    with np.errstate(invalid="ignore"):
        return (weights @ sums) / (weights @ counts)


def byte_counts(point: Point, weights: np.ndarray) -> np.ndarray:
    """Bytes a frame in each draw."""
    return mean(point.sums.bytes, point.sums.coded, weights)


def changes(point: Point, reference: Point, error: str, weights: np.ndarray) -> np.ndarray:
    """Relative change of the "position" or "distance" error in each draw, on the same frames."""
    def one(sums: Sums) -> np.ndarray:
        if error == "position":
            return mean(sums.position, sums.judged, weights)
        return mean(sums.distance, sums.obstacles, weights)

    return one(point.sums) / one(reference.sums) - 1


def monotone(sizes: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The closest error that falls as bytes grow (pool adjacent violators), as knots: log bytes and error.

    Settings that are pooled become one knot in their middle, so that an error has one byte count.
    """
    blocks: list[tuple[float, float, int]] = []  # sums of log bytes and of errors, settings
    for index in np.argsort(sizes):
        block = (float(np.log(sizes[index])), float(errors[index]), 1)
        while blocks and blocks[-1][1] / blocks[-1][2] <= block[1] / block[2]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    return (np.array([block[0] / block[2] for block in blocks]), np.array([block[1] / block[2] for block in blocks]))


def bytes_at(level: float, sizes: np.ndarray, errors: np.ndarray) -> Bytes:
    """Bytes a frame at which a codec adds `level` of error: log-linear between the knots."""
    logs, knots = monotone(sizes, errors)
    if level > knots[0]:
        return Bytes(float(sizes.min()), -1)
    if level < knots[-1]:
        return Bytes(float(sizes.max()), 1)
    return Bytes(float(np.exp(np.interp(level, knots[::-1], logs[::-1]))))


@dataclass(frozen=True)
class Ratio:
    """How often our bytes go into a rival's at equal error, with the interval of the draws."""

    value: float
    bound: int  # 1: at least, -1: at most, 0: as it stands
    low: float
    high: float

    def __str__(self) -> str:
        mark = {1: "at least ", -1: "at most ", 0: ""}[self.bound]
        return f"{mark}{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


class Curve:
    """One codec's settings, in every draw."""

    def __init__(self, points: list[Point], reference: Point, error: str, weights: np.ndarray) -> None:
        self.sizes = np.stack([byte_counts(point, weights) for point in points], axis=1)
        self.errors = np.stack([changes(point, reference, error, weights) for point in points], axis=1)

    def at(self, level: float, added: float = 0) -> list[Bytes]:
        """In each draw, with `added` bytes to every frame."""
        return [bytes_at(level, sizes + added, errors) for sizes, errors in zip(self.sizes, self.errors)]


def ratio(rival: list[Bytes], ours: list[Bytes]) -> Ratio | None:
    """None where a bound is divided by a bound the other way round, which says nothing."""
    if rival[0].bound * ours[0].bound > 0:
        return None
    values = [theirs.value / own.value for theirs, own in zip(rival, ours)]
    low, high = np.percentile(values[1:], INTERVAL)
    return Ratio(values[0], rival[0].bound or -ours[0].bound, float(low), float(high))
