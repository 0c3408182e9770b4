"""The scripted experts, which read the simulator's track: pure pursuit, and a speed by the curvature in view.

They use no more of the track than the picture shows, so that what they do can be learnt from pictures: a corner may
begin where the picture ends, and the speed must allow for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from track import STEP_SECONDS, Track, state

WHEELBASE = 3.24  # m
VIEW = 33.0  # m of road ahead in the picture
STEERING = 0.4  # rad, the joint's limit and the largest command
RATES = (3.0, 5.0, 8.0)  # per second: steering as fast as the joint turns, gas as fast as CarRacing lets it grow, brake


@dataclass(frozen=True)
class Style:
    """How an expert drives."""

    speed: float  # m/s, the most
    lateral: float  # m/s2 in a corner
    braking: float  # m/s2 counted on before one
    unseen: float  # m/s, wise at the edge of the picture


BRISK = Style(speed=58.0, lateral=42.0, braking=36.0, unseen=32.0)
CAUTIOUS = Style(speed=24.0, lateral=16.0, braking=15.0, unseen=18.0)


def speed_limit(track: Track, index: int, style: Style) -> float:
    """m/s, such that each corner in view is met at its own speed."""
    curvature = track.curvatures(index, VIEW)
    distance = np.arange(len(curvature)) * track.step
    corner = np.sqrt(style.lateral / np.maximum(curvature, 1e-4))
    reach = np.sqrt(np.minimum(corner, style.speed) ** 2 + 2 * style.braking * distance)
    edge = math.sqrt(style.unseen**2 + 2 * style.braking * VIEW)
    return min(style.speed, edge, float(reach.min()))


class Expert:
    """One drive of an expert; it remembers its last action, since it moves its controls no faster than `RATES`."""

    def __init__(self, track: Track, style: Style):
        self.track, self.style = track, style

    def action(self, last: np.ndarray) -> np.ndarray:
        """[3] float32: steering (right is above 0), gas, brake, as CarRacing takes them, 20 ms after `last`."""
        speed, _, yaw_rate, _ = (float(value) for value in state(self.track.env))
        place = self.track.place()
        wished = self._steering(place.index, speed)
        # Yaw faster than the steering asks for is a slide: steer against it.
        slide = yaw_rate + speed * math.tan(wished) / WHEELBASE if speed > 5 else 0.0
        steering = wished + 0.04 * max(-3.0, min(3.0, slide))
        excess = speed - speed_limit(self.track, place.index, self.style)
        gas = min(0.6, max(0.0, -0.12 * excess)) * max(0.2, 1 - 2.0 * abs(steering))
        brake = min(0.7, max(0.0, 0.08 * (excess - 1.0)))
        wanted = np.array((max(-STEERING, min(STEERING, steering)), gas, brake), np.float32)
        reach = np.array(RATES, np.float32) * np.float32(STEP_SECONDS)
        return last + np.clip(wanted - last, -reach, reach)

    def _steering(self, index: int, speed: float) -> float:
        """rad to the right, by pure pursuit of a point further ahead at speed."""
        hull = self.track.env.car.hull
        target = self.track.ahead(index, 6.0 + 0.28 * max(speed, 0.0)) - np.array(hull.position)
        right = math.cos(hull.angle) * target[0] + math.sin(hull.angle) * target[1]
        distance = max(3.0, float(np.hypot(*target)))
        return math.atan(2 * WHEELBASE * right / distance**2)
