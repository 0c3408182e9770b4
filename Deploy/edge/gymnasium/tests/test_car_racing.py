"""CarRacing itself, without an agent."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("Box2D")

from gymnasium.envs.box2d.car_racing import CarRacing

from fakes import Clock, FakeLink
from tombolo_gymnasium import Command, GymMachine
from tombolo_gymnasium import car_racing as racing


def test_what_is_drawn_seldom_is_the_same_to_the_pixel() -> None:
    plain, seldom = CarRacing(), racing.SeldomDrawn()
    plain.reset(seed=3)
    seldom.reset(seed=3)
    for step in range(40):
        action = np.array([0.2 if step % 9 < 4 else -0.1, 0.4, 0], np.float32)
        seldom.draws = step % 5 == 0
        expected, reward, *_ = plain.step(action)
        found, same_reward, *_ = seldom.step(action)
        assert reward == same_reward
        if step % 5 == 0:
            np.testing.assert_array_equal(found, expected)


def test_a_drive_is_measured() -> None:
    setting, clock = racing.setting(), Clock()
    forward = Command(1, {"steering": 0.0, "gas": 0.3, "brake": 0.0}, "cloud", "nominal")
    score = GymMachine(setting, 0.1, clock=clock, sleep=clock.sleep).run(
        FakeLink([forward]), seconds=2, seed=1
    )
    assert score.steps == 100
    assert score.pictures == 20
    assert 0 < score.figures["trackShare"] < 0.3
    assert score.figures["fastest"] > 5
    assert score.figures["lap"] is False


def test_the_safe_action_stops_the_car() -> None:
    setting, clock = racing.setting(), Clock()
    push = Command(1, {"steering": 0.0, "gas": 0.6, "brake": 0.0}, "cloud", "nominal")
    link = FakeLink([*[push] * 50, None])
    GymMachine(setting, 0.1, clock=clock, sleep=clock.sleep).run(link, seconds=5, seed=1)
    speed, _ = racing.motion(setting.env)
    assert max(motion[0] for motion in link.motions) > 10
    assert abs(speed) < 0.5
