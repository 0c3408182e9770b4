"""The track of CarRacing, which experts and judges read and policies do not.

The environment itself, its state and its units are the bridge's: `tombolo_gymnasium.car_racing`.
"""

from __future__ import annotations

from dataclasses import dataclass

import gymnasium
import numpy as np
from gymnasium.envs.box2d.car_racing import TRACK_WIDTH
from tombolo_gymnasium.car_racing import CHANNELS, SAFE, STATE, STEP_SECONDS, make, state

__all__ = ["CHANNELS", "SAFE", "STATE", "STEP_SECONDS", "Place", "Track", "make", "state"]


@dataclass
class Place:
    """Where the car is along its track."""

    index: int  # of the nearest point of the centre line
    offset: float  # m, to the right of the centre line
    is_off_road: bool  # all four wheels off


class Track:
    """The closed centre line of an environment that was reset."""

    half_width = TRACK_WIDTH

    def __init__(self, env: gymnasium.Env):
        self.env = env.unwrapped
        self.points = np.array([(x, y) for _, _, x, y in self.env.track])
        ahead = np.roll(self.points, -1, 0)
        self.lengths = np.linalg.norm(ahead - self.points, axis=1)
        self.length = float(self.lengths.sum())
        self.step = self.length / len(self.points)
        heading = np.unwrap(np.arctan2(*(ahead - self.points).T[::-1]))
        # Over three points: the generator's corners are polygons.
        turn = np.angle(np.exp(1j * (np.roll(heading, -2) - np.roll(heading, 1))))
        self.curvature = np.abs(turn) / (3 * self.step)

    def place(self) -> Place:
        position = np.array(self.env.car.hull.position)
        index = int(np.argmin(((self.points - position) ** 2).sum(1)))
        along = self.points[(index + 1) % len(self.points)] - self.points[index - 1]
        along /= np.linalg.norm(along)
        offset = float(np.cross(np.append(position - self.points[index], 0), np.append(along, 0))[2])
        off = all(not wheel.tiles for wheel in self.env.car.wheels)
        return Place(index, offset, off)

    def ahead(self, index: int, metres: float) -> np.ndarray:
        """The point so far ahead of a point of the centre line."""
        exact = metres / self.step
        whole = int(exact)
        first, second = (self.points[(index + whole + k) % len(self.points)] for k in (0, 1))
        return first + (second - first) * (exact - whole)

    def curvatures(self, index: int, metres: float) -> np.ndarray:
        """1/m, of the points from here to so far ahead."""
        count = int(metres / self.step) + 1
        return self.curvature[(index + np.arange(count)) % len(self.points)]
