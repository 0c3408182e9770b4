"""From the agent's named channels to what an environment's `step` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import gymnasium
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Channel:
    """One channel of the bundle's plan, as an environment takes it."""

    name: str
    unit: str


class ActionMap(Protocol):
    """How the values of a command become an action."""

    @property
    def channels(self) -> Sequence[Channel]:
        """The channels that a command must have, in the bundle's order."""

    @property
    def safe(self) -> Any:
        """The action while nobody commands: the one that stops or holds the machine."""

    def action(self, values: Mapping[str, float]) -> Any:
        """Return the action of a command."""

    def check(self, space: gymnasium.Space[Any]) -> None:
        """Raise `ValueError` where the environment takes no such actions."""


@dataclass(frozen=True)
class BoxActions:
    """Each channel is one number of a `Box`, in its order.

    `safe` has one value a channel. Values beyond the space are clamped to it.
    """

    channels: Sequence[Channel]
    safe_values: Sequence[float]
    lowest: Sequence[float]
    highest: Sequence[float]

    @property
    def safe(self) -> NDArray[np.float32]:
        """The safe values."""
        return np.array(self.safe_values, np.float32)

    def action(self, values: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the values in the channels' order, clamped."""
        wanted = np.array([values[channel.name] for channel in self.channels], np.float32)
        lowest, highest = (np.array(bound, np.float32) for bound in (self.lowest, self.highest))
        return np.clip(wanted, lowest, highest)

    def check(self, space: gymnasium.Space[Any]) -> None:
        """Raise `ValueError` where the environment takes no such vector."""
        if not isinstance(space, gymnasium.spaces.Box) or space.shape != (len(self.channels),):
            raise ValueError(
                f"the environment takes {space}, the bundle's plan has {len(self.channels)} "
                "channels; give a mapping of your own"
            )
        for bounds in (self.lowest, self.highest, self.safe_values):
            if len(bounds) != len(self.channels):
                raise ValueError(f"{len(bounds)} bounds for {len(self.channels)} channels")

    @staticmethod
    def of(
        space: gymnasium.Space[Any], channels: Sequence[Channel], safe: Sequence[float]
    ) -> BoxActions:
        """Take the bounds from the space; raises `ValueError` if it is no such `Box`."""
        if not isinstance(space, gymnasium.spaces.Box):
            raise ValueError(f"the environment takes {space}, which is no Box")
        found = BoxActions(channels, safe, tuple(space.low.tolist()), tuple(space.high.tolist()))
        found.check(space)
        return found


@dataclass(frozen=True)
class DiscreteActions:
    """A function of yours chooses one of a `Discrete` space's actions; `idle` is chosen meanwhile.

    `largest` makes such a function for bundles with one channel an action.
    """

    channels: Sequence[Channel]
    choose: Callable[[Mapping[str, float]], int]
    idle: int

    @property
    def safe(self) -> int:
        """The idle action."""
        return self.idle

    def action(self, values: Mapping[str, float]) -> int:
        """Return what `choose` chooses."""
        return int(self.choose(values))

    def check(self, space: gymnasium.Space[Any]) -> None:
        """Raise `ValueError` where the environment has no idle action."""
        if not isinstance(space, gymnasium.spaces.Discrete) or not space.contains(self.idle):
            raise ValueError(f"the environment takes {space}, which has no action {self.idle}")


def largest(actions: Mapping[str, int]) -> Callable[[Mapping[str, float]], int]:
    """Choose the action whose channel has the largest value; of equal ones, the first."""
    order = tuple(actions.items())
    if not order:
        raise ValueError("there is no action to choose from")

    def choose(values: Mapping[str, float]) -> int:
        return max(order, key=lambda item: values[item[0]])[1]

    return choose
