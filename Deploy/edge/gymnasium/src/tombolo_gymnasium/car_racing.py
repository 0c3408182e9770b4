"""CarRacing as the bridge sees it: drawn only when a picture is wanted, and measured by its track.

The physics are Gymnasium's own, untouched: 50 steps a second. CarRacing draws a picture of
1000 x 800 in every step and scales it down, which is nine tenths of its time; a camera of 10 Hz
needs one in five. Its length unit is called a metre here (the car is 5 long).
"""

from __future__ import annotations

import math
from typing import Any

import gymnasium
import numpy as np
from gymnasium.envs.box2d.car_racing import MAX_SHAPE_DIM, WINDOW_H, WINDOW_W, CarRacing
from numpy.typing import NDArray

from .actions import BoxActions, Channel
from .setting import Environment, Setting

STEP_SECONDS = 0.02
STATE = (
    ("speed", "m/s"),
    ("lateral speed", "m/s"),
    ("yaw rate", "rad/s"),
    ("steering angle", "rad"),
)
CHANNELS = (Channel("steering", "rad"), Channel("gas", "1"), Channel("brake", "1"))
# Straight on, no gas, half of the brake: all of it locks the wheels, and the car slides.
SAFE = (0.0, 0.0, 0.5)


class SeldomDrawn(CarRacing):
    """Draws the observation of a step only while `draws` is set; otherwise it returns the last."""

    draws = True
    state: NDArray[np.uint8] | None = None

    def _render(self, mode: str) -> Any:
        if mode == "state_pixels" and not self.draws and self.state is not None:
            return self.state
        return super()._render(mode)

    def _draw_colored_polygon(
        self,
        surface: Any,
        poly: Any,
        color: Any,
        zoom: float,
        translation: Any,
        angle: float,
        clip: bool = True,
    ) -> None:
        """Look at one corner first.

        Where it lies two shapes outside the window, CarRacing would transform all corners of the
        shape and then not draw it either: the pictures are the same to the pixel.
        """
        if clip:
            cosine, sine = math.cos(angle), math.sin(angle)
            (x, y), margin = poly[0], 2 * MAX_SHAPE_DIM
            across = (cosine * x - sine * y) * zoom + translation[0]
            up = (sine * x + cosine * y) * zoom + translation[1]
            if not (-margin <= across <= WINDOW_W + margin and -margin <= up <= WINDOW_H + margin):
                return
        super()._draw_colored_polygon(surface, poly, color, zoom, translation, angle, clip)


def make(seconds: float = 60.0, render_mode: str | None = None) -> Environment:
    """Return CarRacing-v3 with room for a lap at a careful speed: its own limit is 20 s."""
    env = SeldomDrawn(render_mode=render_mode)
    return gymnasium.wrappers.TimeLimit(env, max_episode_steps=round(seconds / STEP_SECONDS))


def state(env: Environment, _observation: Any = None) -> NDArray[np.float32]:
    """Return what `STATE` names."""
    car = env.unwrapped.car  # type: ignore[attr-defined]
    cosine, sine = math.cos(car.hull.angle), math.sin(car.hull.angle)
    x, y = car.hull.linearVelocity
    forward, lateral = cosine * y - sine * x, cosine * x + sine * y
    steering = car.wheels[0].joint.angle
    return np.array((forward, lateral, car.hull.angularVelocity, steering), np.float32)


def motion(env: Environment, _observation: Any = None) -> tuple[float, float]:
    """Return m/s and rad/s."""
    speed, _, yaw_rate, _ = state(env)
    return float(speed), float(yaw_rate)


class LapWatcher:
    """Share of the track, laps, and time with all four wheels off the road."""

    def __init__(self) -> None:
        self._visited = self._tiles = self._off_steps = self._steps = 0
        self._has_lap = False
        self._fastest = self._metres = 0.0

    def begin(self, env: Environment) -> None:
        """Take the track of a reset environment."""
        self.__init__()  # type: ignore[misc]
        self._tiles = len(env.unwrapped.track)  # type: ignore[attr-defined]

    def step(self, env: Environment) -> None:
        """Look where the car is."""
        racing: Any = env.unwrapped
        self._steps += 1
        self._visited = racing.tile_visited_count
        self._has_lap = self._has_lap or racing.new_lap or self._visited == self._tiles
        self._off_steps += all(not wheel.tiles for wheel in racing.car.wheels)
        speed = float(np.hypot(*racing.car.hull.linearVelocity))
        self._fastest = max(self._fastest, speed)
        self._metres += speed * STEP_SECONDS

    def figures(self) -> dict[str, Any]:
        """Return the figures of the drive so far."""
        return {
            "trackShare": round(self._visited / max(1, self._tiles), 4),
            "lap": self._has_lap,
            "offRoadSeconds": round(self._off_steps * STEP_SECONDS, 2),
            "meanSpeed": round(self._metres / max(1e-9, self._steps * STEP_SECONDS), 2),
            "fastest": round(self._fastest, 2),
        }


def _draw(env: Environment, is_wanted: bool) -> None:
    env.unwrapped.draws = is_wanted  # type: ignore[attr-defined]


def setting(seconds: float = 120.0) -> Setting:
    """Return CarRacing with three channels: steering (rad to the right), gas and brake (0...1)."""
    env = make(seconds)
    return Setting(
        env=env,
        actions=BoxActions.of(env.action_space, CHANNELS, SAFE),
        step_seconds=STEP_SECONDS,
        state=state,
        state_names=STATE,
        motion=motion,
        draws=_draw,
        watcher=LapWatcher(),
    )
