"""Latents as a device sends them and a worker sees them: alone, or predicted in a closed loop.

By the codec's Python implementation at the effort of the device, which the golden vectors hold to the Swift one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tombolo import codec

from judge import Judge, Sums

UNITY = codec.UNITY  # the multiplier of the everyday rate
CHAIN_DEPTH = 8  # predicted latents behind a keyframe


@dataclass
class Received:
    """The judged frames at one multiplier: bytes, whether predicted, and what the worker decodes."""

    byte_counts: np.ndarray  # [N]
    is_predicted: np.ndarray  # [N]
    latents: np.ndarray  # [N,16,6,12]


def alone(judge: Judge, latents: np.ndarray, multiplier: int) -> Received:
    """Every latent a keyframe."""
    return _received([codec.code(latent, None, judge.bundle.steps, multiplier) for latent in latents[judge.picked]])


def predicted(judge: Judge, latents: np.ndarray, multiplier: int) -> Received:
    """Answers arrive within one frame: each latent is predicted from the one before it, as decoded, until eight
    in a row were."""
    coded: list[codec.Coded] = []
    reference, depth = None, 0
    for latent, place, is_judged in zip(latents, judge.places, judge.is_judged):
        if place == 0 or depth == CHAIN_DEPTH:
            reference = None
        # Of latents that are not judged only what is decoded matters, which no effort changes.
        found = codec.code(latent, reference, judge.bundle.steps, multiplier, "small" if is_judged else "fast")
        depth = depth + 1 if codec.is_predicted(found.content) else 0
        reference = found.latent
        if is_judged:
            coded.append(found)
    return _received(coded)


def _received(coded: list[codec.Coded]) -> Received:
    return Received(np.array([len(one.content) for one in coded]),
                    np.array([codec.is_predicted(one.content) for one in coded]),
                    np.stack([one.latent for one in coded]))


def sums(judge: Judge, received: Received) -> Sums:
    """Their bytes and errors by drive."""
    owners, count = judge.owners[judge.picked], len(judge.drives)
    return judge.sums(judge.plans(received.latents), np.bincount(owners, received.byte_counts, minlength=count),
                      np.bincount(owners, minlength=count))
