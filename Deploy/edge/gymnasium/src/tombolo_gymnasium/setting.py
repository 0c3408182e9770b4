"""What the bridge must know of an environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import gymnasium
import numpy as np
from numpy.typing import NDArray

from .actions import ActionMap

Environment = gymnasium.Env[Any, Any]


class Watcher(Protocol):
    """Keeps the figures of one kind of environment."""

    def begin(self, env: Environment) -> None:
        """Begin anew: the environment was reset."""

    def step(self, env: Environment) -> None:
        """Look at the environment after a step."""

    def figures(self) -> dict[str, Any]:
        """Return what came of it."""


@dataclass
class Setting:
    """An environment and how it is seen and driven.

    `picture` makes the camera's picture [height, width, channels] uint8 of the environment and
    its latest observation; without it the observation is the picture. `state` makes the numbers
    that go with it, in the bundle's order. `motion` makes m/s and rad/s, where the machine has
    odometry. `draws` is told before each step whether its picture is wanted, for environments
    whose drawing is dear.
    """

    env: Environment
    actions: ActionMap
    step_seconds: float
    state: Callable[[Environment, Any], NDArray[np.float32]]
    state_names: tuple[tuple[str, str], ...]
    picture: Callable[[Environment, Any], NDArray[np.uint8]] | None = None
    motion: Callable[[Environment, Any], tuple[float, float]] | None = None
    draws: Callable[[Environment, bool], None] | None = None
    watcher: Watcher | None = None

    def shown(self, observation: Any) -> NDArray[np.uint8]:
        """Return the camera's picture; raises `ValueError` if it is none."""
        found = observation if self.picture is None else self.picture(self.env, observation)
        if not isinstance(found, np.ndarray) or found.dtype != np.uint8 or found.ndim != 3:  # noqa: PLR2004
            raise ValueError(
                "the observation is no picture [height, width, channels] of uint8; "
                "give the setting a function `picture` that makes one"
            )
        return np.ascontiguousarray(found)
