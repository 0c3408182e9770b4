"""A tiny environment, a link and a clock that tests hold in their hands."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from tombolo_gymnasium import BoxActions, Command, Setting
from tombolo_gymnasium.actions import Channel

MILLISECOND = 1_000_000


class Rail(gymnasium.Env[NDArray[np.uint8], NDArray[np.float32]]):
    """A point on a rail: its picture is grey by its position, its reward is the position."""

    def __init__(self, length: int = 10_000) -> None:
        self.action_space = gymnasium.spaces.Box(-1, 1, (1,), np.float32)
        self.observation_space = gymnasium.spaces.Box(0, 255, (4, 6, 3), np.uint8)
        self.length, self.actions = length, list[float]()

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.actions = []
        return self._picture(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.actions.append(float(action[0]))
        is_over = len(self.actions) >= self.length
        return self._picture(), float(action[0]), is_over, False, {}

    def _picture(self) -> NDArray[np.uint8]:
        return np.full((4, 6, 3), len(self.actions) % 256, np.uint8)


class Clock:
    """Nanoseconds that pass only when slept, or when a test says so."""

    def __init__(self) -> None:
        self.now = 5_000 * MILLISECOND

    def __call__(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += round(seconds * 1e9)


class FakeLink:
    """Gives out commands by their turn, and keeps what it is shown."""

    def __init__(self, commands: list[Command | None]) -> None:
        self.commands = commands
        self.asked = 0
        self.pictures: list[tuple[NDArray[np.uint8], NDArray[np.float32], int]] = []
        self.motions: list[tuple[float, float, int]] = []

    def command(self) -> Command | None:
        found = self.commands[min(self.asked, len(self.commands) - 1)]
        self.asked += 1
        return found

    def show(self, picture: NDArray[np.uint8], state: NDArray[np.float32], stamp: int) -> None:
        self.pictures.append((picture.copy(), state, stamp))

    def move(self, speed: float, yaw_rate: float, stamp: int) -> None:
        self.motions.append((speed, yaw_rate, stamp))

    def close(self) -> None:
        pass


def command(number: int, value: float, driver: str = "cloud") -> Command:
    return Command(number, {"push": value}, driver, "nominal")


def rail_setting(length: int = 10_000) -> Setting:
    env = Rail(length)
    return Setting(
        env=env,
        actions=BoxActions.of(env.action_space, [Channel("push", "1")], [0.25]),
        step_seconds=0.02,
        state=lambda _env, _observation: np.array([len(env.actions)], np.float32),
        state_names=(("steps", "1"),),
        motion=lambda _env, _observation: (1.5, 0.5),
    )
