"""Which latent a device predicts the next one of a stream from (section 5)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tombolo import limits

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A latent [C, H, W] as its receiver decoded it, and the sequence of its message."""

    sequence: int
    latent: Floats


@dataclass(slots=True, eq=False)
class _Link:
    reference: Reference
    depth: int
    is_held: bool = False


class ReferenceChain:
    """The latents of a stream and a session that are, or may become, references.

    The newest that the coordinator said to hold is predicted from. So nothing builds upon what may
    be lost, and a reference that the coordinator lacks after all costs one round trip: it asks for
    a keyframe. Behind the last latent that a chain has room for one keyframe goes out; until that
    is acknowledged too, the old chain's reference serves on.
    """

    def __init__(self) -> None:
        self._links: list[_Link] = []  # by sequence; the newest held one, if any, is the first
        self._is_full = False  # the chain, and no keyframe is on its way

    def __len__(self) -> int:
        return len(self._links)

    @property
    def next(self) -> Reference | None:
        """What to predict the next latent from; None is a keyframe."""
        if not self._links or self._is_full:
            return None
        first = self._links[0]
        return first.reference if first.is_held and first.depth < limits.CHAIN_DEPTH else None

    def keeps(self, sequence: int) -> bool:
        """Whether the latent of this sequence is, or may become, a reference."""
        return any(link.reference.sequence == sequence for link in self._links)

    def offers(self, reference: Reference | None) -> bool:
        """Whether `reference`, as `next` has given it, is still to be predicted from."""
        return any(link.reference is reference for link in self._links)

    def sent(self, sequence: int, latent: Floats, reference: int) -> None:
        """Note the message of `sequence`, predicted from `reference` (0: a keyframe).

        `latent` is what its receiver will decode. Sequences grow.
        """
        depth = 0
        if reference:
            below = (link for link in self._links if link.reference.sequence == reference)
            depth = 1 + next((link.depth for link in below), limits.CHAIN_DEPTH)
        is_keyframe_due = all(link.depth for link in self._links[1:])
        self._is_full = depth >= limits.CHAIN_DEPTH and is_keyframe_due
        self._links.append(_Link(Reference(sequence, latent), depth))
        if len(self._links) > limits.OUTSTANDING_LATENTS:
            # Be it the reference: what lies so far back tells little.
            del self._links[0]

    def held(self, sequence: int) -> None:
        """Note that the coordinator holds this latent; may be said in any order, and twice."""
        for place, link in enumerate(self._links):
            if link.reference.sequence == sequence:
                link.is_held = True
                del self._links[:place]
                return

    def rejected(self, sequence: int) -> None:
        """Note that the coordinator does not hold this latent."""
        self._links = [
            link for link in self._links if link.is_held or link.reference.sequence != sequence
        ]

    def keyframe_requested(self, sequence: int) -> None:
        """Give up what this latent was predicted from, and all up to it.

        A keyframe that was sent since stays.
        """
        self._links = [link for link in self._links if link.reference.sequence > sequence]
