"""The picture of a drive."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fakes import Clock, FakeLink, command, rail_setting
from tombolo_gymnasium import GymMachine
from tombolo_gymnasium.strip import COLOURS, NOBODY, Strip, colour


def test_a_frame_tells_who_drove(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    clock, strip = Clock(), Strip(every=2, columns=2)
    commands = [*[command(k, 0.0, "cloudPlan") for k in range(8)], *[None] * 20]
    machine = GymMachine(rail_setting(), 0.1, clock=clock, sleep=clock.sleep)
    machine.run(FakeLink(commands), seconds=0.5, watch=strip.watch)
    strip.write(tmp_path / "strip.png")
    found = np.array(image.open(tmp_path / "strip.png"))
    assert found.shape == (2 * (4 + 8), 2 * (6 + 8), 3)  # three of five pictures, in two rows
    assert tuple(found[0, 0]) == COLOURS["cloudPlan"]
    assert tuple(found[0, 14]) == NOBODY
    assert tuple(found[4, 4]) == (1, 1, 1)  # the first picture itself
    assert tuple(found[23, 27]) == (0, 0, 0)  # and no fourth


def test_each_driver_has_a_colour() -> None:
    drivers = ("cloudPlan", "heldPlan", "localPolicy", "stopping", "nobody")
    assert len({colour(driver) for driver in drivers}) == 5


def test_no_picture_is_said() -> None:
    with pytest.raises(ValueError, match="no picture was seen"):
        Strip().picture()
