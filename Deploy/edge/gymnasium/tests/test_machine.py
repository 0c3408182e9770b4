"""The duty cycle by a clock of its own: nothing here waits."""

from __future__ import annotations

import numpy as np
import pytest

from fakes import MILLISECOND, Clock, FakeLink, Rail, command, rail_setting
from tombolo_gymnasium import GymMachine, Lateness, Setting


def made(setting: Setting, clock: Clock, catch_up: int = 4) -> GymMachine:
    return GymMachine(
        setting, picture_seconds=0.1, lateness=Lateness(catch_up), clock=clock, sleep=clock.sleep
    )


def actions(setting: Setting) -> list[float]:
    env = setting.env.unwrapped
    assert isinstance(env, Rail)
    return env.actions


def test_one_step_each_period_by_the_newest_command() -> None:
    setting, clock = rail_setting(), Clock()
    link = FakeLink([command(1, 0.5), command(2, -0.5), command(2, -0.5)])
    begun = clock.now
    score = made(setting, clock).run(link, seconds=0.1)
    assert actions(setting) == [0.5, -0.5, -0.5, -0.5, -0.5]
    assert clock.now - begun == 80 * MILLISECOND  # the first step is due at once
    assert (score.steps, score.repeated_steps, score.safe_steps) == (5, 3, 0)
    assert score.kept_real_time
    assert score.total_return == pytest.approx(0.5 - 4 * 0.5)


def test_the_safe_action_while_no_command_is_valid() -> None:
    setting, clock = rail_setting(), Clock()
    link = FakeLink([None, command(1, 1.0), None])
    score = made(setting, clock).run(link, seconds=0.08)
    assert actions(setting) == [0.25, 1.0, 0.25, 0.25]
    assert score.safe_steps == 3
    assert score.drivers == {"cloud": 1}


def test_values_beyond_the_space_are_clamped() -> None:
    setting, clock = rail_setting(), Clock()
    made(setting, clock).run(FakeLink([command(1, 7.0)]), seconds=0.02)
    assert actions(setting) == [1.0]


def test_a_picture_every_fifth_step_with_the_instant_and_state_of_its_step() -> None:
    setting, clock = rail_setting(), Clock()
    begun, link = clock.now, FakeLink([command(1, 0.0)])
    score = made(setting, clock).run(link, seconds=0.3)
    stamps = [(stamp - begun) // MILLISECOND for _, _, stamp in link.pictures]
    assert stamps == [0, 100, 200]
    assert [int(picture[0, 0, 0]) for picture, _, _ in link.pictures] == [1, 6, 11]
    assert [float(state[0]) for _, state, _ in link.pictures] == [1, 6, 11]
    assert score.pictures == 3
    assert len(link.motions) == 15
    assert link.motions[0][:2] == (1.5, 0.5)


def test_what_is_drawn_is_what_is_shown() -> None:
    setting, clock = rail_setting(), Clock()
    wanted: list[bool] = []
    setting.draws = lambda _env, is_wanted: wanted.append(is_wanted)
    made(setting, clock).run(FakeLink([None]), seconds=0.14)
    # The first is the reset's.
    assert wanted == [True, True, False, False, False, False, True, False]


class SlowLink(FakeLink):
    """Lets time pass in some steps, as a slow environment would."""

    def __init__(self, clock: Clock, delays: dict[int, int]) -> None:
        super().__init__([command(1, 0.0)])
        self.clock, self.delays = clock, delays

    def move(self, speed: float, yaw_rate: float, stamp: int) -> None:
        super().move(speed, yaw_rate, stamp)
        self.clock.now += self.delays.get(len(self.motions), 0) * MILLISECOND


def test_a_late_step_is_made_up_for() -> None:
    setting, clock = rail_setting(), Clock()
    score = made(setting, clock).run(SlowLink(clock, {1: 70}), seconds=0.2)
    assert score.steps == 10
    assert score.kept_real_time
    assert score.late_steps == 2  # due at 20 and 40 ms, made at 70
    assert score.caught_up_steps == 2
    assert score.slowest_step == pytest.approx(0.070)


def test_time_that_cannot_be_made_up_is_lost_and_counted() -> None:
    setting, clock = rail_setting(), Clock()
    score = made(setting, clock, catch_up=4).run(SlowLink(clock, {1: 520}), seconds=1.0)
    # Due at 20 ms, made at 520: 25 steps behind, of which 4 are made up for.
    assert score.slipped_seconds == pytest.approx(21 * 0.02)
    assert score.steps == 50 - 21
    assert not score.kept_real_time
    assert any("NOT IN REAL TIME" in line for line in score.lines())


def test_it_ends_with_the_episode() -> None:
    setting, clock = rail_setting(length=3), Clock()
    score = made(setting, clock).run(FakeLink([command(1, 0.0)]), seconds=10)
    assert (score.steps, score.episodes) == (3, 1)


def test_an_observation_that_is_no_picture_says_what_to_do() -> None:
    setting, clock = rail_setting(), Clock()
    setting.picture = lambda _env, observation: np.zeros((4, 6), np.uint8)
    with pytest.raises(ValueError, match="give the setting a function `picture`"):
        made(setting, clock).run(FakeLink([None]), seconds=0.02)


def test_a_table_balances() -> None:
    setting, clock = rail_setting(), Clock()
    link = FakeLink([None, command(1, 0.0), command(2, 0.0, "local"), command(3, 0.0)])
    score = made(setting, clock).run(link, seconds=0.2)
    table = score.table()
    assert sum(score.drivers.values()) + score.safe_steps == score.steps == 10
    assert table["drivers"] == {"cloud": 0.8, "local": 0.1}
