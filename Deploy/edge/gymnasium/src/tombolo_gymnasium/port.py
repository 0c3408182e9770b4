"""What the bridge needs of the agent: commands out of it, pictures and motion into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Command:
    """What the agent says in one control tick."""

    number: int  # counts up
    values: Mapping[str, float]  # by the channels' names
    driver: str  # who drives
    failsafe: str  # the failsafe's state


class Link(Protocol):
    """A conversation with the agent."""

    def command(self) -> Command | None:
        """Return the newest command; None while none is valid, and the machine must be safe."""

    def show(self, picture: NDArray[np.uint8], state: NDArray[np.float32], stamp: int) -> None:
        """Send a capture, exposed at `stamp` (ns of the monotonic clock)."""

    def move(self, speed: float, yaw_rate: float, stamp: int) -> None:
        """Send what the machine measures of its motion: m/s and rad/s, at `stamp`."""

    def close(self) -> None:
        """Say goodbye."""
