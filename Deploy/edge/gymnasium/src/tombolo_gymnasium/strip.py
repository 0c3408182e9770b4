"""A drive as one picture: what the camera saw, once a second or so, and who drove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .machine import GymMachine

# The frame around each picture: green the cloud, blue its last plan, yellow the device's own
# policy, red a stop, grey nobody.
COLOURS = {
    "cloudPlan": (40, 160, 70),
    "heldPlan": (60, 110, 220),
    "localPolicy": (235, 180, 30),
    "stopping": (210, 50, 40),
    "standstill": (210, 50, 40),
}
NOBODY = (120, 120, 120)
EDGE = 4  # pixels


class Strip:
    """Keeps every so-manieth picture, framed in the colour of who drove."""

    def __init__(self, every: int = 10, columns: int = 12, limit: int = 240) -> None:
        self.every, self.columns, self.limit = every, columns, limit
        self._seen = 0
        self._tiles: list[NDArray[np.uint8]] = []

    def watch(self, machine: GymMachine, picture: NDArray[np.uint8]) -> None:
        """Take a picture of a drive."""
        if self._seen % self.every == 0 and len(self._tiles) < self.limit:
            driver = machine.command.driver if machine.command else "nobody"
            self._tiles.append(framed(picture, colour(driver)))
        self._seen += 1

    def picture(self) -> NDArray[np.uint8]:
        """Return all of them in rows; raises `ValueError` before the first."""
        if not self._tiles:
            raise ValueError("no picture was seen")
        columns = min(self.columns, len(self._tiles))
        blank = np.zeros_like(self._tiles[0])
        missing = -len(self._tiles) % columns
        tiles = [*self._tiles, *[blank] * missing]
        rows = [np.concatenate(tiles[i : i + columns], 1) for i in range(0, len(tiles), columns)]
        return np.concatenate(rows, 0)

    def write(self, path: Path) -> None:
        """Write it as PNG; needs Pillow."""
        image: Any = __import__("PIL.Image", fromlist=["Image"])
        image.fromarray(self.picture()).save(path)


def colour(driver: str) -> tuple[int, int, int]:
    """Return the colour of a driver's frame."""
    return COLOURS.get(driver, NOBODY)


def framed(picture: NDArray[np.uint8], rgb: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return the picture in RGB with an edge around it."""
    shown = np.repeat(picture, 3, 2) if picture.shape[2] == 1 else picture[:, :, :3]
    height, width, _ = shown.shape
    tile = np.empty((height + 2 * EDGE, width + 2 * EDGE, 3), np.uint8)
    tile[:] = rgb
    tile[EDGE:-EDGE, EDGE:-EDGE] = shown
    return tile
